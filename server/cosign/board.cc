#include "server/cosign/board.h"

#include <utility>

#include "ledger/base/check.h"

namespace ingot::cosign {

std::shared_ptr<const Cosigned> Board::Newest() const {
  const absl::MutexLock lock(&mutex_);
  return newest_;
}

void Board::SetNewest(std::shared_ptr<const Cosigned> cosigned) {
  const absl::MutexLock lock(&mutex_);
  newest_ = std::move(cosigned);
}

std::vector<v1::Witness> Board::Witnesses() const {
  const absl::MutexLock lock(&mutex_);
  return witnesses_;
}

std::string Board::policy() const {
  const absl::MutexLock lock(&mutex_);
  return policy_;
}

void Board::SetPolicy(std::string policy, std::vector<v1::Witness> witnesses) {
  const absl::MutexLock lock(&mutex_);
  policy_ = std::move(policy);
  witnesses_ = std::move(witnesses);
}

void Board::SetWitness(size_t index, const v1::Witness& witness) {
  const absl::MutexLock lock(&mutex_);
  INGOT_CHECK(index < witnesses_.size());
  witnesses_[index] = witness;
}

}  // namespace ingot::cosign
