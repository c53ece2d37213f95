#include "clients/cli/simulate/keyring.h"

#include <string>

#include "ledger/base/strings.h"

namespace ingot::cli {

crypto::PrivateKey SimulatedKey(const simulate::Cast& cast, uint64_t seed, simulate::Who who, uint32_t key) {
  // An id holds no blank: no key is another organisation's.
  return simulate::ThrowAwayKey(seed, key == 0 ? cast[who].id : Cat(cast[who].id, " ", key));
}

Keyring::Keyring(const simulate::Cast& cast, uint64_t seed, const Hash& ledger_id, crypto::PrivateKey operator_key)
    : cast_(cast),
      seed_(seed),
      ledger_id_(ledger_id),
      operator_(ledger_id, cast[cast.operator_].id, std::move(operator_key)) {}

const client::Signer& Keyring::SignerOf(simulate::Who who, uint32_t key) {
  if (who == cast_.operator_) return operator_;
  const auto it = signers_.find({who, key});
  if (it != signers_.end()) return it->second;
  return signers_
      .emplace(std::pair(who, key), client::Signer(ledger_id_, cast_[who].id, SimulatedKey(cast_, seed_, who, key)))
      .first->second;
}

void Keyring::FillIn(simulate::Submission& submission) const {
  for (simulate::Item& item : submission.items) {
    if (item.key_added) {
      const crypto::PrivateKey key = SimulatedKey(cast_, seed_, submission.who, *item.key_added);
      v1::KeyAdded& added = *item.event.mutable_key_added();
      added.set_public_key(std::string(key.public_key().bytes()));
      added.set_possession_signature(client::Signer::ProvePossession(ledger_id_, cast_[submission.who].id, key));
    }
    if (item.key_revoked) {
      const crypto::PrivateKey key = SimulatedKey(cast_, seed_, submission.who, *item.key_revoked);
      item.event.mutable_key_revoked()->set_key_id(ToBytes(crypto::KeyId(key.public_key())));
    }
  }
}

}  // namespace ingot::cli
