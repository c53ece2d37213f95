#include "tests/support/bank/story.h"

#include <algorithm>
#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/entry/submission.h"
#include "tests/support/rule_events.h"

namespace ingot::testing {
namespace {

constexpr char kBrand[] = "ruishi/v7";

v1::SiteRegistered Site(const std::string& site, const std::string& country, bool permit) {
  v1::SiteRegistered event;
  event.set_site_id(site);
  event.set_name(site);
  event.set_country(country);
  if (!permit) return event;
  event.mutable_permit()->set_number("P-1");
  event.mutable_permit()->set_authority("Authority");
  *event.mutable_permit()->mutable_expires_on() = MakeDate(2035, 12, 31);
  return event;
}

v1::InstrumentCertified Scales(const std::string& instrument, const std::string& site, int64_t division_g,
                               int64_t capacity_g) {
  v1::InstrumentCertified event;
  event.set_instrument_id(instrument);
  event.set_site_id(site);
  event.set_division_g(division_g);
  event.set_capacity_g(capacity_g);
  event.set_certificate_number("C-1");
  *event.mutable_expires_on() = MakeDate(2035, 12, 31);
  return event;
}

v1::YieldStandardPublished Standard(const std::string& id, v1::RecoveryProcess process) {
  v1::YieldStandardPublished event;
  event.set_standard_id(id);
  event.set_process(process);
  event.set_expected_loss_ppm(20'000);
  event.set_band_low_ppm(10'000);
  event.set_band_high_ppm(60'000);
  return event;
}

// Asks the auditor's client for one record.
template <typename Request, typename Response>
Response Ask(Bank& bank,
             grpc::Status (v1::QueryService::Stub::*method)(grpc::ClientContext*, const Request&, Response*),
             const Request& request) {
  auto response = bank.auditor().Query(bank.auditor().channel().query(), method, request);
  INGOT_CHECK_OK(response);
  return *std::move(response);
}

}  // namespace

Happening::Happening(const google::protobuf::Message& body) { events.push_back(Fact(body)); }
Happening::Happening(const google::protobuf::Message& body, const google::protobuf::Message& terms) {
  events.push_back(Fact(body, terms));
}
Happening::Happening(TestEvent event) { events.push_back(std::move(event)); }
Happening::Happening(std::vector<TestEvent> several) : events(std::move(several)) {}

void Story::Cast(Bank& bank) {
  bank.Enrol({{"ruishi", "CN", {v1::ROLE_MANUFACTURER}},
              {"qingdao", "CN", {v1::ROLE_LESSOR, v1::ROLE_DEALER}},
              {"shanghai", "CN", {v1::ROLE_DEALER}},
              {"rhein", "DE", {v1::ROLE_LESSOR, v1::ROLE_DEALER}},
              {"garage", "CN", {v1::ROLE_WORKSHOP}},
              {"qilu", "CN", {v1::ROLE_INSURER}},
              {"elbe", "DE", {v1::ROLE_RECYCLER}},
              {"ruhr", "DE", {v1::ROLE_RECYCLER}},
              {"leine", "DE", {v1::ROLE_SMELTER}}});
  v1::BrandRegistered brand;
  brand.set_brand_id(kBrand);
  brand.set_name("V7");
  bank.On(2023, 1, 2);
  const auto must = [&bank](const std::string& who, const google::protobuf::Message& body) {
    const std::string outcome = bank.Try(who, Fact(body));
    INGOT_CHECK_MSG(outcome == "OK", outcome);
  };
  must("ruishi", brand);
  must(Bank::kOperator, Standard("bank/shred", v1::RECOVERY_PROCESS_SHRED));
  must(Bank::kOperator, Standard("bank/melt", v1::RECOVERY_PROCESS_MELT));
  must("garage", Site("garage/shop", "CN", false));
  must("garage", Scales("garage/scales", "garage/shop", 1'000, 5'000'000));
  must("elbe", Site("elbe/yard", "DE", true));
  must("elbe", Scales("elbe/bridge", "elbe/yard", 20'000, 60'000'000));
  must("ruhr", Site("ruhr/mill", "DE", true));
  must("ruhr", Scales("ruhr/bridge", "ruhr/mill", 20'000, 60'000'000));
  must("leine", Site("leine/plant", "DE", false));
  must("leine", Scales("leine/bridge", "leine/plant", 20'000, 60'000'000));
}

Story::Story() : own_(std::make_unique<Bank>()), bank_(*own_) { Cast(bank_); }

Story::Story(Bank& bank) : bank_(bank), books_(bank.ReadBooks()) {}

void Story::TearDown() {
  const client::AuditReport report = bank_.Audit();
  for (const audit::Finding& finding : report.findings) ADD_FAILURE() << finding.seq << ": " << finding.message;
  EXPECT_TRUE(report.verified());
  EXPECT_EQ(report.replayed, report.entries);
  EXPECT_EQ(report.terms_not_examined, 0u);
}

void Story::Step(const std::string& who, Happening what, const Moves& moves, Place place) {
  const std::string outcome = bank_.Try(who, std::move(what.events));
  if (outcome != "OK") {
    ADD_FAILURE_AT(place.file, place.line) << who << " is refused: " << outcome;
    return;
  }
  Balance(moves, place);
}

void Story::Balance(const Moves& moves, Place place) {
  Books after = bank_.ReadBooks();
  const Moves moved = after.Since(books_, moves);
  if (moved != moves) {
    ADD_FAILURE_AT(place.file, place.line) << "moves " << MovesText(moved) << "\ninstead of " << MovesText(moves);
  }
  for (const std::string& line : after.Impossible()) ADD_FAILURE_AT(place.file, place.line) << line;
  books_ = std::move(after);
}

void Story::Meanwhile(const Moves& moves, Place place) { Balance(moves, place); }

void Story::Refused(const std::string& who, Happening what, const std::string& refusal, Place place) {
  const std::string outcome = bank_.Try(who, std::move(what.events));
  const bool as_told = outcome == refusal || outcome.substr(0, outcome.find(' ')) == refusal;
  if (!as_told) ADD_FAILURE_AT(place.file, place.line) << who << ": " << outcome << " instead of " << refusal;
  Balance({}, place);
}

std::vector<std::string> Story::Flags() const {
  std::vector<std::string> flags;
  for (const v1::RaisedFlag& flag : bank_.last_entry().flags()) {
    flags.push_back(Cat(Unprefixed(v1::FlagKind_Name(flag.kind()), "FLAG_KIND_"), " ",
                        Unprefixed(v1::SubjectKind_Name(flag.subject_kind()), "SUBJECT_KIND_"), " ",
                        flag.subject_id()));
  }
  return flags;
}

std::vector<std::string> Story::Allocations() const {
  std::vector<std::string> lines;
  for (const v1::Allocation& allocation : bank_.last_entry().allocations()) {
    lines.push_back(Cat(allocation.vin(), " ", allocation.grams()));
  }
  return lines;
}

Happening Story::Reversal(uint64_t seq, const std::string& actor, const std::vector<std::string>& consenting) {
  v1::EntryReversed reversal = Reversed(seq, v1::REVERSAL_REASON_INCORRECT_DATA);
  for (const std::string& organisation : consenting) {
    const crypto::PrivateKey& key = bank_.party(organisation).signer->key();
    v1::Countersignature& consent = *reversal.add_countersignatures();
    consent.set_organisation_id(organisation);
    consent.set_key_id(ToBytes(crypto::KeyId(key.public_key())));
    consent.set_signature(key.Sign(
        entry::ReversalMessage(bank_.auditor().profile().ledger_id, reversal.target_seq(), reversal.reason(), actor)));
  }
  return reversal;
}

v1::VehicleState Story::Vehicle(const std::string& vin) {
  v1::GetVehicleRequest request;
  request.set_vin(vin);
  return Ask(bank_, &v1::QueryService::Stub::GetVehicle, request).vehicle();
}

v1::ContractState Story::Contract(const std::string& contract) {
  v1::GetContractRequest request;
  request.set_contract_id(contract);
  return Ask(bank_, &v1::QueryService::Stub::GetContract, request).contract();
}

v1::BatchState Story::Batch(const std::string& batch) {
  v1::GetBatchRequest request;
  request.set_batch_id(batch);
  return Ask(bank_, &v1::QueryService::Stub::GetBatch, request).batch();
}

v1::LotState Story::Lot(const std::string& lot) {
  v1::GetLotRequest request;
  request.set_lot_id(lot);
  return Ask(bank_, &v1::QueryService::Stub::GetLot, request).lot();
}

v1::HeatState Story::Heat(const std::string& heat) {
  v1::GetHeatRequest request;
  request.set_heat_id(heat);
  return Ask(bank_, &v1::QueryService::Stub::GetHeat, request).heat();
}

v1::WeighTicket Story::Ticket(const std::string& instrument, int64_t net_g) {
  const int64_t tare_g = instrument == "garage/scales" ? 1'000'000 : 20'000'000;
  v1::WeighTicket ticket;
  ticket.set_instrument_id(instrument);
  ticket.set_number(std::to_string(1'000 + bank_.Next(instrument)));
  ticket.set_gross_g(tare_g + net_g);
  ticket.mutable_gross_at()->set_unix_us(bank_.now_us());
  ticket.set_tare_g(tare_g);
  ticket.mutable_tare_at()->set_unix_us(bank_.now_us());
  return ticket;
}

void Story::Bear(const std::string& vin) {
  v1::VehicleRegistered event = Registered(vin);
  event.set_brand_id(kBrand);
  event.set_model_id("ruishi/v7-van");
  event.set_market("CN");
  Step("ruishi", event, {{"PRODUCTION/ruishi/v7", -156'000}, {"STOCK/ruishi/v7", 156'000}});
}

void Story::Deliver(const std::string& vin, const std::string& dealer) {
  Bear(vin);
  const std::string load = Cat("ruishi/load-", bank_.Next("load"));
  Step("ruishi", Sent(vin, load, dealer), {{"STOCK/ruishi/v7", -156'000}, {"TRANSIT/" + load, 156'000}});
  Step(dealer, Received(vin, load), {{"TRANSIT/" + load, -156'000}, {"STOCK/ruishi/v7", 156'000}});
}

void Story::ToHulk(const std::string& vin, const std::string& dealer) {
  const std::string load = Cat(dealer, "/eol-", bank_.Next("load"));
  Step(dealer, RetiredOf(vin), {{"STOCK/ruishi/v7", -156'000}, {"RETIRED/ruishi/v7", 156'000}});
  Step(dealer, Sent(vin, load, "elbe"), {{"RETIRED/ruishi/v7", -156'000}, {"TRANSIT/" + load, 156'000}});
  Step("elbe", Arrived(vin, "elbe/yard", load), {{"TRANSIT/" + load, -156'000}, {"AWAITING/elbe/yard", 156'000}});
  v1::CertificateOfDestructionIssued certificate = Certificate(vin, "elbe/yard", vin);
  *certificate.mutable_issued_on() = Today();
  Step("elbe", certificate);
  Step("elbe", DepollutedAt(vin, "elbe/yard"), {{"AWAITING/elbe/yard", -156'000}, {"HULK/elbe/yard", 156'000}});
}

void Story::ToMill(const std::vector<std::string>& vins) {
  const std::string load = Cat("elbe/mill-", bank_.Next("load"));
  const int64_t grams = 156'000 * static_cast<int64_t>(vins.size());
  Step("elbe", HulksSent(load, Ascending(vins), "ruhr"), {{"HULK/elbe/yard", -grams}, {"TRANSIT/" + load, grams}});
  Step("ruhr", HulksReceived(load, Ascending(vins), "ruhr/mill"),
       {{"TRANSIT/" + load, -grams}, {"HULK/ruhr/mill", grams}});
}

void Story::Recover(const std::string& lot, const std::string& batch, int64_t metal_g, const Moves& moves,
                    Place place) {
  const int64_t net_g = (metal_g + 19'999) / 20'000 * 20'000;
  Step("ruhr", Weighed(lot, batch, Ticket("ruhr/bridge", net_g)), {}, place);
  // The smallest content that gives the metal.
  const auto content_ppm = static_cast<int32_t>((static_cast<__int128>(metal_g) * 1'000'000 + net_g - 1) / net_g);
  Step("ruhr", Assayed(lot, 0, 0, content_ppm), moves, place);
  EXPECT_EQ(Lot(lot).contained_g(), metal_g);
}

}  // namespace ingot::testing
