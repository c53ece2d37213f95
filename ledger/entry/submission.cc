#include "ledger/entry/submission.h"

#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/crypto/sha256.h"
#include "ledger/directory/ids.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/sealed.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/refusal/refusal.h"

namespace ingot::entry {
namespace {

using refusal::Refuse;

// Each ends in a zero byte, which their length counts.
constexpr std::string_view kSubmissionTag("ingot/v1/submission\0", 20);
constexpr std::string_view kPossessionTag("ingot/v1/key-possession\0", 24);
constexpr std::string_view kReversalTag("ingot/v1/reversal\0", 18);
constexpr std::string_view kTermsTag("ingot/v1/terms\0", 15);
constexpr std::string_view kSealedTag("ingot/v1/sealed\0", 16);

std::string LengthPrefixed(std::string_view text) {
  INGOT_CHECK(text.size() <= 0xff);
  std::string prefixed(1, static_cast<char>(text.size()));
  prefixed.append(text);
  return prefixed;
}

absl::Status CheckBytes(std::string_view bytes, size_t size, std::string_view field) {
  if (bytes.size() == size) return absl::OkStatus();
  if (bytes.empty()) return Refuse(v1::REFUSAL_REASON_FIELD_MISSING, field, "must be given");
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, Cat("must be ", size, " bytes, not ", bytes.size()));
}

absl::Status CheckHeader(const v1::SubmissionHeader& header) {
  INGOT_RETURN_IF_ERROR(directory::CheckOrganisationId(header.organisation_id(), "header.organisation_id"));
  INGOT_RETURN_IF_ERROR(CheckBytes(header.key_id(), kHashSize, "header.key_id"));
  INGOT_RETURN_IF_ERROR(CheckBytes(header.idempotency_key(), kIdempotencyKeyBytes, "header.idempotency_key"));
  if (header.expires_at_us() <= 0) {
    return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "header.expires_at_us",
                  "must be given, in microseconds since 1970, at most seven days ahead");
  }
  if (header.count() == 0) {
    return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, "header.count", "a submission has at least one event");
  }
  if (header.count() > kMaxSubmissionEvents) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, "header.count",
                  Cat("a submission has at most ", kMaxSubmissionEvents, " events: make several"));
  }
  INGOT_RETURN_IF_ERROR(CheckBytes(header.events_root(), kHashSize, "header.events_root"));
  return CheckBytes(header.signature(), crypto::kSignatureSize, "header.signature");
}

size_t PartBytes(const v1::DetachedPart& part) { return part.salt().size() + part.body().size(); }

// The upper bound of what the submission writes, before anything of it is parsed.
absl::Status CheckTotal(const v1::Submission& submission) {
  size_t total = 0;
  for (const v1::SubmittedEvent& event : submission.events()) {
    total += event.event().size() + kEntryOverheadBytes + PartBytes(event.terms()) + PartBytes(event.sealed());
  }
  if (total <= kMaxSubmissionBytes) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_TOO_LARGE, "events",
                Cat("entries and detached parts would come to ", total, " bytes, at most ", kMaxSubmissionBytes,
                    " are allowed: make several submissions"));
}

std::vector<Hash> LeavesOf(const std::vector<std::string_view>& events) {
  std::vector<Hash> leaves;
  leaves.reserve(events.size());
  for (const std::string_view event : events) leaves.push_back(merkle::LeafHash(event));
  return leaves;
}

Hash RootOf(std::span<const Hash> leaves) {
  merkle::CompactRange range;
  for (const Hash& leaf : leaves) range.Append(leaf);
  return range.Root();
}

// `leaves` are those of the events' bytes.
absl::Status CheckRoot(const v1::SubmissionHeader& header, std::span<const Hash> leaves) {
  if (header.count() != leaves.size()) {
    return Refuse(v1::REFUSAL_REASON_EVENTS_MISMATCH, "header.count",
                  Cat("is ", header.count(), ", the submission has ", leaves.size(), " events"));
  }
  if (header.events_root() != AsBytes(RootOf(leaves))) {
    return Refuse(v1::REFUSAL_REASON_EVENTS_MISMATCH, "header.events_root",
                  "is not the tree root over the events' bytes");
  }
  return absl::OkStatus();
}

// `name` is the part's field in the submission, "terms" or "sealed".
absl::Status CheckPart(DetachedKind kind, const Hash& ledger_id, std::string_view organisation_id,
                       const std::string& commitment, const v1::DetachedPart& part, std::string_view name) {
  INGOT_RETURN_IF_ERROR(CheckBytes(part.salt(), kDetachedSaltBytes, Cat(name, ".salt")));
  if (part.body().size() > kMaxDetachedBytes) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, Cat(name, ".body"),
                  Cat("at most ", kMaxDetachedBytes, " bytes are allowed"));
  }
  if (commitment != AsBytes(DetachedCommitment(kind, ledger_id, organisation_id, part))) {
    return Refuse(v1::REFUSAL_REASON_DETACHED_MISMATCH, Cat(name, "_commitment"),
                  "does not commit to the detached part under this ledger, organisation and salt");
  }
  return absl::OkStatus();
}

