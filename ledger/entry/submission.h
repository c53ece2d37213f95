// Submissions: the signed unit. Form checks that need no state; they run in parallel, before the rules.
#ifndef INGOT_LEDGER_ENTRY_SUBMISSION_H_
#define INGOT_LEDGER_ENTRY_SUBMISSION_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ingot/v1/entry.pb.h"
#include "ingot/v1/event.pb.h"
#include "ingot/v1/sealed.pb.h"
#include "ledger/base/hash.h"

namespace ingot::entry {

// The signed message (docs/FORMAT.md, "Submission"). ledger_id is 32 zero bytes for the genesis submission.
// REQUIRES: key_id 32, idempotency_key 16, events_root 32 bytes, organisation_id at most 255.
std::string SigningMessage(const Hash& ledger_id, const v1::SubmissionHeader& header);

// RFC 6962 root over the events' bytes.
Hash EventsRoot(const std::vector<std::string_view>& events);

// What KeyAdded.possession_signature signs.
std::string PossessionMessage(const Hash& ledger_id, std::string_view organisation_id, std::string_view public_key);

// What Countersignature.signature signs: consent to the reversal of one entry, for one reason, by one organisation.
// REQUIRES: the reason is below 256, organisation_id at most 255 bytes.
std::string ReversalMessage(const Hash& ledger_id, uint64_t target_seq, v1::ReversalReason reason,
                            std::string_view actor_organisation_id);

// Commitments to detached parts.
enum class DetachedKind { kTerms, kSealed };
Hash DetachedCommitment(DetachedKind kind, const Hash& ledger_id, std::string_view organisation_id,
                        const v1::DetachedPart& part);

// An event that passed the form checks.
struct AdmittedEvent {
  std::string bytes;
  v1::Event event;
  // The detached terms, as submitted and parsed. Absent where the event has none, and in an auditor's replay of a
  // ledger whose terms it may not see (then event.terms_commitment is set all the same).
  std::optional<v1::DetachedPart> terms_part;
  std::optional<v1::Terms> terms;
  // The sealed part, for the vault alone: of a new submission whose event has one, and never in a replay.
  std::optional<v1::DetachedPart> sealed_part;
  std::optional<v1::SealedBody> sealed;
};

// A submission that passed the form checks; its signature is not verified yet.
struct AdmittedSubmission {
  v1::SubmissionHeader header;
  std::vector<AdmittedEvent> events;
};

// Form checks of a whole submission: header fields and sizes, count and events_root, each event's canonical bytes,
// detached parts against their commitments, canonical terms and sealed bodies, total bound, actor.organisation_id.
// Refusals name the field with events[i]. prefixes. Thread-safe.
absl::StatusOr<AdmittedSubmission> Admit(const Hash& ledger_id, v1::Submission submission);

// For a replay: a stored event with its terms (nullopt where absent or unseen), as far as it can be judged by itself.
// The terms' commitment is held against the organisation that the event names as its actor. Thread-safe.
absl::StatusOr<AdmittedEvent> AdmitStored(const Hash& ledger_id, std::string bytes,
                                          std::optional<v1::DetachedPart> part);

// The submission of events so judged and of its first entry's header; `leaves` are the leaf hashes of the events'
// bytes. Refuses what Admit refuses of a header, an event that was refused, and one of another actor. Thread-safe.
absl::StatusOr<AdmittedSubmission> Readmit(v1::SubmissionHeader header,
                                           std::vector<absl::StatusOr<AdmittedEvent>> events,
                                           std::span<const Hash> leaves);

// Both in one step, from entries. `terms` has an element an entry.
absl::StatusOr<AdmittedSubmission> Readmit(const Hash& ledger_id, const std::vector<v1::Entry>& entries,
                                           std::vector<std::optional<v1::DetachedPart>> terms);

}  // namespace ingot::entry

#endif  // INGOT_LEDGER_ENTRY_SUBMISSION_H_
