// Retired, ReceivedAtFacility, CertificateOfDestructionIssued, Depolluted.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fleet.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class VehicleEndTest : public ::testing::Test {
 protected:
  std::string Certify(const v1::CertificateOfDestructionIssued& event) { return fleet_.Try("treater", event); }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
};

TEST_F(VehicleEndTest, TheHolderRetiresAVehicle) {
  fleet_.Stock(vin_);
  EXPECT_EQ(fleet_.Try("other-dealer", RetiredOf(vin_)), "NOT_HOLDER retired.vin");
  EXPECT_EQ(fleet_.Try("dealer", RetiredOf(Vin(9))), "NOT_FOUND retired.vin");
  v1::Retired event = RetiredOf(vin_);
  event.clear_reason();
  EXPECT_EQ(fleet_.Try("dealer", event), "FIELD_MISSING retired.reason");
  ASSERT_EQ(fleet_.Try("dealer", RetiredOf(vin_)), "OK");
  EXPECT_THAT(fleet_.Postings(), ElementsAre("STOCK/maker/brand 5XXX -56000", "STOCK/maker/brand 6XXX -100000",
                                             "RETIRED/maker/brand 5XXX +56000", "RETIRED/maker/brand 6XXX +100000"));
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_RETIRED);
  EXPECT_EQ(fleet_.Try("dealer", RetiredOf(vin_)), "ILLEGAL_TRANSITION retired.vin");
}

TEST_F(VehicleEndTest, RegisteredAndReturnedVehiclesRetireToo) {
  fleet_.Bear(vin_);
  EXPECT_EQ(fleet_.Try("maker", RetiredOf(vin_)), "OK");
  fleet_.TakeBack(Vin(2));
  EXPECT_EQ(fleet_.Try("dealer", RetiredOf(Vin(2))), "OK");
}

TEST_F(VehicleEndTest, AVehicleUnderContractDoesNotRetire) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", Signed("dealer/c1", vin_, v1::CONTRACT_KIND_LEASE), TermsOf(v1::CONTRACT_KIND_LEASE));
  EXPECT_EQ(fleet_.Try("dealer", RetiredOf(vin_)), "CONTRACT_OPEN retired.vin");
  fleet_.Do("dealer", HandedOver("dealer/c1", vin_));
  EXPECT_EQ(fleet_.Try("dealer", RetiredOf(vin_)), "CONTRACT_OPEN retired.vin");
  fleet_.Do("dealer", Ended("dealer/c1", v1::CONTRACT_END_REASON_TERM_REACHED), SettledAt(0));
  EXPECT_EQ(fleet_.Try("dealer", RetiredOf(vin_)), "ILLEGAL_TRANSITION retired.vin") << "it is still out";
}

TEST_F(VehicleEndTest, ASoldVehicleIsSurrenderedToADealerOrRecycler) {
  fleet_.Sell(vin_);
  EXPECT_EQ(fleet_.Try("treater", RetiredOf(vin_)), "EVIDENCE_MISSING evidence");
  EXPECT_EQ(fleet_.Try("maker", Fact(RetiredOf(vin_)).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT)),
            "ROLE_REQUIRED retired.vin");
  ASSERT_EQ(fleet_.Try("treater", Fact(RetiredOf(vin_)).With(v1::EVIDENCE_KIND_SURRENDERED_DOCUMENT)), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).holder(), "treater");
  EXPECT_EQ(fleet_.Vehicle(vin_).title(), v1::TITLE_HOLDER_KIND_OFF_LEDGER) << "title is another thing";
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("IN_SERVICE/maker/brand/sale 5XXX -56000", "IN_SERVICE/maker/brand/sale 6XXX -100000",
                          "RETIRED/maker/brand 5XXX +56000", "RETIRED/maker/brand 6XXX +100000"));
  EXPECT_EQ(fleet_.Try("treater", Arrived(vin_, kYard)), "OK") << "it holds the vehicle already";
}

