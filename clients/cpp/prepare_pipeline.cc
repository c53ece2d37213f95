#include "clients/cpp/prepare_pipeline.h"

#include <utility>

#include "ledger/base/check.h"
#include "ledger/merkle/leaf_hash.h"

namespace ingot::client {

void KeyTable::Add(const crypto::PublicKey& key) {
  const Hash id = crypto::KeyId(key);
  const absl::MutexLock lock(&mutex_);
  if (keys_.size() < kMaxKeys) keys_.emplace(ToBytes(id), key);
}

std::optional<crypto::PublicKey> KeyTable::Find(std::string_view key_id) const {
  const absl::MutexLock lock(&mutex_);
  const auto it = keys_.find(key_id);
  if (it == keys_.end()) return std::nullopt;
  return it->second;
}

PreparePipeline::PreparePipeline(EntrySource source, Interrupt interrupt, std::optional<Hash> ledger_id, int workers)
    : source_(std::move(source)), interrupt_(std::move(interrupt)), ledger_id_(ledger_id) {
  INGOT_CHECK(workers >= 1);
  threads_.emplace_back([this] { Read(); });
  for (int i = 0; i < workers; ++i) threads_.emplace_back([this] { Work(); });
}

PreparePipeline::~PreparePipeline() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
    if (!ended_ && interrupt_ != nullptr) interrupt_();
  }
  for (std::thread& thread : threads_) thread.join();
}

void PreparePipeline::Read() {
  while (true) {
    auto slot = std::make_unique<Slot>();
    const absl::StatusOr<bool> more = source_(&slot->message);
    if (!more.ok() || !*more) {
      const absl::MutexLock lock(&mutex_);
      failed_ = more.status();
      ended_ = true;
      return;
    }
    if (!ledger_id_.has_value() && slot->message.entries_size() > 0) {
      ledger_id_ = merkle::LeafHash(slot->message.entries(0).entry());
      slot->begins = true;
    }
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &PreparePipeline::HasRoom));
    if (stopping_) return;
    waiting_.push_back(slot.get());
    slots_.push_back(std::move(slot));
  }
}

void PreparePipeline::Work() {
  while (true) {
    Slot* slot = nullptr;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &PreparePipeline::HasWork));
      if (stopping_ || waiting_.empty()) return;
      slot = waiting_.front();
      waiting_.pop_front();
    }
    Prepare(*slot);
    const absl::MutexLock lock(&mutex_);
    slot->done = true;
  }
}

void PreparePipeline::Prepare(Slot& slot) {
  slot.prepared.checkpoint = std::move(*slot.message.mutable_checkpoint());
  slot.prepared.entries.reserve(static_cast<size_t>(slot.message.entries_size()));
  const audit::KeyFinder find = [this](std::string_view key_id) { return keys_.Find(key_id); };
  for (v1::EntryBundle& bundle : *slot.message.mutable_entries()) {
    const bool genesis = slot.begins && slot.prepared.entries.empty();
    std::optional<v1::DetachedPart> terms;
    if (bundle.has_terms()) terms = std::move(*bundle.mutable_terms());
    std::unique_ptr<audit::PreparedEntry> entry = audit::Prepare(
        genesis ? Hash{} : *ledger_id_, std::move(*bundle.mutable_entry()), std::move(terms), genesis ? nullptr : find);
    for (const crypto::PublicKey& key : audit::KeysOf(*entry)) keys_.Add(key);
    slot.prepared.entries.push_back(std::move(entry));
  }
}

absl::StatusOr<std::optional<PreparedMessage>> PreparePipeline::Next() {
  const absl::MutexLock lock(&mutex_);
  mutex_.Await(absl::Condition(this, &PreparePipeline::HasResult));
  if (slots_.empty()) {
    if (!failed_.ok()) return failed_;
    return std::optional<PreparedMessage>();
  }
  std::optional<PreparedMessage> next(std::move(slots_.front()->prepared));
  slots_.pop_front();
  return next;
}

}  // namespace ingot::client