// Form checks that a submission and a replay share, up to the submitter's identity.
absl::StatusOr<AdmittedEvent> AdmitBytes(std::string bytes) {
  AdmittedEvent admitted;
  INGOT_ASSIGN_OR_RETURN(admitted.event, ParseEvent(bytes));
  admitted.bytes = std::move(bytes);
  INGOT_RETURN_IF_ERROR(CheckBytes(admitted.event.salt(), kSaltBytes, "salt"));
  return admitted;
}

absl::Status CheckActor(const v1::Event& event, std::string_view organisation_id) {
  if (event.actor().organisation_id() == organisation_id) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_IDENTITY_MISMATCH, "actor.organisation_id",
                "must be the submitting organisation's id");
}

// And those of its terms, under the organisation that acts. `part` is the detached terms, or nullopt.
absl::Status AdmitTerms(const Hash& ledger_id, std::optional<v1::DetachedPart> part, AdmittedEvent& admitted) {
  if (!part.has_value()) return absl::OkStatus();
  INGOT_RETURN_IF_ERROR(CheckPart(DetachedKind::kTerms, ledger_id, admitted.event.actor().organisation_id(),
                                  admitted.event.terms_commitment(), *part, "terms"));
  absl::StatusOr<v1::Terms> terms = ParseTerms(part->body());
  if (!terms.ok()) return refusal::PrefixField(terms.status(), "terms.body.");
  admitted.terms = *std::move(terms);
  admitted.terms_part = std::move(part);
  return absl::OkStatus();
}

absl::StatusOr<AdmittedEvent> AdmitEvent(const Hash& ledger_id, const v1::SubmissionHeader& header, std::string bytes,
                                         std::optional<v1::DetachedPart> part) {
  INGOT_ASSIGN_OR_RETURN(AdmittedEvent admitted, AdmitBytes(std::move(bytes)));
  INGOT_RETURN_IF_ERROR(CheckActor(admitted.event, header.organisation_id()));
  INGOT_RETURN_IF_ERROR(AdmitTerms(ledger_id, std::move(part), admitted));
  return admitted;
}

absl::Status AdmitSealed(const Hash& ledger_id, const v1::SubmissionHeader& header, v1::DetachedPart part,
                         AdmittedEvent* admitted) {
  INGOT_RETURN_IF_ERROR(CheckPart(DetachedKind::kSealed, ledger_id, header.organisation_id(),
                                  admitted->event.sealed_commitment(), part, "sealed"));
  absl::StatusOr<v1::SealedBody> body = ParseSealed(part.body());
  if (!body.ok()) return refusal::PrefixField(body.status(), "sealed.body.");
  admitted->sealed = *std::move(body);
  admitted->sealed_part = std::move(part);
  return absl::OkStatus();
}

// What holds for a new submission alone: the detached parts come with their event.
absl::StatusOr<AdmittedEvent> AdmitSubmitted(const Hash& ledger_id, const v1::SubmissionHeader& header,
                                             v1::SubmittedEvent submitted) {
  std::optional<v1::DetachedPart> part;
  if (submitted.has_terms()) part = std::move(*submitted.mutable_terms());
  const bool has_part = part.has_value();
  INGOT_ASSIGN_OR_RETURN(AdmittedEvent admitted,
                         AdmitEvent(ledger_id, header, std::move(*submitted.mutable_event()), std::move(part)));
  if (!has_part && !admitted.event.terms_commitment().empty()) {
    return Refuse(v1::REFUSAL_REASON_DETACHED_MISMATCH, "terms", "the event commits to terms: send them with it");
  }
  if (submitted.has_sealed()) {
    INGOT_RETURN_IF_ERROR(AdmitSealed(ledger_id, header, std::move(*submitted.mutable_sealed()), &admitted));
  } else if (!admitted.event.sealed_commitment().empty()) {
    return Refuse(v1::REFUSAL_REASON_DETACHED_MISMATCH, "sealed",
                  "the event commits to a sealed part: send it with the event");
  }
  return admitted;
}

}  // namespace

std::string SigningMessage(const Hash& ledger_id, const v1::SubmissionHeader& header) {
  INGOT_CHECK(header.key_id().size() == kHashSize && header.events_root().size() == kHashSize);
  INGOT_CHECK(header.idempotency_key().size() == kIdempotencyKeyBytes);
  std::string message(kSubmissionTag);
  message.append(AsBytes(ledger_id));
  message.append(LengthPrefixed(header.organisation_id()));
  message.append(header.key_id());
  message.append(header.idempotency_key());
  AppendBe64(static_cast<uint64_t>(header.expires_at_us()), &message);
  AppendBe32(header.count(), &message);
  message.append(header.events_root());
  return message;
}

Hash EventsRoot(const std::vector<std::string_view>& events) { return RootOf(LeavesOf(events)); }

