// Facts: where they stand in the ledger, and which entries count.
#include "clients/exchange/facts.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/clients/exchange/sample_entries.h"

namespace ingot::exchange {
namespace {

using ::testing::HasSubstr;

TEST(FieldTextTest, ReadsValuesByTheirPath) {
  const LedgerEntry entry = SampleEntry(1, testing::Certificate("1M8GDM9AXKP042788", "acme/yard", "S-1"));
  const auto text = [&](const char* path) { return FieldText(entry.event, path).value_or("no value"); };
  EXPECT_EQ(text("certificate_of_destruction_issued.vin"), "1M8GDM9AXKP042788");
  EXPECT_EQ(text("certificate_of_destruction_issued.kind"), "ELV");
  EXPECT_EQ(text("certificate_of_destruction_issued.issued_on"), "2026-03-01");
  EXPECT_EQ(text("certificate_of_destruction_issued.empty_weight_g"), "1880000");
  EXPECT_EQ(text("actor.organisation_id"), "acme");
  EXPECT_EQ(text("occurred_at"), "2026-05-01T10:00:00+08:00");
  EXPECT_EQ(text("vehicle_registered.vin"), "") << "another body is set";
  EXPECT_EQ(text("certificate_of_destruction_issued"), "no value") << "a message has no text";
  EXPECT_EQ(text("certificate_of_destruction_issued.vin.x"), "no value");
  EXPECT_EQ(text("nonsense"), "no value");
  v1::Depolluted depolluted = testing::DepollutedAt("1M8GDM9AXKP042788", "acme/yard");
  depolluted.clear_items();
  depolluted.add_items(v1::DEPOLLUTION_ITEM_FUEL);
  depolluted.add_items(v1::DEPOLLUTION_ITEM_OILS);
  EXPECT_EQ(FieldText(SampleEntry(1, depolluted).event, "depolluted.items"), "FUEL, OILS");
}

class FactBookTest : public ::testing::Test {
 protected:
  FactBookTest() {
    vehicle_.vin = "1M8GDM9AXKP042788";
    vehicle_.history = {SampleEntry(10, testing::Registered(vehicle_.vin), "maker"),
                        SampleEntry(20, testing::Certificate(vehicle_.vin, "acme/yard", "S-1"))};
  }
  Fact Get(std::string_view name) {
    const absl::StatusOr<FactBook> book = FactBook::Create(vehicle_);
    EXPECT_TRUE(book.ok()) << book.status();
    return book.ok() ? book->Get(name) : Fact();
  }
  void ExpectNoCertificate() {
    const absl::StatusOr<FactBook> book = FactBook::Create(vehicle_);
    EXPECT_EQ(book.status().code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(book.status().message()), HasSubstr("no certificate of destruction in force"));
  }
  static v1::RoadRegistered Road(int year, bool deregistered) {
    v1::RoadRegistered event;
    event.set_vin("1M8GDM9AXKP042788");
    *event.mutable_on() = testing::MakeDate(year, 12, 19);
    event.set_deregistered(deregistered);
    return event;
  }

  RetiredVehicle vehicle_;
};

TEST_F(FactBookTest, NamesEntryAndField) {
  const Fact serial = Get("certificate_serial");
  EXPECT_EQ(serial.value, "S-1");
  EXPECT_EQ(serial.source, FactSource::kLedger);
  EXPECT_EQ(serial.seq, 20U);
  EXPECT_EQ(serial.field, "certificate_of_destruction_issued.serial");
  EXPECT_EQ(Get("brand_id").field, "vehicle_registered.brand_id");
  EXPECT_EQ(Get("permit_number").source, FactSource::kAbsent);
}

TEST_F(FactBookTest, AnOpenedVehicleIsBornByItsOpening) {
  v1::VehicleOpened opened;
  *opened.mutable_vehicle() = testing::Registered(vehicle_.vin);
  vehicle_.history.front() = SampleEntry(10, opened);
  EXPECT_EQ(Get("vehicle_class").value, "N1");
  EXPECT_EQ(Get("vehicle_class").field, "vehicle_opened.vehicle.category");
}

TEST_F(FactBookTest, ReversedAndRefutedCertificatesDoNotCount) {
  const std::vector<LedgerEntry> before = vehicle_.history;
  v1::EntryReversed reversed;
  reversed.set_target_seq(20);
  vehicle_.history.push_back(SampleEntry(21, reversed));
  ExpectNoCertificate();
  vehicle_.history = before;
  v1::DestructionRefuted refuted;
  refuted.set_vin(vehicle_.vin);
  vehicle_.history.push_back(SampleEntry(21, refuted));
  ExpectNoCertificate();
  vehicle_.history.push_back(SampleEntry(22, testing::Certificate(vehicle_.vin, "acme/yard", "S-2")));
  EXPECT_EQ(Get("certificate_serial").value, "S-2");
  vehicle_.history = {before.front()};
  ExpectNoCertificate();
}

TEST_F(FactBookTest, RegistrationsOfTheRightThingsBeforeTheCertificate) {
  v1::SiteRegistered site;
  site.set_site_id("acme/yard");
  site.mutable_permit()->set_number("P-1");
  v1::SiteRegistered later = site;
  later.mutable_permit()->set_number("P-2");
  v1::SiteRegistered other = site;
  other.set_site_id("acme/other");
  other.mutable_permit()->set_number("P-3");
  vehicle_.further = {SampleEntry(5, site), SampleEntry(6, other), SampleEntry(25, later)};
  vehicle_.directory = {{"permit_number", "P-9"}, {"brand_name", "From the directory"}};
  EXPECT_EQ(Get("permit_number").value, "P-1");
  EXPECT_EQ(Get("permit_number").seq, 5U);
  EXPECT_EQ(Get("brand_name").source, FactSource::kDirectory);
  v1::BrandRenamed renamed;
  renamed.set_brand_id(testing::kTestBrand);
  renamed.set_name("Renamed");
  vehicle_.further.push_back(SampleEntry(26, renamed));
  EXPECT_EQ(Get("brand_name").value, "Renamed");
}

TEST_F(FactBookTest, FirstRegistrationAndLastDeregistration) {
  vehicle_.history.insert(vehicle_.history.begin() + 1,
                          {SampleEntry(11, Road(2014, false)), SampleEntry(12, Road(2019, true)),
                           SampleEntry(13, Road(2020, false)), SampleEntry(14, Road(2026, true))});
  EXPECT_EQ(Get("first_registered_on").value, "2014-12-19");
  EXPECT_EQ(Get("deregistered_on").value, "2026-12-19");
  vehicle_.history.erase(vehicle_.history.begin() + 4);
  EXPECT_EQ(Get("deregistered_on").source, FactSource::kAbsent) << "it is registered again";
}

TEST_F(FactBookTest, DetailsAreTheIssuersWord) {
  vehicle_.details = SampleDetails();
  EXPECT_EQ(Get("holder_name").value, "Erika Mustermann");
  EXPECT_EQ(Get("holder_name").source, FactSource::kDetails);
  EXPECT_EQ(Get("holder_address").value, "Werftstraße 4, 68161 Mannheim, DE");
  EXPECT_EQ(Get("engine_number").value, "E-4711");
  vehicle_.details = Json::object();
  EXPECT_EQ(Get("holder_name").source, FactSource::kAbsent);
  vehicle_.details = Json::array();
  EXPECT_EQ(FactBook::Create(vehicle_).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace ingot::exchange
