// A witness that can be switched off, in the test's own process.
#ifndef INGOT_TESTS_UNIT_SERVER_COSIGN_WITNESS_IN_PROCESS_H_
#define INGOT_TESTS_UNIT_SERVER_COSIGN_WITNESS_IN_PROCESS_H_

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "clients/witness/witness.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "server/cosign/endpoint.h"
#include "tests/support/test_ledger.h"

namespace ingot::testing {

inline constexpr int64_t kCosignedAt = 1'772'352'000;

class WitnessInProcess {
 public:
  WitnessInProcess(const std::string& name, const note::VerifierKey& log, const std::string& folder)
      : name_(name), log_(log), folder_(folder) {
    Restart();
  }

  void Restart() {
    witness_.reset();
    auto opened = witness::Witness::Open(name_, TestKey(name_), {{.key = log_, .url = ""}}, folder_);
    INGOT_CHECK_OK(opened);
    witness_ = *std::move(opened);
  }

  class Wire : public cosign::Endpoint {
   public:
    explicit Wire(WitnessInProcess& owner) : owner_(owner) {}
    absl::StatusOr<cosign::HttpAnswer> Post(const std::string& body) override {
      if (owner_.down) return absl::UnavailableError("down");
      ++owner_.requests;
      const witness::Reply reply = owner_.witness_->AddCheckpoint(body, kCosignedAt);
      return cosign::HttpAnswer{reply.status, reply.content_type, owner_.garbles ? "garbled\n" : reply.body};
    }
    void Cancel() override {}

   private:
    WitnessInProcess& owner_;
  };

  witness::Witness& witness() { return *witness_; }
  std::string PolicyLine() const { return Cat("witness ", name_, " ", witness_->key().Format(), " test:\n"); }

  std::atomic<bool> down{false};
  std::atomic<bool> garbles{false};
  std::atomic<int> requests{0};

 private:
  const std::string name_;
  const note::VerifierKey log_;
  const std::string folder_;
  std::unique_ptr<witness::Witness> witness_;
};

}  // namespace ingot::testing

#endif  // INGOT_TESTS_UNIT_SERVER_COSIGN_WITNESS_IN_PROCESS_H_
