// A small ledger with a commitment to its index, and proofs by it that are made from the reference (index_reference):
// for tests of whoever verifies them.
#ifndef INGOT_TESTS_SUPPORT_PROVED_LEDGER_H_
#define INGOT_TESTS_SUPPORT_PROVED_LEDGER_H_

#include <cstdint>
#include <string>
#include <vector>

#include "ingot/v1/index_proof.pb.h"
#include "ledger/base/hash.h"
#include "ledger/note/note.h"
#include "tests/support/index_reference.h"
#include "tests/support/test_ledger.h"

namespace ingot::testing {

// A maker, a dealer, two vehicles in the maker's stock of which 1M8GDM9AXKP042788 has three entries; then the
// commitment and one entry more.
class ProvedLedger {
 public:
  ProvedLedger();

  // With entries where it has any; of absence else.
  v1::IndexProof History(const std::string& vin) const;
  v1::IndexProof Balance(const v1::Account& account) const;
  v1::Account stock() const;

  uint64_t covers_size() const { return covers_size_; }
  const Hash& ledger_id() const { return ledger_.ledger_id(); }
  note::VerifierKey vkey() const;
  // The checkpoint of the entries before the commitment.
  std::string EarlyCheckpoint() const { return CheckpointOf(covers_size_); }
  const TestLedger& ledger() const { return ledger_; }

 private:
  std::string CheckpointOf(uint64_t size) const;
  // The parts that every proof shares, with the path of a key; sets `*value` to what the index holds of it.
  v1::IndexProof Begin(const Hash& key_hash, const std::string** value) const;

  TestLedger ledger_;
  ReferenceIndex index_;
  uint64_t covers_size_ = 0;
};

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_PROVED_LEDGER_H_
