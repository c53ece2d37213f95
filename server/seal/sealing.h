// What the calls about sealed parts stand on.
#ifndef INGOT_SERVER_SEAL_SEALING_H_
#define INGOT_SERVER_SEAL_SEALING_H_

#include "server/seal/eraser.h"
#include "storage/vault/vault.h"

namespace ingot::seal {

// Both outlive every call. Thread-safe.
struct Sealing {
  storage::Vault& vault;
  Eraser& eraser;
};

}  // namespace ingot::seal

#endif  // INGOT_SERVER_SEAL_SEALING_H_
