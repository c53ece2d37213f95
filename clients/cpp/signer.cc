#include "clients/cpp/signer.h"

#include <string_view>
#include <utility>

#include "clients/cpp/random.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/submission.h"

namespace ingot::client {

Signer::Signer(const Hash& ledger_id, std::string organisation_id, crypto::PrivateKey key)
    : ledger_id_(ledger_id),
      organisation_id_(std::move(organisation_id)),
      key_(std::move(key)),
      key_id_(ToBytes(crypto::KeyId(key_.public_key()))) {}

absl::StatusOr<v1::Submission> Signer::Sign(std::vector<Draft> drafts, const SubmissionOptions& options) const {
  if (drafts.empty() || drafts.size() > entry::kMaxSubmissionEvents) {
    return absl::InvalidArgumentError(
        Cat("a submission holds 1 to ", entry::kMaxSubmissionEvents, " events, not ", drafts.size(), ": split it"));
  }
  if (!options.idempotency_key.empty() && options.idempotency_key.size() != entry::kIdempotencyKeyBytes) {
    return absl::InvalidArgumentError(Cat("an idempotency key has ", entry::kIdempotencyKeyBytes, " bytes"));
  }
  v1::Submission submission;
  for (size_t i = 0; i < drafts.size(); ++i) {
    v1::Event& event = drafts[i].event;
    v1::SubmittedEvent& submitted = *submission.add_events();
    if (event.salt().empty()) event.set_salt(RandomBytes(entry::kSaltBytes));
    if (event.actor().organisation_id().empty()) event.mutable_actor()->set_organisation_id(organisation_id_);
    if (!event.terms_commitment().empty()) {
      return absl::InvalidArgumentError(
          Cat("events[", i, "].terms_commitment is computed from the terms: leave it out and give the terms"));
    }
    if (!event.sealed_commitment().empty()) {
      return absl::InvalidArgumentError(Cat(
          "events[", i, "].sealed_commitment is computed from the sealed part: leave it out and give the sealed part"));
    }
    if (!drafts[i].terms_salt.empty() && drafts[i].terms_salt.size() != entry::kDetachedSaltBytes) {
      return absl::InvalidArgumentError(
          Cat("the salt of the terms of events[", i, "] has ", entry::kDetachedSaltBytes, " bytes"));
    }
    if (drafts[i].terms) {
      event.set_terms_commitment(Detach(entry::DetachedKind::kTerms, *drafts[i].terms, std::move(drafts[i].terms_salt),
                                        submitted.mutable_terms()));
    }
    if (drafts[i].sealed) {
      event.set_sealed_commitment(
          Detach(entry::DetachedKind::kSealed, *drafts[i].sealed, "", submitted.mutable_sealed()));
    }
    submitted.set_event(entry::Serialise(event));
  }
  std::vector<std::string_view> events;
  events.reserve(drafts.size());
  for (const v1::SubmittedEvent& submitted : submission.events()) events.push_back(submitted.event());

  v1::SubmissionHeader& header = *submission.mutable_header();
  header.set_organisation_id(organisation_id_);
  header.set_key_id(key_id_);
  header.set_idempotency_key(options.idempotency_key.empty() ? RandomBytes(entry::kIdempotencyKeyBytes)
                                                             : options.idempotency_key);
  header.set_expires_at_us(options.expires_at_us);
  header.set_count(static_cast<uint32_t>(events.size()));
  header.set_events_root(ToBytes(entry::EventsRoot(events)));
  header.set_signature(key_.Sign(entry::SigningMessage(ledger_id_, header)));
  return submission;
}

std::string Signer::Detach(entry::DetachedKind kind, const google::protobuf::Message& body, std::string salt,
                           v1::DetachedPart* part) const {
  part->set_salt(salt.empty() ? RandomBytes(entry::kDetachedSaltBytes) : std::move(salt));
  part->set_body(entry::Serialise(body));
  return ToBytes(entry::DetachedCommitment(kind, ledger_id_, organisation_id_, *part));
}

std::string Signer::ProvePossession(const Hash& ledger_id, const std::string& organisation_id,
                                    const crypto::PrivateKey& key) {
  return key.Sign(entry::PossessionMessage(ledger_id, organisation_id, key.public_key().bytes()));
}

}  // namespace ingot::client
