// Exported, Imported, Reimported, and arrival with a foreign certificate.
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fleet.h"
#include "tests/support/trouble_events.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr auto kExportPaper = v1::EVIDENCE_KIND_EXPORT_DECLARATION;
constexpr auto kImportPaper = v1::EVIDENCE_KIND_IMPORT_DECLARATION;
constexpr auto kCertificate = v1::EVIDENCE_KIND_CERTIFICATE;

class TroubleBorderTest : public ::testing::Test {
 protected:
  // Every step leaves the books in balance.
  template <typename Event>
  std::string Try(const std::string& who, Event&& event) {
    std::string outcome = fleet_.Try(who, std::forward<Event>(event));
    EXPECT_THAT(Imbalances(fleet_.ledger()), IsEmpty());
    return outcome;
  }

  static v1::ReceivedAtFacility WithSerial(v1::ReceivedAtFacility event, const std::string& serial) {
    event.set_foreign_certificate_serial(serial);
    return event;
  }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
  const std::string contract_ = Fleet::ContractOf(Vin(1));
};

TEST_F(TroubleBorderTest, TheHolderExports) {
  fleet_.Stock(vin_);
  EXPECT_EQ(Try("other-dealer", Fact(ExportOf(vin_)).With(kPapers)), "NOT_HOLDER exported.vin");
  EXPECT_EQ(Try("workshop", ExportOf(vin_)), "ROLE_REQUIRED exported");
  ASSERT_EQ(Try("dealer", ExportOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("STOCK/maker/brand 5XXX -56000", "STOCK/maker/brand 6XXX -100000",
                                             "EXPORTED/PL 5XXX +56000", "EXPORTED/PL 6XXX +100000"));
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_EXPORTED);
  EXPECT_EQ(vehicle.exported_to(), "PL");
  EXPECT_EQ(vehicle.holder(), "");
  EXPECT_EQ(vehicle.last_holder(), "dealer");
  EXPECT_EQ(vehicle.holders(1).until_seq(), fleet_.ledger().entries().size() - 1);
  EXPECT_EQ(Try("dealer", ExportOf(vin_)), "EVIDENCE_MISSING evidence");
  EXPECT_EQ(Try("dealer", Fact(ExportOf(vin_)).With(kPapers)), "ILLEGAL_TRANSITION exported.vin");
}

