#include "ledger/verify/trust.h"

#include <algorithm>
#include <utility>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/verdict/verdict.h"

namespace ingot::verify {
namespace {

using verdict::Fail;
using verdict::Reason;

// Whether the trusted key that made a signature may speak for this origin: a key of --vkey for any, a policy's log for
// the one that its name is.
bool SpeaksFor(const note::VerifiedSignature& signature, const Trust& trust, std::string_view origin) {
  if (signature.type != note::SignatureType::kEd25519) return false;
  const auto is_signer = [&signature](const note::VerifierKey& key) {
    return key.name() == signature.name && key.id() == signature.key_id;
  };
  return signature.name == origin || std::any_of(trust.keys.begin(), trust.keys.end(), is_signer);
}

// Every key once: the policy may name a key that was also given.
absl::StatusOr<std::vector<note::VerifierKey>> AllKeys(const Trust& trust) {
  std::vector<note::VerifierKey> keys;
  const auto add = [&keys](const note::VerifierKey& key) {
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
  };
  for (const note::VerifierKey& key : trust.keys) {
    if (key.type() != note::SignatureType::kEd25519) {
      return Fail(Reason::kMalformedKey, Cat("the key ", key.name(), " has not the type of a log's key (0x01)"));
    }
    add(key);
  }
  if (trust.policy.has_value()) {
    for (const witness::Policy::Log& log : trust.policy->logs()) add(log.key);
    for (const note::VerifierKey& key : trust.policy->WitnessKeys()) add(key);
  }
  return keys;
}

}  // namespace

absl::StatusOr<note::OpenedNote> OpenNote(std::string_view note, const std::vector<note::VerifierKey>& keys) {
  const absl::StatusOr<std::string> text = note::TextOf(note);
  if (!text.ok()) return Fail(Reason::kMalformedNote, FromAbsl(text.status().message()));
  absl::StatusOr<note::OpenedNote> opened = note::Open(note, keys);
  if (opened.ok()) return opened;
  // The form holds, so what is left for InvalidArgument is the keys.
  return Fail(verdict::ReasonOf(opened.status()).value_or(Reason::kMalformedKey), FromAbsl(opened.status().message()));
}

absl::StatusOr<TrustedCheckpoint> OpenTrusted(std::string_view note, const Trust& trust) {
  const absl::StatusOr<std::string> text = note::TextOf(note);
  if (!text.ok()) return Fail(Reason::kMalformedNote, FromAbsl(text.status().message()));
  absl::StatusOr<note::ExtendedCheckpoint> read = note::ParseExtendedCheckpoint(*text);
  if (!read.ok()) return Fail(Reason::kMalformedCheckpoint, FromAbsl(read.status().message()));
  INGOT_ASSIGN_OR_RETURN(const std::vector<note::VerifierKey> keys, AllKeys(trust));
  INGOT_ASSIGN_OR_RETURN(note::OpenedNote opened, OpenNote(note, keys));

  TrustedCheckpoint trusted{.checkpoint = std::move(read->checkpoint), .extensions = std::move(read->extensions)};
  for (note::VerifiedSignature& signature : opened.signatures) {
    if (signature.type == note::SignatureType::kCosignatureV1) {
      trusted.cosignatures.push_back(std::move(signature));
    } else if (SpeaksFor(signature, trust, trusted.checkpoint.origin)) {
      trusted.signatures.push_back(std::move(signature));
    }
  }
  if (trusted.signatures.empty()) {
    return Fail(Reason::kNotSigned, "the checkpoint has no signature by a trusted key of its log");
  }
  if (!trust.origin.empty() && trust.origin != trusted.checkpoint.origin) {
    return Fail(Reason::kWrongOrigin,
                Cat("the checkpoint is of ", trusted.checkpoint.origin, ", not of ", trust.origin));
  }
  if (trust.policy.has_value() && !trust.policy->Satisfied(trusted.cosignatures)) {
    return Fail(Reason::kQuorumMissing,
                Cat("the checkpoint carries ", trusted.cosignatures.size(), " of ", trust.policy->witnesses().size(),
                    " witnesses' cosignatures, and that is no quorum of the policy"));
  }
  return trusted;
}

}  // namespace ingot::verify
