// Entries for tests of the exchange documents: made by hand, or the whole life of a vehicle on a ledger in memory.
#ifndef INGOT_TESTS_UNIT_CLIENTS_EXCHANGE_SAMPLE_ENTRIES_H_
#define INGOT_TESTS_UNIT_CLIENTS_EXCHANGE_SAMPLE_ENTRIES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "clients/exchange/evidence.h"
#include "clients/exchange/ledger_entry.h"
#include "google/protobuf/message.h"
#include "tests/support/fleet.h"

namespace ingot::exchange {

// 2026-05-01T10:00:00+08:00.
inline constexpr int64_t kSampleTimeUs = 1'777'600'800'000'000;

// An entry with this body of `organisation`, occurred at the sample time and recorded two seconds later. It need not be
// one that the rules accept.
LedgerEntry SampleEntry(uint64_t seq, const google::protobuf::Message& body, std::string_view organisation = "acme");
// Adds a posting of one amount.
void Post(LedgerEntry& entry, v1::AccountClass account_class, std::string_view party, std::string_view detail,
          int64_t grams, v1::AlloyFamily family = v1::ALLOY_FAMILY_6XXX);
void AddSubject(LedgerEntry& entry, v1::SubjectKind kind, std::string_view id);

// A ticket with both readings.
v1::WeighTicket SampleTicket(std::string_view number, int64_t gross_g, int64_t tare_g);

// A vehicle that was leased, came back, was retired, certified and depolluted; with the shredding of its hulk.
class SampleLife {
 public:
  SampleLife();

  const std::string& vin() const { return vin_; }
  testing::Fleet& fleet() { return fleet_; }
  // All entries of the ledger, and those of one subject.
  std::vector<LedgerEntry> All() const;
  std::vector<LedgerEntry> Of(v1::SubjectKind kind, const std::string& id) const;
  // Signed note of the whole ledger, and a tlog-proof that leads to it.
  std::string Checkpoint() const;
  std::string Proof(uint64_t seq) const;
  note::VerifierKey Key() const;
  // Evidence of the vehicle in these schemes, with the entry that registered the facility.
  EvidenceSource Evidence(std::vector<Scheme> schemes) const;

 private:
  testing::Fleet fleet_;
  std::string vin_;
};

// What an issuer would state: every demanded value that the ledger does not hold.
Json SampleDetails();
// The same for a batch.
Json SampleBatchDetails();

}  // namespace ingot::exchange

#endif  // INGOT_TESTS_UNIT_CLIENTS_EXCHANGE_SAMPLE_ENTRIES_H_
