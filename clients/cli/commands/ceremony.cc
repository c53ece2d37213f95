#include "clients/cli/commands/ceremony.h"

#include <utility>
#include <vector>

#include "clients/cpp/random.h"
#include "clients/cpp/signer.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/crypto/pem.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/submission.h"
#include "ledger/note/note.h"
#include "ledger/rules/execute.h"
#include "ledger/state/view.h"

namespace ingot::cli {
namespace {

// Judged at the ceremony's own time, so a server may begin with it whenever it likes.
constexpr absl::Duration kExpiry = absl::Hours(1);

crypto::PrivateKey Copy(const crypto::PrivateKey& key) {
  std::string pem = crypto::PrivateKeyToPem(key);
  absl::StatusOr<crypto::PrivateKey> copy = crypto::PrivateKeyFromPem(pem);
  crypto::WipeString(&pem);
  INGOT_CHECK_OK(copy);
  return *std::move(copy);
}

}  // namespace

crypto::PrivateKey NewKey() {
  std::string seed = client::RandomBytes(crypto::kSeedSize);
  absl::StatusOr<crypto::PrivateKey> key = crypto::PrivateKey::FromSeed(seed);
  crypto::WipeString(&seed);
  INGOT_CHECK_OK(key);
  return *std::move(key);
}

absl::StatusOr<Genesis> MakeGenesis(v1::LedgerCreated description, const crypto::PrivateKey& operator_key,
                                    const crypto::PrivateKey& service_key, const crypto::PrivateKey& checkpoint_key,
                                    const std::string& nonce, absl::Time now, GenesisSecrets secrets) {
  const std::string operator_id = description.operator_id();
  const std::string origin = description.origin();
  description.set_nonce(nonce);
  description.set_format_version(entry::kFormatVersion);
  description.set_operator_key(std::string(operator_key.public_key().bytes()));
  description.set_service_key(std::string(service_key.public_key().bytes()));
  description.set_checkpoint_key(std::string(checkpoint_key.public_key().bytes()));

  client::Draft draft;
  draft.event.set_salt(std::move(secrets.salt));
  draft.event.mutable_occurred_at()->set_unix_us(absl::ToUnixMicros(now));
  *draft.event.mutable_ledger_created() = std::move(description);
  std::vector<client::Draft> drafts;
  drafts.push_back(std::move(draft));
  const client::Signer signer(Hash{}, operator_id, Copy(operator_key));
  INGOT_ASSIGN_OR_RETURN(v1::Submission submission,
                         signer.Sign(std::move(drafts), {.idempotency_key = std::move(secrets.idempotency_key),
                                                         .expires_at_us = absl::ToUnixMicros(now + kExpiry)}));
  std::string bytes = submission.SerializeAsString();

  INGOT_ASSIGN_OR_RETURN(const entry::AdmittedSubmission admitted, entry::Admit(Hash{}, std::move(submission)));
  INGOT_ASSIGN_OR_RETURN(const v1::KeyState key, rules::GenesisKey(admitted));
  INGOT_RETURN_IF_ERROR(rules::VerifySignature(Hash{}, admitted.header, key));
  rules::Position position;
  position.recorded_at_us = absl::ToUnixMicros(now);
  const state::MemoryView nothing;
  INGOT_ASSIGN_OR_RETURN(const rules::Execution execution, rules::Execute(nothing, position, admitted));

  INGOT_ASSIGN_OR_RETURN(const note::VerifierKey vkey,
                         note::VerifierKey::Create(origin, note::SignatureType::kEd25519, checkpoint_key.public_key()));
  return Genesis{std::move(bytes), execution.entries.front().leaf, vkey.Format()};
}

}  // namespace ingot::cli
