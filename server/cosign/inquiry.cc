#include "server/cosign/inquiry.h"

#include <algorithm>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/checkpoint.h"
#include "server/cosign/answer.h"
#include "server/log/log.h"

namespace ingot::cosign {
namespace {

constexpr char kWayOn[] =
    "nothing new was signed. Compare its checkpoint with the ledger's, and find the newer copy of the database and its "
    "anchor; if they are lost, go on with a successor ledger (docs/OPERATIONS.md, \"A successor ledger\")";

// How often a stop is looked for during a pause.
constexpr absl::Duration kStopPoll = absl::Milliseconds(100);

// A witness, and what it has answered so far.
struct Asked {
  const witness::Policy::Witness* witness = nullptr;
  std::unique_ptr<Endpoint> endpoint;
  Answer answer;
  // Not OK: it contradicts this ledger.
  absl::Status contradiction;

  bool agrees() const { return answer.cosignature.has_value(); }
};

class Inquiry {
 public:
  Inquiry(const InquiryOptions& options, const storage::Snapshot& snapshot, const std::string& note,
          const note::Checkpoint& checkpoint, std::string text)
      : options_(options), snapshot_(snapshot), note_(note), checkpoint_(checkpoint), text_(std::move(text)) {}

  absl::Status Prepare(const EndpointFactory& make_endpoint) {
    asked_.reserve(options_.policy.witnesses().size());
    for (const witness::Policy::Witness& witness : options_.policy.witnesses()) {
      Asked& one = asked_.emplace_back();
      one.witness = &witness;
      INGOT_ASSIGN_OR_RETURN(one.endpoint, make_endpoint(witness));
    }
    return absl::OkStatus();
  }

  absl::Status Run() {
    const absl::Time end = absl::Now() + options_.limit;
    for (int round = 0; true; ++round) {
      AskAll();
      for (const Asked& one : asked_) INGOT_RETURN_IF_ERROR(one.contradiction);
      INGOT_ASSIGN_OR_RETURN(const bool enough, HaveQuorum());
      if (enough) return absl::OkStatus();
      if (absl::Now() + options_.pause >= end) return NoQuorum();
      if (round == 0) log::Warning("waits for witnesses before anything is signed", {{"missing", Missing()}});
      if (!Pause()) return absl::CancelledError("stopped while it waited for witnesses");
    }
  }

 private:
  void AskAll() {
    std::vector<std::thread> threads;
    threads.reserve(asked_.size());
    for (Asked& one : asked_) {
      if (!one.agrees()) threads.emplace_back([this, &one] { Ask(one); });
    }
    for (std::thread& thread : threads) thread.join();
  }

  void Ask(Asked& one) const {
    // Most likely it cosigned this very checkpoint; else it tells its size, and is asked from there.
    uint64_t old_size = checkpoint_.size;
    for (int attempt = 0; attempt < 2; ++attempt) {
      absl::StatusOr<merkle::Proof> proof = merkle::ConsistencyProof(snapshot_.Nodes(), old_size, checkpoint_.size);
      if (!proof.ok() || proof->size() > witness::kMaxRequestHashes) {
        one.answer.state = v1::WITNESS_STATE_UNREACHABLE;
        one.answer.why = "the proof for it can't be made";
        return;
      }
      one.answer = Understand({.old_size = old_size, .size = checkpoint_.size, .text = text_},
                              one.endpoint->Post(witness::FormatAddCheckpoint(
                                  {.old_size = old_size, .proof = *std::move(proof), .checkpoint = note_})),
                              one.witness->key);
      if (one.answer.state == v1::WITNESS_STATE_CONFLICT) {
        one.contradiction = Contradiction(one, Cat("has seen another history of the first ", old_size, " entries"));
        return;
      }
      if (!one.answer.known_size.has_value()) return;
      old_size = *one.answer.known_size;
      if (old_size > checkpoint_.size) {
        one.contradiction = Contradiction(
            one, Cat("has cosigned ", old_size, " entries, and of this ledger, which holds ", snapshot_.head().size,
                     ", no more than ", checkpoint_.size,
                     " were signed here: the database was rolled back and its anchor with it, or the key signed "
                     "elsewhere"));
        return;
      }
    }
    one.answer.state = v1::WITNESS_STATE_ANSWER_INVALID;
    one.answer.why = "it names another size each time";
  }

  static absl::Status Contradiction(const Asked& one, std::string_view what) {
    return absl::FailedPreconditionError(Cat("the witness ", one.witness->key.name(), " ", what, "; ", kWayOn));
  }

  absl::StatusOr<bool> HaveQuorum() const {
    std::string note = note_;
    for (const Asked& one : asked_) {
      if (one.agrees()) note += one.answer.cosignature->line;
    }
    const absl::StatusOr<note::OpenedNote> opened = note::Open(note, options_.policy.WitnessKeys());
    // Without a line by one of the keys there is nothing to open.
    if (absl::IsPermissionDenied(opened.status())) return false;
    INGOT_RETURN_IF_ERROR(opened.status());
    return options_.policy.Satisfied(opened->signatures);
  }

  // "name (why), name (why)" of those that did not cosign.
  std::string Missing() const {
    std::string missing;
    for (const Asked& one : asked_) {
      if (one.agrees()) continue;
      missing = Cat(missing, missing.empty() ? "" : ", ", one.witness->key.name(), " (", one.answer.why, ")");
    }
    return missing;
  }

  absl::Status NoQuorum() const {
    return absl::UnavailableError(
        Cat("no quorum of witnesses has confirmed within ", absl::ToInt64Seconds(options_.limit),
            " s that the ledger was not rolled back; missing: ", Missing(),
            ". Nothing new was signed: start again once they answer, or, if you know by other means that this is the "
            "newest state, without --require-witness"));
  }

  // False where the start is to be given up.
  bool Pause() const {
    const absl::Time until = absl::Now() + options_.pause;
    while (absl::Now() < until) {
      if (options_.stopping && options_.stopping()) return false;
      absl::SleepFor(std::min(kStopPoll, options_.pause));
    }
    return true;
  }

  const InquiryOptions& options_;
  const storage::Snapshot& snapshot_;
  const std::string& note_;
  const note::Checkpoint& checkpoint_;
  const std::string text_;
  std::vector<Asked> asked_;
};

}  // namespace

absl::Status AskBeforeSigning(const InquiryOptions& options, const storage::Snapshot& snapshot, const std::string& note,
                              const EndpointFactory& make_endpoint) {
  if (options.policy.demands_nothing()) {
    return absl::InvalidArgumentError("the witness policy demands no cosignature: name a quorum");
  }
  INGOT_ASSIGN_OR_RETURN(const note::Checkpoint checkpoint, note::PeekCheckpoint(note));
  INGOT_ASSIGN_OR_RETURN(std::string text, note::TextOf(note));
  Inquiry inquiry(options, snapshot, note, checkpoint, std::move(text));
  INGOT_RETURN_IF_ERROR(inquiry.Prepare(make_endpoint));
  INGOT_RETURN_IF_ERROR(inquiry.Run());
  log::Info("witnesses confirm that the ledger was not rolled back", {{"size", checkpoint.size}});
  return absl::OkStatus();
}

}  // namespace ingot::cosign