TEST_F(VehicleEndTest, AFacilityReceivesWhatWasSentToIt) {
  fleet_.SendToYard(vin_);
  const std::string transfer = Fleet::TransferOf(vin_);
  EXPECT_EQ(fleet_.Try("shredder", Arrived(vin_, "shredder/mill", transfer)),
            "NOT_FOUND received_at_facility.transfer_id");
  EXPECT_EQ(fleet_.Try("treater", Arrived(Vin(9), kYard, transfer)), "NOT_FOUND received_at_facility.vin");
  EXPECT_EQ(fleet_.Try("treater", Arrived(vin_, "shredder/mill", transfer)), "NOT_FOUND received_at_facility.site_id");
  EXPECT_EQ(fleet_.Try("treater", Arrived(vin_, "", transfer)), "FIELD_MISSING received_at_facility.site_id");
  EXPECT_EQ(fleet_.Try("treater", Arrived(vin_, kYard)), "NOT_HOLDER received_at_facility.vin");
  ASSERT_EQ(fleet_.Try("treater", Arrived(vin_, kYard, transfer)), "OK");
  EXPECT_THAT(fleet_.Postings(),
              ElementsAre("AWAITING/treater/yard 5XXX +56000", "AWAITING/treater/yard 6XXX +100000",
                          "TRANSIT/" + transfer + " 5XXX -56000", "TRANSIT/" + transfer + " 6XXX -100000"));
  EXPECT_THAT(fleet_.Flags(), IsEmpty());
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_AT_FACILITY);
  EXPECT_EQ(fleet_.Vehicle(vin_).holder(), "treater");
  EXPECT_EQ(fleet_.Vehicle(vin_).site_id(), kYard);
}

TEST_F(VehicleEndTest, AFacilityReceivesRetiredVehiclesOnly) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", Sent(vin_, "dealer/t1", "treater"));
  EXPECT_EQ(fleet_.Try("treater", Arrived(vin_, kYard, "dealer/t1")), "ILLEGAL_TRANSITION received_at_facility.vin");
  ASSERT_EQ(fleet_.Try("treater", Received(vin_, "dealer/t1")), "OK") << "but it may come into stock there";
  EXPECT_EQ(fleet_.Try("treater", Arrived(vin_, kYard)), "ILLEGAL_TRANSITION received_at_facility.vin");
}

TEST_F(VehicleEndTest, ReceptionNamesTheRightTransfer) {
  fleet_.SendToYard(vin_);
  fleet_.SendToYard(Vin(2));
  EXPECT_EQ(fleet_.Try("treater", Arrived(vin_, kYard, Fleet::TransferOf(Vin(2)))),
            "TRANSFER_MISMATCH received_at_facility.vin");
  fleet_.Do("treater", Arrived(vin_, kYard, Fleet::TransferOf(vin_)));
  fleet_.Do("treater", Sent(vin_, "treater/t1", "shredder"));
  EXPECT_EQ(fleet_.Try("treater", Arrived(vin_, kYard, "treater/t1")),
            "TRANSFER_MISMATCH received_at_facility.transfer_id")
      << "the sender takes it back by VehicleReceived";
  EXPECT_EQ(fleet_.Try("treater", Arrived(vin_, kYard)), "IN_TRANSIT received_at_facility.vin");
  EXPECT_EQ(fleet_.Try("treater", Received(vin_, "treater/t1")), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_AT_FACILITY);
  EXPECT_EQ(fleet_.Vehicle(vin_).position().account_class(), v1::ACCOUNT_CLASS_AWAITING);
}

TEST_F(VehicleEndTest, AVehicleMovesToAnotherSiteByATransferToOneself) {
  fleet_.ToYard(vin_);
  EXPECT_EQ(fleet_.Try("treater", Arrived(vin_, "treater/second")), "ILLEGAL_TRANSITION received_at_facility.vin");
  fleet_.Do("treater", Sent(vin_, "treater/move", "treater"));
  ASSERT_EQ(fleet_.Try("treater", Arrived(vin_, "treater/second", "treater/move")), "OK");
  EXPECT_EQ(fleet_.Vehicle(vin_).site_id(), "treater/second");
  EXPECT_EQ(fleet_.Vehicle(vin_).position().party(), "treater/second");
}

