// Makes signed submissions: salts, commitments, canonical bytes, header, signature.
#ifndef INGOT_CLIENTS_CPP_SIGNER_H_
#define INGOT_CLIENTS_CPP_SIGNER_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/message.h"
#include "ingot/v1/contract_events.pb.h"
#include "ingot/v1/entry.pb.h"
#include "ingot/v1/event.pb.h"
#include "ingot/v1/sealed.pb.h"
#include "ledger/base/hash.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/entry/submission.h"

namespace ingot::client {

// An event to be signed, with what goes beside it.
struct Draft {
  v1::Event event;
  std::optional<v1::Terms> terms;
  std::optional<v1::SealedBody> sealed;
  // 32 bytes by which the terms are committed to; empty: drawn at random.
  std::string terms_salt;
};

// What a submission says besides its events.
struct SubmissionOptions {
  // 16 bytes, once for the life of the ledger; empty: drawn at random.
  std::string idempotency_key;
  // UTC microseconds since 1970; at most seven days ahead of the ledger's clock.
  int64_t expires_at_us = 0;
};

// Thread-safe: const methods only.
class Signer {
 public:
  // `ledger_id` is zeros for the submission of entry 0 alone.
  Signer(const Hash& ledger_id, std::string organisation_id, crypto::PrivateKey key);

  // Fills what a draft leaves open: a random salt where it has none, actor.organisation_id where empty, the commitments
  // to terms and sealed part (each over a fresh salt where none is given) where there are such; then signs. Checks none
  // of the rules: the ledger does. INVALID_ARGUMENT for no event or more than entry::kMaxSubmissionEvents, an
  // idempotency key or terms_salt of a wrong length, or a commitment given by hand.
  absl::StatusOr<v1::Submission> Sign(std::vector<Draft> drafts, const SubmissionOptions& options) const;

  // The proof that a new key is held by its organisation (KeyAdded.possession_signature).
  static std::string ProvePossession(const Hash& ledger_id, const std::string& organisation_id,
                                     const crypto::PrivateKey& key);

  const std::string& organisation_id() const { return organisation_id_; }
  const crypto::PrivateKey& key() const { return key_; }

 private:
  // Makes the detached part of a body, with a random salt where none is given; returns the commitment to it.
  std::string Detach(entry::DetachedKind kind, const google::protobuf::Message& body, std::string salt,
                     v1::DetachedPart* part) const;

  Hash ledger_id_;
  std::string organisation_id_;
  crypto::PrivateKey key_;
  std::string key_id_;
};

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_SIGNER_H_