TEST_F(TroubleBorderTest, ExportEndsTheContractThatRuns) {
  fleet_.Lease(vin_, kLease);
  ASSERT_EQ(Try("dealer", ExportOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + vin_, "CONTRACT " + contract_));
  const v1::ContractState contract = fleet_.Contract(contract_);
  EXPECT_EQ(contract.stage(), v1::CONTRACT_STAGE_ENDED);
  EXPECT_EQ(contract.end_reason(), v1::CONTRACT_END_REASON_EARLY_TERMINATION);
  EXPECT_FALSE(contract.return_due());
  EXPECT_EQ(fleet_.Vehicle(vin_).contract_id(), "");
  EXPECT_EQ(fleet_.Vehicle(vin_).use(), v1::SERVICE_USE_UNSPECIFIED);
  EXPECT_EQ(Try("dealer", Settled(contract_)), "NOT_PAID contract_settled.contract_id");
  fleet_.Do("dealer", Paid(contract_, "p1"), AmountOf(1'200));
  EXPECT_EQ(Try("dealer", Settled(contract_)), "OK");

  fleet_.Lease(Vin(2), kLease);
  fleet_.EndLease(Vin(2), v1::CONTRACT_END_REASON_DEFAULT, 0);
  ASSERT_EQ(Try("dealer", ExportOf(Vin(2))), "OK");
  EXPECT_FALSE(fleet_.Contract(Fleet::ContractOf(Vin(2))).return_due());
}

TEST_F(TroubleBorderTest, AReservedVehicleIsNotExported) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", Signed(contract_, vin_, kLease), TermsOf(kLease));
  EXPECT_EQ(Try("dealer", ExportOf(vin_)), "CONTRACT_OPEN exported.vin");
  fleet_.Do("dealer", Ended(contract_, v1::CONTRACT_END_REASON_WITHDRAWN), SettledAt(0));
  EXPECT_EQ(Try("dealer", ExportOf(vin_)), "OK");
}

TEST_F(TroubleBorderTest, ASoldVehicleIsExportedOnItsPapers) {
  fleet_.Sell(vin_);
  EXPECT_EQ(Try("dealer", ExportOf(vin_)), "EVIDENCE_MISSING evidence");
  EXPECT_EQ(Try("maker", Fact(ExportOf(vin_)).With(kPapers)), "ROLE_REQUIRED exported.vin");
  ASSERT_EQ(Try("other-dealer", Fact(ExportOf(vin_)).With(kExportPaper)), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("IN_SERVICE/maker/brand/sale 5XXX -56000", "IN_SERVICE/maker/brand/sale 6XXX -100000",
                          "EXPORTED/PL 5XXX +56000", "EXPORTED/PL 6XXX +100000"));
  EXPECT_EQ(fleet_.Vehicle(vin_).last_holder(), "dealer") << "its seller, not who handled the papers";
  fleet_.Sell(Vin(2));
  EXPECT_EQ(Try("dealer", Fact(ExportOf(Vin(2))).With(kPapers)), "OK");
}

TEST_F(TroubleBorderTest, WhatIsExported) {
  fleet_.Bear(Vin(2));
  EXPECT_EQ(Try("maker", ExportOf(Vin(2))), "OK");
  fleet_.TakeBack(Vin(3));
  EXPECT_EQ(Try("dealer", ExportOf(Vin(3))), "OK");
  fleet_.Lease(Vin(4), v1::CONTRACT_KIND_LEASE_TO_OWN);
  EXPECT_EQ(Try("dealer", ExportOf(Vin(4))), "OK");
  fleet_.Stock(Vin(5));
  fleet_.Do("dealer", LossOf(Vin(5), "S", true));
  EXPECT_EQ(Try("dealer", ExportOf(Vin(5))), "OK") << "a repairable total loss may be repaired abroad";
  fleet_.Retire(Vin(6));
  EXPECT_EQ(Try("dealer", ExportOf(Vin(6))), "ILLEGAL_TRANSITION exported.vin");
  fleet_.ToHulk(Vin(7));
  EXPECT_EQ(Try("treater", ExportOf(Vin(7))), "ILLEGAL_TRANSITION exported.vin");
  fleet_.Stock(Vin(8));
  fleet_.Do("dealer", LostOf(Vin(8)));
  EXPECT_EQ(Try("dealer", ExportOf(Vin(8))), "ILLEGAL_TRANSITION exported.vin");
  fleet_.Stock(Vin(9));
  fleet_.Do("dealer", Sent(Vin(9), "dealer/t1", "other-dealer"));
  EXPECT_EQ(Try("dealer", ExportOf(Vin(9))), "IN_TRANSIT exported.vin");
  EXPECT_EQ(Try("dealer", ExportOf(Vin(10))), "NOT_FOUND exported.vin");
}

TEST_F(TroubleBorderTest, ChecksExports) {
  fleet_.Stock(vin_);
  v1::Exported event = ExportOf(vin_);
  event.clear_to_country();
  EXPECT_EQ(Try("dealer", event), "FIELD_MISSING exported.to_country");
  event.set_to_country("QQ");
  EXPECT_EQ(Try("dealer", event), "INVALID_VALUE exported.to_country");
  event = ExportOf(vin_);
  event.clear_on();
  EXPECT_EQ(Try("dealer", event), "FIELD_MISSING exported.on");
  *event.mutable_on() = MakeDate(2026, 3, 2);
  EXPECT_EQ(Try("dealer", event), "OUT_OF_RANGE exported.on");
  *event.mutable_on() = MakeDate(2025, 12, 31);
  EXPECT_EQ(Try("dealer", event), "OK");
}

TEST_F(TroubleBorderTest, AnImporterHasTheVehicleInStock) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", ExportOf(vin_));
  EXPECT_EQ(Try("other-dealer", ImportOf(vin_)), "EVIDENCE_MISSING evidence");
  EXPECT_EQ(Try("treater", Fact(ImportOf(vin_)).With(kPapers)), "ROLE_REQUIRED imported");
  ASSERT_EQ(Try("other-dealer", Fact(ImportOf(vin_)).With(kImportPaper)), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("STOCK/maker/brand 5XXX +56000", "STOCK/maker/brand 6XXX +100000",
                                             "EXPORTED/PL 5XXX -56000", "EXPORTED/PL 6XXX -100000"));
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_IN_STOCK);
  EXPECT_EQ(vehicle.holder(), "other-dealer");
  EXPECT_EQ(vehicle.title_organisation(), "other-dealer");
  EXPECT_EQ(vehicle.exported_to(), "");
  EXPECT_EQ(vehicle.last_holder(), "");
  EXPECT_EQ(Try("other-dealer", Fact(ImportOf(vin_)).With(kPapers)), "ILLEGAL_TRANSITION imported.vin");
}