TEST_F(VehicleEndTest, ALapsedPermitFlagsTheReceptionAndRefusesTheCertificate) {
  fleet_.SendToYard(vin_);
  ASSERT_EQ(fleet_.Try("treater", Arrived(vin_, "treater/lapsed", Fleet::TransferOf(vin_))), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("PERMIT_EXPIRED SITE treater/lapsed", "PERMIT_EXPIRED VEHICLE " + vin_));
  EXPECT_EQ(Certify(Certificate(vin_, "treater/lapsed", "S1")),
            "PERMIT_EXPIRED certificate_of_destruction_issued.site_id");
}

TEST_F(VehicleEndTest, APermitIsJudgedByTheDateThatTheEventStates) {
  // 2025-12-31T23:30:00Z: still the permit's last day in London, a day later in Berlin.
  const int64_t midnight_us = 1'767'225'600'000'000;
  const int64_t moment_us = midnight_us - int64_t{30} * 60 * 1'000'000;
  fleet_.SendToYard(vin_);
  fleet_.SendToYard(Vin(2));
  ASSERT_EQ(fleet_.Try("treater", Fact(Arrived(vin_, "treater/lapsed", Fleet::TransferOf(vin_))).At(moment_us, 0)),
            "OK");
  EXPECT_THAT(fleet_.Flags(),
              ElementsAre("OUT_OF_ORDER VEHICLE " + vin_, "OUT_OF_ORDER TRANSFER " + Fleet::TransferOf(vin_)));
  ASSERT_EQ(fleet_.Try("treater", Fact(Arrived(Vin(2), "treater/lapsed", Fleet::TransferOf(Vin(2)))).At(moment_us, 60)),
            "OK");
  EXPECT_THAT(fleet_.Flags(), ::testing::Contains("PERMIT_EXPIRED VEHICLE " + Vin(2)));

  v1::CertificateOfDestructionIssued event = Certificate(vin_, "treater/lapsed", "S1");
  *event.mutable_issued_on() = MakeDate(2025, 12, 31);
  EXPECT_EQ(Certify(event), "PERMIT_EXPIRED certificate_of_destruction_issued.site_id")
      << "valid when issued, not when posted";
  EXPECT_EQ(fleet_.Try("treater", Fact(event).At(moment_us, 60)),
            "PERMIT_EXPIRED certificate_of_destruction_issued.site_id");
  EXPECT_EQ(fleet_.Try("treater", Fact(event).At(moment_us, 0)), "OK");
}

TEST_F(VehicleEndTest, ASiteWithoutPermitIsLikeALapsedOne) {
  v1::SiteRegistered site;
  site.set_site_id("treater/shed");
  site.set_name("Shed");
  site.set_country("DE");
  fleet_.Do("treater", site);
  fleet_.SendToYard(vin_);
  ASSERT_EQ(fleet_.Try("treater", Arrived(vin_, "treater/shed", Fleet::TransferOf(vin_))), "OK");
  EXPECT_THAT(fleet_.Flags(), ElementsAre("PERMIT_EXPIRED SITE treater/shed", "PERMIT_EXPIRED VEHICLE " + vin_));
  EXPECT_EQ(Certify(Certificate(vin_, "treater/shed", "S1")),
            "PERMIT_EXPIRED certificate_of_destruction_issued.site_id");
}

TEST_F(VehicleEndTest, CertificateAndDepollutionMakeAHulkInEitherOrder) {
  fleet_.ToYard(vin_);
  ASSERT_EQ(Certify(Certificate(vin_, kYard, "S1")), "OK");
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_TRUE(fleet_.Vehicle(vin_).certified());
  EXPECT_EQ(fleet_.Vehicle(vin_).certificate_serial(), "S1");
  ASSERT_EQ(fleet_.Try("treater", DepollutedAt(vin_, kYard)), "OK");
  const auto hulk = ElementsAre("AWAITING/treater/yard 5XXX -56000", "AWAITING/treater/yard 6XXX -100000",
                                "HULK/treater/yard 5XXX +56000", "HULK/treater/yard 6XXX +100000");
  EXPECT_THAT(fleet_.Postings(), hulk);

  fleet_.ToYard(Vin(2));
  ASSERT_EQ(fleet_.Try("treater", DepollutedAt(Vin(2), kYard)), "OK");
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  ASSERT_EQ(Certify(Certificate(Vin(2), kYard, "S2")), "OK");
  EXPECT_THAT(fleet_.Postings(), hulk);
}

