#include "tests/unit/clients/exchange/sample_entries.h"

#include <utility>

#include "ledger/base/check.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/tlog_proof.h"

namespace ingot::exchange {
namespace {

constexpr char kOrigin[] = "bank.example/aluminium";  // of testing::TestLedger

class LeafNodes : public merkle::NodeReader {
 public:
  explicit LeafNodes(const std::vector<rules::NewEntry>& entries) : entries_(entries) {}
  absl::StatusOr<Hash> Node(unsigned level, uint64_t index) const override {
    if (level == 0) return entries_.at(index).leaf;
    return merkle::NodeHash(*Node(level - 1, 2 * index), *Node(level - 1, 2 * index + 1));
  }

 private:
  const std::vector<rules::NewEntry>& entries_;
};

Json Address(std::string_view name) {
  return {{"street", "Werftstraße"}, {"houseNumber", "4"}, {"zip", "68161"},
          {"location", "Mannheim"},  {"name", name},       {"country", "DE"}};
}

Json Phone() { return {{"phone", "+49 621 123456"}}; }

}  // namespace

LedgerEntry SampleEntry(uint64_t seq, const google::protobuf::Message& body, std::string_view organisation) {
  LedgerEntry sample;
  sample.event = testing::Fact(body).event;
  sample.event.mutable_actor()->set_organisation_id(std::string(organisation));
  sample.event.mutable_occurred_at()->set_unix_us(kSampleTimeUs);
  sample.event.mutable_occurred_at()->set_offset_minutes(480);
  sample.entry.set_seq(seq);
  sample.entry.set_recorded_at_us(kSampleTimeUs + 2'000'000);
  sample.leaf.fill(static_cast<uint8_t>(seq));
  return sample;
}

void Post(LedgerEntry& entry, v1::AccountClass account_class, std::string_view party, std::string_view detail,
          int64_t grams, v1::AlloyFamily family) {
  v1::Posting& posting = *entry.entry.add_postings();
  posting.mutable_account()->set_account_class(account_class);
  posting.mutable_account()->set_party(std::string(party));
  posting.mutable_account()->set_detail(std::string(detail));
  posting.add_amounts()->set_grams(grams);
  posting.mutable_amounts(0)->set_family(family);
}

void AddSubject(LedgerEntry& entry, v1::SubjectKind kind, std::string_view id) {
  v1::SubjectLink& link = *entry.entry.add_subjects();
  link.set_kind(kind);
  link.set_id(std::string(id));
}

v1::WeighTicket SampleTicket(std::string_view number, int64_t gross_g, int64_t tare_g) {
  v1::WeighTicket ticket;
  ticket.set_instrument_id("acme/bridge");
  ticket.set_number(std::string(number));
  ticket.set_gross_g(gross_g);
  ticket.set_tare_g(tare_g);
  ticket.mutable_gross_at()->set_unix_us(kSampleTimeUs - 60'000'000);
  ticket.mutable_tare_at()->set_unix_us(kSampleTimeUs - 30'000'000);
  ticket.mutable_tare_at()->set_offset_minutes(480);
  return ticket;
}

SampleLife::SampleLife() : vin_(testing::Vin(1)) {
  using testing::Fleet;
  fleet_.Lease(vin_, v1::CONTRACT_KIND_LEASE);
  fleet_.Do("dealer", testing::Reading(vin_, 15'000'000));
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_TERM_REACHED, 1'200);
  fleet_.Do("dealer", testing::Returned(Fleet::ContractOf(vin_), vin_));
  fleet_.Do("dealer", testing::RetiredOf(vin_));
  fleet_.Do("dealer", testing::Sent(vin_, "dealer/eol", "shredder"));
  fleet_.Do("shredder", testing::Arrived(vin_, "shredder/mill", "dealer/eol"));
  fleet_.Do("shredder", testing::Certificate(vin_, "shredder/mill", "S-1"));
  fleet_.Do("shredder", testing::DepollutedAt(vin_, "shredder/mill"));
  fleet_.Do("shredder", testing::Fed("shredder/b1", {vin_}));
  fleet_.Do("shredder", testing::Weighed("shredder/l1", "shredder/b1", fleet_.Ticket("1", 20'200'000, 20'000'000)));
  fleet_.Do("shredder", testing::Assayed("shredder/l1", 0, 0, 1'000'000));
  fleet_.Do("shredder", testing::Closed("shredder/b1"));
}

std::vector<LedgerEntry> SampleLife::All() const {
  std::vector<LedgerEntry> all;
  for (const rules::NewEntry& entry : fleet_.ledger().entries()) {
    absl::StatusOr<LedgerEntry> read = ReadLedgerEntry(entry.bytes);
    INGOT_CHECK_OK(read);
    all.push_back(*std::move(read));
  }
  return all;
}

std::vector<LedgerEntry> SampleLife::Of(v1::SubjectKind kind, const std::string& id) const {
  std::vector<LedgerEntry> own;
  for (LedgerEntry& entry : All()) {
    if (LinkOf(entry.entry, kind, id) != nullptr) own.push_back(std::move(entry));
  }
  return own;
}

std::string SampleLife::Checkpoint() const {
  const auto& entries = fleet_.ledger().entries();
  const absl::StatusOr<Hash> root = merkle::RootFromNodes(LeafNodes(entries), entries.size());
  INGOT_CHECK_OK(root);
  const crypto::PrivateKey key = testing::TestKey("checkpoint");
  const crypto::PrivateKey* const keys[] = {&key};
  absl::StatusOr<std::string> signed_note = note::SignCheckpoint({kOrigin, entries.size(), *root}, keys);
  INGOT_CHECK_OK(signed_note);
  return *std::move(signed_note);
}

std::string SampleLife::Proof(uint64_t seq) const {
  const auto& entries = fleet_.ledger().entries();
  note::TlogProof proof;
  proof.index = seq;
  proof.checkpoint = Checkpoint();
  absl::StatusOr<merkle::Proof> hashes = merkle::InclusionProof(LeafNodes(entries), seq, entries.size());
  INGOT_CHECK_OK(hashes);
  proof.hashes = *std::move(hashes);
  absl::StatusOr<std::string> text = note::FormatTlogProof(proof);
  INGOT_CHECK_OK(text);
  return *std::move(text);
}

note::VerifierKey SampleLife::Key() const {
  const crypto::PrivateKey key = testing::TestKey("checkpoint");
  return *note::VerifierKey::Create(kOrigin, note::SignatureType::kEd25519, key.public_key());
}

EvidenceSource SampleLife::Evidence(std::vector<Scheme> schemes) const {
  EvidenceSource source;
  source.vehicle.vin = vin_;
  source.vehicle.history = Of(v1::SUBJECT_KIND_VEHICLE, vin_);
  source.vehicle.further = Of(v1::SUBJECT_KIND_SITE, "shredder/mill");
  source.vehicle.directory = {{"brand_name", "Brand"}, {"issuer_name", "Shredder"}};
  source.vehicle.details = SampleDetails();
  source.ledger_id = fleet_.ledger().ledger_id();
  source.checkpoint = Checkpoint();
  source.schemes = std::move(schemes);
  source.proofs[0] = Proof(0);
  for (const auto* const list : {&source.vehicle.history, &source.vehicle.further}) {
    for (const LedgerEntry& entry : *list) source.proofs[entry.seq()] = Proof(entry.seq());
  }
  return source;
}

Json SampleDetails() {
  Json details;
  details["vehicleOwnerProperties"] = {{"vehicleOwnerAddress", Address("Erika Mustermann")}, {"citizenship", "DE"}};
  details["vehicleProperties"] = {{"firstRegistration", "19.12.2022"}, {"licensePlate", "MA-XY 12"}};
  details["returnPointProperties"] = {{"receiverAuditorAddress", Address("Auditor One")},
                                      {"issueDate", "2025-10-31"},
                                      {"expiryDate", "2027-10-31"},
                                      {"receiverContact", Phone()},
                                      {"receiverAuditorContact", Phone()},
                                      {"receiverAddress", Address("Return Point GmbH")}};
  Json facility = Address("x");
  facility.erase("name");
  Json authority = facility;
  details["dismantlerProperties"] = {{"dismantlerAddress", facility},
                                     {"governmentAddress", authority},
                                     {"receiverAuditorAddress", Address("Auditor One")},
                                     {"issueDate", "2025-10-31"},
                                     {"dismantlerContact", Phone()},
                                     {"dismantlerAuditorAddress", Address("Auditor Two")},
                                     {"dismantlerAuditorContact", Phone()}};
  details["engineNumber"] = "E-4711";
  return details;
}

Json SampleBatchDetails() {
  Json details;
  details["container"] = {{"containerWeight", 3000.0},
                          {"containerVolume", 20000},
                          {"containerDescription", "Abrollcontainer (ARC)"},
                          {"containerTypeId", "AB.1.16"}};
  details["receiver"] = {
      {"actorNumber", "ENR-1"}, {"actorRole", "Material Manufacturer"}, {"bpnsProperty", "BPNS0123456789ZZ"}};
  details["sender"] = {{"bpnsProperty", "BPNS0123456789YY"}};
  details["operator"] = {{"transferId", "TRF-1"}, {"bpnsProperty", "BPNS0123456789XX"}};
  return details;
}

}  // namespace ingot::exchange