TEST_F(TroubleBorderTest, AVehicleComesBackToAnOwner) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", ExportOf(vin_));
  ASSERT_EQ(Try("maker", Fact(ReimportOf(vin_, /*to_owner=*/true)).With(kPapers)), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("IN_SERVICE/maker/brand/sale 5XXX +56000", "IN_SERVICE/maker/brand/sale 6XXX +100000",
                          "EXPORTED/PL 5XXX -56000", "EXPORTED/PL 6XXX -100000"));
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_SOLD);
  EXPECT_EQ(vehicle.holder(), "");
  EXPECT_EQ(vehicle.last_holder(), "maker");
  EXPECT_EQ(vehicle.title(), v1::TITLE_HOLDER_KIND_OFF_LEDGER);
  EXPECT_EQ(vehicle.title_organisation(), "");
  const v1::HolderSpan& span = vehicle.holders(vehicle.holders_size() - 1);
  EXPECT_EQ(span.organisation_id(), "maker");
  EXPECT_EQ(span.from_seq(), span.until_seq()) << "it sees its own entry, and nothing after it";
}

TEST_F(TroubleBorderTest, TheCountrySaysWhetherItCameBack) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", ExportOf(vin_));
  v1::Imported imported = ImportOf(vin_);
  imported.set_country("DE");
  EXPECT_EQ(Try("dealer", Fact(imported).With(kPapers)), "INVALID_VALUE imported.country");
  imported.clear_country();
  EXPECT_EQ(Try("dealer", Fact(imported).With(kPapers)), "FIELD_MISSING imported.country");
  v1::Reimported reimported = ReimportOf(vin_);
  reimported.set_country("PL");
  EXPECT_EQ(Try("dealer", Fact(reimported).With(kPapers)), "INVALID_VALUE reimported.country");
  reimported = ReimportOf(vin_);
  reimported.clear_on();
  EXPECT_EQ(Try("dealer", Fact(reimported).With(kPapers)), "FIELD_MISSING reimported.on");
  *reimported.mutable_on() = MakeDate(2026, 3, 2);
  EXPECT_EQ(Try("dealer", Fact(reimported).With(kPapers)), "OUT_OF_RANGE reimported.on");
  EXPECT_EQ(Try("dealer", Fact(ReimportOf(Vin(9))).With(kPapers)), "NOT_FOUND reimported.vin");
  EXPECT_EQ(Try("dealer", ReimportOf(vin_)), "EVIDENCE_MISSING evidence");
  EXPECT_EQ(Try("dealer", Fact(ReimportOf(vin_)).With(kPapers)), "OK");
  EXPECT_EQ(Try("dealer", Fact(ReimportOf(vin_)).With(kPapers)), "ILLEGAL_TRANSITION reimported.vin");
}