TEST_F(VehicleEndTest, OneCertificateAVehicleOneSerialAFacility) {
  fleet_.ToYard(vin_);
  fleet_.ToYard(Vin(2));
  ASSERT_EQ(Certify(Certificate(vin_, kYard, "S1")), "OK");
  EXPECT_EQ(Certify(Certificate(vin_, kYard, "S2")), "CERTIFICATE certificate_of_destruction_issued.vin");
  EXPECT_EQ(Certify(Certificate(Vin(2), kYard, "S1")), "DUPLICATE_NUMBER certificate_of_destruction_issued.serial");
  fleet_.Do("treater", Sent(Vin(2), "treater/move", "treater"));
  fleet_.Do("treater", Arrived(Vin(2), "treater/second", "treater/move"));
  EXPECT_EQ(Certify(Certificate(Vin(2), "treater/second", "S1")), "OK") << "another facility, another series";
}

TEST_F(VehicleEndTest, TheKindFollowsTheCategory) {
  const std::pair<v1::VehicleCategory, v1::CertificateKind> kinds[] = {
      {v1::VEHICLE_CATEGORY_M1, v1::CERTIFICATE_KIND_ELV},    {v1::VEHICLE_CATEGORY_N1, v1::CERTIFICATE_KIND_ELV},
      {v1::VEHICLE_CATEGORY_L2E, v1::CERTIFICATE_KIND_ELV},   {v1::VEHICLE_CATEGORY_L5E, v1::CERTIFICATE_KIND_ELV},
      {v1::VEHICLE_CATEGORY_N2, v1::CERTIFICATE_KIND_OTHER},  {v1::VEHICLE_CATEGORY_L6E, v1::CERTIFICATE_KIND_OTHER},
      {v1::VEHICLE_CATEGORY_L7E, v1::CERTIFICATE_KIND_OTHER}, {v1::VEHICLE_CATEGORY_M3, v1::CERTIFICATE_KIND_OTHER},
  };
  int n = 10;
  for (const auto& [category, kind] : kinds) {
    const std::string vin = Vin(++n);
    v1::VehicleRegistered registered = ForeignMake(vin);
    registered.set_category(category);
    fleet_.Do("treater", registered);
    fleet_.Do("treater", RetiredOf(vin));
    fleet_.Do("treater", Arrived(vin, kYard));
    v1::CertificateOfDestructionIssued event = Certificate(vin, kYard, vin);
    event.set_kind(kind == v1::CERTIFICATE_KIND_ELV ? v1::CERTIFICATE_KIND_OTHER : v1::CERTIFICATE_KIND_ELV);
    EXPECT_EQ(Certify(event), "INVALID_VALUE certificate_of_destruction_issued.kind") << category;
    event.set_kind(kind);
    EXPECT_EQ(Certify(event), "OK") << category;
  }
}