std::string PossessionMessage(const Hash& ledger_id, std::string_view organisation_id, std::string_view public_key) {
  std::string message(kPossessionTag);
  message.append(AsBytes(ledger_id));
  message.append(LengthPrefixed(organisation_id));
  message.append(public_key);
  return message;
}

std::string ReversalMessage(const Hash& ledger_id, uint64_t target_seq, v1::ReversalReason reason,
                            std::string_view actor_organisation_id) {
  INGOT_CHECK(reason >= 0 && reason <= 0xff);
  std::string message(kReversalTag);
  message.append(AsBytes(ledger_id));
  AppendBe64(target_seq, &message);
  message.push_back(static_cast<char>(reason));
  message.append(LengthPrefixed(actor_organisation_id));
  return message;
}

Hash DetachedCommitment(DetachedKind kind, const Hash& ledger_id, std::string_view organisation_id,
                        const v1::DetachedPart& part) {
  return crypto::Sha256({kind == DetachedKind::kTerms ? kTermsTag : kSealedTag, AsBytes(ledger_id),
                         LengthPrefixed(organisation_id), part.salt(), part.body()});
}

absl::StatusOr<AdmittedSubmission> Admit(const Hash& ledger_id, v1::Submission submission) {
  INGOT_RETURN_IF_ERROR(CheckKnown(submission));
  if (!submission.has_header()) {
    return Refuse(v1::REFUSAL_REASON_FIELD_MISSING, "header", "a submission is signed in its header");
  }
  INGOT_RETURN_IF_ERROR(CheckHeader(submission.header()));
  if (static_cast<size_t>(submission.events_size()) > kMaxSubmissionEvents) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, "events",
                  Cat("a submission has at most ", kMaxSubmissionEvents, " events: make several"));
  }
  INGOT_RETURN_IF_ERROR(CheckTotal(submission));
  std::vector<std::string_view> events;
  events.reserve(static_cast<size_t>(submission.events_size()));
  for (const v1::SubmittedEvent& event : submission.events()) events.push_back(event.event());
  INGOT_RETURN_IF_ERROR(CheckRoot(submission.header(), LeavesOf(events)));

  AdmittedSubmission admitted;
  admitted.header = std::move(*submission.mutable_header());
  admitted.events.reserve(events.size());
  for (int i = 0; i < submission.events_size(); ++i) {
    absl::StatusOr<AdmittedEvent> event =
        AdmitSubmitted(ledger_id, admitted.header, std::move(*submission.mutable_events(i)));
    if (!event.ok()) return refusal::PrefixField(event.status(), Cat("events[", i, "]."));
    admitted.events.push_back(*std::move(event));
  }
  return admitted;
}

absl::StatusOr<AdmittedEvent> AdmitStored(const Hash& ledger_id, std::string bytes,
                                          std::optional<v1::DetachedPart> part) {
  INGOT_ASSIGN_OR_RETURN(AdmittedEvent admitted, AdmitBytes(std::move(bytes)));
  INGOT_RETURN_IF_ERROR(
      directory::CheckOrganisationId(admitted.event.actor().organisation_id(), "actor.organisation_id"));
  INGOT_RETURN_IF_ERROR(AdmitTerms(ledger_id, std::move(part), admitted));
  return admitted;
}

absl::StatusOr<AdmittedSubmission> Readmit(v1::SubmissionHeader header,
                                           std::vector<absl::StatusOr<AdmittedEvent>> events,
                                           std::span<const Hash> leaves) {
  INGOT_CHECK(!events.empty() && leaves.size() == events.size());
  INGOT_RETURN_IF_ERROR(CheckHeader(header));
  INGOT_RETURN_IF_ERROR(CheckRoot(header, leaves));
  AdmittedSubmission admitted;
  admitted.events.reserve(events.size());
  for (size_t i = 0; i < events.size(); ++i) {
    absl::Status status = events[i].status();
    if (status.ok()) status = CheckActor(events[i]->event, header.organisation_id());
    if (!status.ok()) return refusal::PrefixField(status, Cat("events[", i, "]."));
    admitted.events.push_back(*std::move(events[i]));
  }
  admitted.header = std::move(header);
  return admitted;
}

absl::StatusOr<AdmittedSubmission> Readmit(const Hash& ledger_id, const std::vector<v1::Entry>& entries,
                                           std::vector<std::optional<v1::DetachedPart>> terms) {
  INGOT_CHECK(!entries.empty() && terms.size() == entries.size());
  if (!entries.front().has_submission()) {
    return Refuse(v1::REFUSAL_REASON_FIELD_MISSING, "header", "the first entry of a submission holds its header");
  }
  std::vector<absl::StatusOr<AdmittedEvent>> events;
  std::vector<Hash> leaves;
  for (size_t i = 0; i < entries.size(); ++i) {
    leaves.push_back(merkle::LeafHash(entries[i].event()));
    events.push_back(AdmitStored(ledger_id, entries[i].event(), std::move(terms[i])));
  }
  return Readmit(entries.front().submission(), std::move(events), leaves);
}

}  // namespace ingot::entry