TEST_F(TroubleBorderTest, NothingElseTakesAnExportedVehicleIn) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", ExportOf(vin_));
  EXPECT_EQ(Try("dealer", Fact(BoughtBack(vin_)).With(kPapers)), "ILLEGAL_TRANSITION vehicle_received.vin");
  EXPECT_EQ(Try("dealer", Fact(TitleTo(vin_, "")).With(kPapers)), "NOT_HOLDER title_transferred.vin");
  EXPECT_EQ(fleet_.Try("dealer", Signed("dealer/c2", vin_, kLease), TermsOf(kLease)), "NOT_HOLDER contract_signed.vin");
  EXPECT_EQ(Try("dealer", Fact(StolenOf(vin_)).With(v1::EVIDENCE_KIND_POLICE_REPORT)),
            "ILLEGAL_TRANSITION reported_stolen.vin");
  EXPECT_EQ(Try("treater", Fact(RetiredOf(vin_)).With(kPapers)), "OK") << "but it may be surrendered for destruction";
  EXPECT_EQ(fleet_.Vehicle(vin_).exported_to(), "");
  EXPECT_EQ(fleet_.Vehicle(vin_).holder(), "treater");
}

TEST_F(TroubleBorderTest, AFacilityReceivesItWithAForeignCertificate) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", ExportOf(vin_));
  const v1::ReceivedAtFacility event = WithSerial(Arrived(vin_, "treater/yard"), "PL-17");
  EXPECT_EQ(Try("treater", Fact(Arrived(vin_, "treater/yard")).With(kCertificate)),
            "FIELD_MISSING received_at_facility.foreign_certificate_serial");
  EXPECT_EQ(Try("treater", event), "EVIDENCE_MISSING evidence");
  EXPECT_EQ(Try("treater", Fact(WithSerial(Arrived(vin_, "treater/yard", "dealer/t1"), "PL-17")).With(kCertificate)),
            "INVALID_VALUE received_at_facility.transfer_id");
  EXPECT_EQ(Try("treater", Fact(WithSerial(event, std::string(49, 's'))).With(kCertificate)),
            "TOO_LARGE received_at_facility.foreign_certificate_serial");
  EXPECT_EQ(Try("treater", Fact(WithSerial(Arrived(vin_, "shredder/mill"), "PL-17")).With(kCertificate)),
            "NOT_FOUND received_at_facility.site_id");
  ASSERT_EQ(Try("treater", Fact(event).With(kCertificate)), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("AWAITING/treater/yard 5XXX +56000", "AWAITING/treater/yard 6XXX +100000",
                                             "EXPORTED/PL 5XXX -56000", "EXPORTED/PL 6XXX -100000"));
  const v1::VehicleState vehicle = fleet_.Vehicle(vin_);
  EXPECT_EQ(vehicle.custody(), v1::CUSTODY_STATE_AT_FACILITY);
  EXPECT_EQ(vehicle.holder(), "treater");
  EXPECT_EQ(vehicle.exported_to(), "");
  EXPECT_TRUE(vehicle.certified());
  EXPECT_EQ(vehicle.certificate_serial(), "PL-17");
  EXPECT_EQ(Try("treater", Certificate(vin_, "treater/yard", "S1")),
            "CERTIFICATE certificate_of_destruction_issued.vin");
  ASSERT_EQ(Try("treater", DepollutedAt(vin_, "treater/yard")), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).position().account_class(), v1::ACCOUNT_CLASS_HULK);
}

TEST_F(TroubleBorderTest, OnlyAnExportedVehicleHasAForeignCertificate) {
  fleet_.SendToYard(vin_);
  EXPECT_EQ(Try("treater",
                Fact(WithSerial(Arrived(vin_, "treater/yard", Fleet::TransferOf(vin_)), "PL-17")).With(kCertificate)),
            "INVALID_VALUE received_at_facility.foreign_certificate_serial");
  fleet_.Stock(Vin(2));
  fleet_.Do("dealer", ExportOf(Vin(2)));
  ASSERT_EQ(Try("treater", Fact(WithSerial(Arrived(Vin(2), "treater/lapsed"), "PL-18")).With(kCertificate)), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("PERMIT_EXPIRED SITE treater/lapsed", "PERMIT_EXPIRED VEHICLE " + Vin(2)));
}

}  // namespace
}  // namespace ingot::testing