TEST_F(VehicleEndTest, ChecksCertificates) {
  fleet_.ToYard(vin_);
  const auto refused = [this](auto change, const std::string& outcome) {
    v1::CertificateOfDestructionIssued event = Certificate(vin_, kYard, "S1");
    change(event);
    EXPECT_EQ(Certify(event), outcome);
  };
  const std::string at = "certificate_of_destruction_issued.";
  using E = v1::CertificateOfDestructionIssued&;
  refused([](E e) { e.set_vin(Vin(9)); }, "NOT_FOUND " + at + "vin");
  refused([](E e) { e.clear_kind(); }, "FIELD_MISSING " + at + "kind");
  refused([](E e) { e.clear_serial(); }, "FIELD_MISSING " + at + "serial");
  refused([](E e) { e.set_serial(std::string(49, 's')); }, "TOO_LARGE " + at + "serial");
  refused([](E e) { e.set_site_id("treater/second"); }, "INVALID_VALUE " + at + "site_id");
  refused([](E e) { e.set_site_id("shredder/mill"); }, "NOT_FOUND " + at + "site_id");
  refused([](E e) { e.clear_issued_on(); }, "FIELD_MISSING " + at + "issued_on");
  refused([](E e) { *e.mutable_issued_on() = MakeDate(2026, 2, 29); }, "INVALID_VALUE " + at + "issued_on");
  refused([](E e) { *e.mutable_issued_on() = MakeDate(2026, 3, 2); }, "OUT_OF_RANGE " + at + "issued_on");
  refused([](E e) { e.clear_registration_country(); }, "FIELD_MISSING " + at + "registration_country");
  refused([](E e) { e.set_registration_country("D"); }, "INVALID_VALUE " + at + "registration_country");
  refused([](E e) { e.clear_registration_document(); }, "FIELD_MISSING " + at + "registration_document");
  refused([](E e) { e.set_empty_weight_g(0); }, "OUT_OF_RANGE " + at + "empty_weight_g");
  refused([](E e) { e.set_empty_weight_g(60'000'001); }, "OUT_OF_RANGE " + at + "empty_weight_g");
  refused(
      [](E e) {
        e.clear_registration_country();
        e.set_registration_document(v1::REGISTRATION_DOCUMENT_NONE);
      },
      "OK");
}

TEST_F(VehicleEndTest, CertificatesNeedTheFacilityAndTheHolder) {
  fleet_.Retire(vin_);
  EXPECT_EQ(Certify(Certificate(vin_, kYard, "S1")), "NOT_HOLDER certificate_of_destruction_issued.vin");
  fleet_.Do("treater", ForeignMake(Vin(2)));
  EXPECT_EQ(Certify(Certificate(Vin(2), kYard, "S1")), "ILLEGAL_TRANSITION certificate_of_destruction_issued.vin");
  fleet_.ToYard(Vin(3));
  fleet_.Do("treater", Sent(Vin(3), "treater/t1", "shredder"));
  EXPECT_EQ(Certify(Certificate(Vin(3), kYard, "S1")), "IN_TRANSIT certificate_of_destruction_issued.vin");
  EXPECT_EQ(fleet_.Try("dealer", Certificate(Vin(3), kYard, "S1")), "ROLE_REQUIRED certificate_of_destruction_issued");
}

TEST_F(VehicleEndTest, ChecksDepollution) {
  fleet_.ToYard(vin_);
  v1::Depolluted event = DepollutedAt(vin_, "treater/second");
  EXPECT_EQ(fleet_.Try("treater", event), "INVALID_VALUE depolluted.site_id");
  event.clear_site_id();
  EXPECT_EQ(fleet_.Try("treater", event), "FIELD_MISSING depolluted.site_id");
  event.set_site_id(kYard);
  event.clear_items();
  EXPECT_EQ(fleet_.Try("treater", event), "FIELD_MISSING depolluted.items");
  event.add_items(v1::DEPOLLUTION_ITEM_OILS);
  event.add_items(v1::DEPOLLUTION_ITEM_OILS);
  EXPECT_EQ(fleet_.Try("treater", event), "INVALID_VALUE depolluted.items[1]");
  event.set_items(0, v1::DEPOLLUTION_ITEM_UNSPECIFIED);
  EXPECT_EQ(fleet_.Try("treater", event), "FIELD_MISSING depolluted.items[0]");
  EXPECT_EQ(fleet_.Try("shredder", DepollutedAt(vin_, kYard)), "NOT_HOLDER depolluted.vin");
  EXPECT_EQ(fleet_.Try("treater", DepollutedAt(Vin(9), kYard)), "NOT_FOUND depolluted.vin");
  ASSERT_EQ(fleet_.Try("treater", DepollutedAt(vin_, kYard)), "OK");
  EXPECT_EQ(fleet_.Try("treater", DepollutedAt(vin_, kYard)), "ALREADY_EXISTS depolluted.vin");
  fleet_.Do("treater", ForeignMake(Vin(2)));
  EXPECT_EQ(fleet_.Try("treater", DepollutedAt(Vin(2), kYard)), "ILLEGAL_TRANSITION depolluted.vin");
}

}  // namespace
}  // namespace ingot::testing
