// Entries as EPCIS 2.0 events. Expected terms are those of CBV 2.0 (sections 7.1, 7.2) where it has them, else our own
// URIs as docs/EXCHANGE.md lists them; expected forms are those of EPCIS 2.0, section 9.
#include "clients/exchange/epcis.h"

#include <string>
#include <tuple>
#include <vector>

#include "clients/exchange/json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/rule_events.h"
#include "tests/unit/clients/exchange/sample_entries.h"

namespace ingot::exchange {
namespace {

using ::testing::HasSubstr;

constexpr char kVin[] = "1M8GDM9AXKP042788";
constexpr char kVinUri[] = "urn:ingot:vin:1M8GDM9AXKP042788";

Hash Ledger() {
  Hash id{};
  id.fill(0xAB);
  return id;
}

Json EventOf(const LedgerEntry& entry) {
  const std::optional<Json> event = EpcisEvent(entry, Ledger());
  EXPECT_TRUE(event.has_value());
  return event.value_or(Json::object());
}

Json EventOf(const google::protobuf::Message& body) { return EventOf(SampleEntry(7, body)); }

Json Parsed(std::string_view text) { return *ParseJson(text, "expected"); }

// "type action bizStep disposition", '-' for what is absent; our own terms without "urn:ingot:voc:bizstep:".
std::string What(const google::protobuf::Message& body) {
  const Json event = EventOf(body);
  std::string what = TextOf(event, "type");
  for (const char* const name : {"action", "bizStep", "disposition"}) {
    std::string text = TextOf(event, name);
    if (text.starts_with("urn:ingot:voc:bizstep:")) text = "*" + text.substr(22);
    what += " " + (text.empty() ? "-" : text);
  }
  return what;
}

template <typename E>
E Of(std::string_view vin = kVin) {
  E event;
  event.set_vin(std::string(vin));
  return event;
}

TEST(EpcisTest, ARegistrationIsACommissioningWithMasterData) {
  LedgerEntry entry = SampleEntry(7, testing::Registered(kVin), "maker");
  entry.event.mutable_actor()->set_site_id("maker/works");
  v1::RaisedFlag& flag = *entry.entry.add_flags();
  flag.set_kind(v1::FLAG_KIND_CHECK_CHARACTER_OVERRIDDEN);
  EXPECT_EQ(EventOf(entry), Parsed(R"({
    "type": "ObjectEvent",
    "eventID": "urn:ingot:entry:abababababababababababababababababababababababababababababababab:7",
    "eventTime": "2026-05-01T10:00:00+08:00",
    "eventTimeZoneOffset": "+08:00",
    "recordTime": "2026-05-01T02:00:02Z",
    "epcList": ["urn:ingot:vin:1M8GDM9AXKP042788"],
    "action": "ADD",
    "bizStep": "commissioning",
    "disposition": "active",
    "readPoint": {"id": "urn:ingot:site:maker/works"},
    "ilmd": {
      "ingot:brand": "urn:ingot:brand:maker/brand",
      "ingot:model": "urn:ingot:model:maker/van",
      "ingot:category": "N1",
      "ingot:market": "DE",
      "ingot:modelYear": 2022,
      "ingot:bodyAluminium": [{"ingot:family": "5XXX", "ingot:kilograms": 56.0},
                              {"ingot:family": "6XXX", "ingot:kilograms": 100.0}],
      "ingot:bodyBasis": "DESIGN",
      "ingot:otherAluminiumKilograms": 70.0
    },
    "ingot:event": "VehicleRegistered",
    "ingot:seq": 7,
    "ingot:leafHash": "0707070707070707070707070707070707070707070707070707070707070707",
    "ingot:organisation": "urn:ingot:org:maker",
    "ingot:flags": ["CHECK_CHARACTER_OVERRIDDEN"]
  })"));
}

TEST(EpcisTest, OffsetsWestOfGreenwichAndUtc) {
  LedgerEntry entry = SampleEntry(1, testing::Reading(kVin, 5));
  entry.event.mutable_occurred_at()->set_offset_minutes(-210);
  Json event = EventOf(entry);
  EXPECT_EQ(TextOf(event, "eventTime"), "2026-04-30T22:30:00-03:30");
  EXPECT_EQ(TextOf(event, "eventTimeZoneOffset"), "-03:30");
  entry.event.mutable_occurred_at()->set_offset_minutes(0);
  event = EventOf(entry);
  EXPECT_EQ(TextOf(event, "eventTime"), "2026-05-01T02:00:00Z");
  EXPECT_EQ(TextOf(event, "eventTimeZoneOffset"), "+00:00");
}

TEST(EpcisTest, TransfersNameWhoGivesAndWhoGets) {
  const Json sent = EventOf(testing::Sent(kVin, "acme/t-1", "dealer"));
  EXPECT_EQ(TextOf(sent, "bizStep"), "shipping");
  EXPECT_EQ(TextOf(sent, "disposition"), "in_transit");
  EXPECT_EQ(sent.at("sourceList"), Parsed(R"([{"type": "possessing_party", "source": "urn:ingot:org:acme"}])"));
  EXPECT_EQ(sent.at("destinationList"),
            Parsed(R"([{"type": "possessing_party", "destination": "urn:ingot:org:dealer"}])"));
  EXPECT_EQ(sent.at("bizTransactionList"),
            Parsed(R"([{"type": "urn:ingot:voc:btt:transfer", "bizTransaction": "urn:ingot:transfer:acme/t-1"}])"));
  const Json received = EventOf(testing::Received(kVin, "acme/t-1"));
  EXPECT_EQ(TextOf(received, "bizStep"), "receiving");
  EXPECT_EQ(Find(received, "sourceList"), nullptr);
}

TEST(EpcisTest, ACertificateIsATransactionOfCbvsTypeCert) {
  const Json event = EventOf(testing::Certificate(kVin, "acme/yard", "S 1/ä"));
  EXPECT_EQ(event.at("bizTransactionList"),
            Parsed(R"([{"type": "cert", "bizTransaction": "urn:ingot:certificate:acme/yard:S%201/%C3%A4"}])"));
  EXPECT_EQ(event.at("bizLocation"), Parsed(R"({"id": "urn:ingot:site:acme/yard"})"));
  EXPECT_EQ(event.at("ingot:emptyWeightKilograms"), 1880.0);
  EXPECT_EQ(event.at("ingot:issuedOn"), "2026-03-01");
}

TEST(EpcisTest, TermsOfAVehiclesLife) {
  EXPECT_EQ(What(testing::BoughtBack(kVin)), "ObjectEvent OBSERVE receiving returned");
  EXPECT_EQ(What(testing::Inspected(kVin, 1, true)), "ObjectEvent OBSERVE inspecting sellable_accessible");
  EXPECT_EQ(What(testing::Inspected(kVin, 1, false)), "ObjectEvent OBSERVE inspecting -");
  EXPECT_EQ(What(testing::Reading(kVin, 1)), "ObjectEvent OBSERVE *reading_odometer -");
  EXPECT_EQ(What(testing::TitleTo(kVin, "acme/c")), "ObjectEvent OBSERVE *transferring_title -");
  EXPECT_EQ(What(testing::Returned("acme/c", kVin)), "ObjectEvent OBSERVE receiving returned");
  EXPECT_EQ(What(testing::RetiredOf(kVin)), "ObjectEvent OBSERVE *retiring non_sellable_other");
  EXPECT_EQ(What(testing::Arrived(kVin, "acme/yard")), "ObjectEvent OBSERVE receiving non_sellable_other");
  EXPECT_EQ(What(testing::Certificate(kVin, "acme/yard", "1")), "ObjectEvent OBSERVE *certifying_destruction disposed");
  EXPECT_EQ(What(testing::DepollutedAt(kVin, "acme/yard")), "ObjectEvent OBSERVE *depolluting in_progress");
  EXPECT_EQ(What(Of<v1::DestructionRefuted>()), "ObjectEvent OBSERVE *refuting_destruction unknown");
  EXPECT_EQ(What(Of<v1::DestroyedByFire>()), "ObjectEvent DELETE destroying destroyed");
  EXPECT_EQ(What(Of<v1::VehicleClosed>()), "ObjectEvent DELETE decommissioning destroyed");
  EXPECT_EQ(What(Of<v1::ReportedStolen>()), "ObjectEvent OBSERVE *reporting_theft stolen");
  EXPECT_EQ(What(Of<v1::Found>()), "ObjectEvent OBSERVE *reporting_found -");
  EXPECT_EQ(What(Of<v1::TotalLossDeclared>()), "ObjectEvent OBSERVE *declaring_total_loss damaged");
  EXPECT_EQ(What(Of<v1::RepairInspected>()), "ObjectEvent OBSERVE inspecting non_conformant");
  EXPECT_EQ(What(Of<v1::LostFromSight>()), "ObjectEvent OBSERVE *losing_from_sight unknown");
  EXPECT_EQ(What(Of<v1::Exported>()), "ObjectEvent OBSERVE *exporting unavailable");
  EXPECT_EQ(What(Of<v1::Imported>()), "ObjectEvent OBSERVE *importing sellable_accessible");
  EXPECT_EQ(What(Of<v1::RoadRegistered>()), "ObjectEvent OBSERVE *registering_for_road active");
  EXPECT_EQ(What(Of<v1::OdometerReplaced>()), "ObjectEvent OBSERVE replacing -");
  EXPECT_EQ(What(Of<v1::RecallClosed>()), "ObjectEvent OBSERVE repairing -");
  EXPECT_EQ(What(Of<v1::SightingReported>()), "ObjectEvent OBSERVE *sighting -");
  EXPECT_EQ(What(Of<v1::PanelReplaced>()), "ObjectEvent OBSERVE repairing -");
  EXPECT_EQ(What(Of<v1::MassRestated>()), "ObjectEvent OBSERVE inspecting -");
}

TEST(EpcisTest, ContractsAreTransactions) {
  LedgerEntry entry = SampleEntry(9, testing::Signed("acme/c-1", kVin, v1::CONTRACT_KIND_LEASE_TO_OWN));
  AddSubject(entry, v1::SUBJECT_KIND_VEHICLE, kVin);
  const Json event = EventOf(entry);
  EXPECT_EQ(TextOf(event, "type"), "TransactionEvent");
  EXPECT_EQ(TextOf(event, "action"), "ADD");
  EXPECT_EQ(event.at("epcList"), Json::array({kVinUri}));
  EXPECT_EQ(event.at("bizTransactionList"),
            Parsed(R"([{"type": "urn:ingot:voc:btt:lease_to_own", "bizTransaction": "urn:ingot:contract:acme/c-1"}])"));
  EXPECT_EQ(What(testing::Ended("acme/c-1", v1::CONTRACT_END_REASON_TERM_REACHED)),
            "TransactionEvent DELETE *ending_contract -");
}

// CBV's retail_selling and retail_sold are for sales alone.
TEST(EpcisTest, AHandOverIsASaleOnlyWhereTheMetalWentThere) {
  LedgerEntry sale = SampleEntry(9, testing::HandedOver("acme/c-1", kVin));
  Post(sale, v1::ACCOUNT_CLASS_STOCK, "maker/brand", "", -156'000);
  Post(sale, v1::ACCOUNT_CLASS_IN_SERVICE, "maker/brand", "sale", 156'000);
  EXPECT_EQ(TextOf(EventOf(sale), "bizStep"), "retail_selling");
  EXPECT_EQ(TextOf(EventOf(sale), "disposition"), "retail_sold");
  LedgerEntry lease = SampleEntry(9, testing::HandedOver("acme/c-1", kVin));
  Post(lease, v1::ACCOUNT_CLASS_IN_SERVICE, "maker/brand", "lease", 156'000);
  EXPECT_EQ(TextOf(EventOf(lease), "bizStep"), "urn:ingot:voc:bizstep:handing_over");
  EXPECT_EQ(TextOf(EventOf(lease), "disposition"), "active");
}

// The worked example of docs/DOMAIN.md: 6 239.5 + 2 800 + 2 000 = 11 039.5 kg in.
TEST(EpcisTest, AFedBatchIsTheInputOfATransformation) {
  v1::BatchFed body = testing::Fed("acme/b-1", {kVin});
  body.set_site_id("acme/mill");
  body.add_lot_ids("acme/old-lot");
  LedgerEntry entry = SampleEntry(20, body);
  Post(entry, v1::ACCOUNT_CLASS_THIRD_PARTY_SCRAP, "", "", -2'000'000);
  Post(entry, v1::ACCOUNT_CLASS_OTHER_BODY, "", "", -2'800'000);
  Post(entry, v1::ACCOUNT_CLASS_HULK, "acme/mill", "", -6'239'500);
  Post(entry, v1::ACCOUNT_CLASS_IN_PROCESS, "acme/b-1", "", 11'039'500);
  const Json event = EventOf(entry);
  EXPECT_EQ(TextOf(event, "type"), "TransformationEvent");
  EXPECT_EQ(Find(event, "action"), nullptr) << "a TransformationEvent has none (EPCIS 2.0, section 7.4.5)";
  EXPECT_EQ(TextOf(event, "transformationID"), "urn:ingot:batch:acme/b-1");
  EXPECT_EQ(event.at("inputEPCList"), Json::array({kVinUri}));
  EXPECT_EQ(event.at("inputQuantityList"), Parsed(R"([
    {"epcClass": "urn:ingot:class:body-aluminium", "quantity": 6239.5, "uom": "KGM"},
    {"epcClass": "urn:ingot:class:other-aluminium", "quantity": 2800.0, "uom": "KGM"},
    {"epcClass": "urn:ingot:class:third-party-scrap", "quantity": 2000.0, "uom": "KGM"},
    {"epcClass": "urn:ingot:lot:acme/old-lot"}])"));
}

// ... and 220.79 kg expected loss with 54.135 kg beyond it.
TEST(EpcisTest, AClosedBatchGivesItsLossAndWhatCameBack) {
  LedgerEntry entry = SampleEntry(23, testing::Closed("acme/b-1"));
  Post(entry, v1::ACCOUNT_CLASS_IN_PROCESS, "acme/b-1", "", -274'925);
  Post(entry, v1::ACCOUNT_CLASS_LOSS_SHRED, "acme/mill", "", 220'790);
  Post(entry, v1::ACCOUNT_CLASS_VARIANCE, "acme/mill", "", 54'135);
  v1::Allocation& allocation = *entry.entry.add_allocations();
  allocation.set_vin(kVin);
  allocation.set_grams(152'103);
  const Json event = EventOf(entry);
  EXPECT_EQ(event.at("outputQuantityList"),
            Parsed(R"([{"epcClass": "urn:ingot:class:shredding-loss", "quantity": 220.79, "uom": "KGM"}])"));
  EXPECT_EQ(event.at("ingot:varianceKilograms"), 54.135);
  EXPECT_EQ(event.at("ingot:recovered"), Parsed(R"([{"ingot:vehicle": "urn:ingot:vin:1M8GDM9AXKP042788",
                                                     "ingot:kilograms": 152.103}])"));
}

TEST(EpcisTest, ALotIsAnOutputOnceItsNetIsKnown) {
  v1::LotWeighed body = testing::Weighed("acme/l-1", "acme/b-1", SampleTicket("S2", 31'500'000, 20'000'000));
  const Json event = EventOf(body);
  EXPECT_EQ(What(body), "TransformationEvent - creating_class_instance in_progress");
  EXPECT_EQ(event.at("outputQuantityList"),
            Parsed(R"([{"epcClass": "urn:ingot:lot:acme/l-1", "quantity": 11500.0, "uom": "KGM"}])"));
  EXPECT_EQ(
      event.at("bizTransactionList"),
      Parsed(R"([{"type": "urn:ingot:voc:btt:weigh_ticket", "bizTransaction": "urn:ingot:ticket:acme/bridge:S2"}])"));
  body.mutable_ticket()->clear_tare_at();
  body.mutable_ticket()->clear_tare_g();
  EXPECT_EQ(What(body), "ObjectEvent OBSERVE *weighing in_progress");
  EXPECT_EQ(EventOf(body).at("quantityList"), Parsed(R"([{"epcClass": "urn:ingot:lot:acme/l-1"}])"));
}

// heel before + charge = tapped + heel after + dross metal + loss: 500 + 9 500 + 100 = 9 700 + 300 + 40 + 60.
TEST(EpcisTest, AHeatIsAWholeTransformation) {
  v1::HeatMelted body;
  body.set_heat_id("acme/h-1");
  body.set_site_id("acme/furnace");
  body.set_heel_before_g(500'000);
  body.add_lot_ids("acme/l-1");
  v1::PrimaryMetal& primary = *body.add_primary();
  primary.set_family(v1::ALLOY_FAMILY_OTHER);
  primary.set_grams(100'000);
  body.set_tapped_g(9'700'000);
  body.set_family(v1::ALLOY_FAMILY_6XXX);
  body.set_heel_after_g(300'000);
  body.set_dross_g(90'000);
  body.set_dross_metal_g(40'000);
  LedgerEntry entry = SampleEntry(30, body);
  Post(entry, v1::ACCOUNT_CLASS_LOSS_MELT, "acme/furnace", "", 60'000);
  const Json event = EventOf(entry);
  EXPECT_EQ(event.at("inputQuantityList"), Parsed(R"([
    {"epcClass": "urn:ingot:class:heel", "quantity": 500.0, "uom": "KGM"},
    {"epcClass": "urn:ingot:lot:acme/l-1"},
    {"epcClass": "urn:ingot:class:primary-aluminium:OTHER", "quantity": 100.0, "uom": "KGM"}])"));
  EXPECT_EQ(event.at("outputQuantityList"), Parsed(R"([
    {"epcClass": "urn:ingot:heat:acme/h-1", "quantity": 9700.0, "uom": "KGM"},
    {"epcClass": "urn:ingot:class:heel", "quantity": 300.0, "uom": "KGM"},
    {"epcClass": "urn:ingot:class:dross", "quantity": 90.0, "uom": "KGM"},
    {"epcClass": "urn:ingot:class:melting-loss", "quantity": 60.0, "uom": "KGM"}])"));
}

TEST(EpcisTest, PartsLeaveTheirVehicleByAnAggregation) {
  v1::PartsRemoved body = Of<v1::PartsRemoved>();
  body.set_site_id("acme/yard");
  v1::RemovedPart& part = *body.add_parts();
  part.set_destination(v1::PART_DESTINATION_REUSE);
  part.mutable_metal()->set_family(v1::ALLOY_FAMILY_5XXX);
  part.mutable_metal()->set_grams(8'250);
  EXPECT_EQ(What(body), "AggregationEvent DELETE removing in_progress");
  EXPECT_EQ(TextOf(EventOf(body), "parentID"), kVinUri);
  EXPECT_EQ(EventOf(body).at("childQuantityList"),
            Parsed(R"([{"epcClass": "urn:ingot:class:parts-for-reuse:5XXX", "quantity": 8.25, "uom": "KGM"}])"));
  body.set_dismantled(true);
  EXPECT_EQ(What(body), "AggregationEvent DELETE disassembling in_progress");
}

TEST(EpcisTest, MoneyAndTheDirectoryHaveNoMeaningThere) {
  const std::vector<LedgerEntry> entries = {
      SampleEntry(1, v1::BrandRegistered()), SampleEntry(2, v1::PaymentRecorded()), SampleEntry(3, v1::Insured()),
      SampleEntry(4, v1::ContentClaimed()),  SampleEntry(5, v1::FlagCleared()),     SampleEntry(6, v1::SealErased())};
  for (const LedgerEntry& entry : entries) {
    EXPECT_FALSE(EpcisEvent(entry, Ledger()).has_value()) << TypeNameOf(entry.event);
  }
}

class EpcisDocumentTest : public ::testing::Test {
 protected:
  EpcisSource Source() const { return {.ledger_id = Ledger(), .checkpoint = life_.Checkpoint(), .created_us = 0}; }

  SampleLife life_;
};

TEST_F(EpcisDocumentTest, CarriesLedgerAndCheckpoint) {
  const auto made = EpcisDocument(Source(), life_.Of(v1::SUBJECT_KIND_VEHICLE, life_.vin()));
  ASSERT_TRUE(made.ok()) << made.status();
  const Json& document = made->document;
  EXPECT_EQ(
      document.at("@context"),
      Parsed(R"(["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld", {"ingot": "urn:ingot:epcis:"}])"));
  EXPECT_EQ(TextOf(document, "type"), "EPCISDocument");
  EXPECT_EQ(TextOf(document, "schemaVersion"), "2.0");
  EXPECT_EQ(TextOf(document, "creationDate"), "1970-01-01T00:00:00Z");
  EXPECT_EQ(TextOf(document, "ingot:checkpoint"), life_.Checkpoint());
  const Json& events = document.at("epcisBody").at("eventList");
  EXPECT_EQ(events.size(), made->events);
  EXPECT_EQ(TextOf(events.front(), "ingot:event"), "VehicleRegistered");
  EXPECT_EQ(events.front().at("ingot:checkpointSize"), life_.All().size());
}

// EPCIS 2.0, section 7.4.1.4: the same event with the same id, and the declaration; CBV 2.0, section 7.5: the reasons.
TEST_F(EpcisDocumentTest, AReversalDeclaresItsTargetWrong) {
  v1::EntryReversed reversed;
  reversed.set_target_seq(3);
  reversed.set_reason(v1::REVERSAL_REASON_INCORRECT_DATA);
  const std::vector<LedgerEntry> entries = {SampleEntry(3, testing::Reading(kVin, 5)), SampleEntry(4, reversed)};
  const auto made = EpcisDocument(Source(), entries);
  ASSERT_TRUE(made.ok()) << made.status();
  const Json& events = made->document.at("epcisBody").at("eventList");
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(TextOf(events[1], "eventID"), TextOf(events[0], "eventID"));
  EXPECT_EQ(events[1].at("epcList"), events[0].at("epcList"));
  EXPECT_EQ(TextOf(events[1].at("errorDeclaration"), "reason"), "incorrect_data");
  EXPECT_EQ(TextOf(events[1].at("errorDeclaration"), "declarationTime"), "2026-05-01T10:00:00+08:00");
  const auto alone = EpcisDocument(Source(), {entries[1]});
  ASSERT_TRUE(alone.ok());
  EXPECT_EQ(alone->left_out, 1U) << "its target is not in the document";
}

TEST_F(EpcisDocumentTest, RefusesWhatTheCheckpointDoesNotCover) {
  const auto beyond = EpcisDocument(Source(), {SampleEntry(100'000, testing::Reading(kVin, 5))});
  EXPECT_EQ(beyond.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(beyond.status().message()), HasSubstr("does not cover"));
  const auto twice =
      EpcisDocument(Source(), {SampleEntry(4, testing::Reading(kVin, 5)), SampleEntry(4, testing::Reading(kVin, 6))});
  EXPECT_EQ(twice.status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace ingot::exchange
