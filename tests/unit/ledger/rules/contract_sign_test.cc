// ContractSigned.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fleet.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ContractSignTest : public ::testing::Test {
 protected:
  std::string Sign(const std::string& contract, const std::string& vin, v1::ContractKind kind) {
    return fleet_.Try("dealer", Signed(contract, vin, kind), TermsOf(kind));
  }
  // The outcome with changed terms; the vehicle is in stock.
  template <typename Change>
  std::string WithTerms(v1::ContractKind kind, Change change) {
    v1::ContractTerms terms = TermsOf(kind);
    change(terms);
    return fleet_.Try("dealer", Signed("dealer/c1", vin_, kind), terms);
  }
  template <typename Change>
  std::string WithEvent(v1::ContractKind kind, Change change) {
    v1::ContractSigned event = Signed("dealer/c1", vin_, kind);
    change(event);
    return fleet_.Try("dealer", event, TermsOf(kind));
  }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
};

TEST_F(ContractSignTest, ReservesTheVehicle) {
  fleet_.Stock(vin_);
  ASSERT_EQ(fleet_.Try("dealer", Signed("dealer/c1", vin_, kLeaseToOwn), TermsOf(kLeaseToOwn, 50)), "OK");
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + vin_, "CONTRACT dealer/c1"));
  EXPECT_EQ(fleet_.Vehicle(vin_).contract_id(), "dealer/c1");
  EXPECT_EQ(fleet_.Vehicle(vin_).custody(), v1::CUSTODY_STATE_IN_STOCK);
  const v1::ContractState contract = fleet_.Contract("dealer/c1");
  EXPECT_EQ(contract.stage(), v1::CONTRACT_STAGE_SIGNED);
  EXPECT_EQ(contract.organisation_id(), "dealer");
  EXPECT_EQ(contract.vin(), vin_);
  EXPECT_EQ(contract.kind(), kLeaseToOwn);
  EXPECT_EQ(contract.currency(), "EUR");
  EXPECT_EQ(contract.total_minor_units(), 1'200);
  EXPECT_EQ(contract.option_fee_minor_units(), 50);
  EXPECT_EQ(contract.signed_seq(), fleet_.ledger().entries().size() - 1);
  EXPECT_FALSE(contract.terms_unexamined());
}

TEST_F(ContractSignTest, OneOpenContractAVehicle) {
  fleet_.Stock(vin_);
  ASSERT_EQ(Sign("dealer/c1", vin_, kLease), "OK");
  EXPECT_EQ(Sign("dealer/c2", vin_, kSale), "CONTRACT_OPEN contract_signed.vin");
  fleet_.Do("dealer", HandedOver("dealer/c1", vin_));
  EXPECT_EQ(Sign("dealer/c2", vin_, kLease), "CONTRACT_OPEN contract_signed.vin");
}

TEST_F(ContractSignTest, TheNumberIsTheMakersOwnAndUnique) {
  fleet_.Stock(vin_);
  fleet_.Stock(Vin(2));
  EXPECT_EQ(Sign("other-dealer/c1", vin_, kLease), "ID_NOT_OWN contract_signed.contract_id");
  EXPECT_EQ(Sign("", vin_, kLease), "FIELD_MISSING contract_signed.contract_id");
  EXPECT_EQ(Sign("dealer/c 1", vin_, kLease), "INVALID_VALUE contract_signed.contract_id");
  ASSERT_EQ(Sign("dealer/c1", vin_, kLease), "OK");
  EXPECT_EQ(Sign("dealer/c1", Vin(2), kLease), "ALREADY_EXISTS contract_signed.contract_id");
}

TEST_F(ContractSignTest, OnlyTheHolderSigns) {
  fleet_.Stock(vin_);
  EXPECT_EQ(fleet_.Try("other-dealer", Signed("other-dealer/c1", vin_, kSale), TermsOf(kSale)),
            "NOT_HOLDER contract_signed.vin");
  EXPECT_EQ(Sign("dealer/c1", Vin(9), kSale), "NOT_FOUND contract_signed.vin");
  fleet_.Sell(Vin(2));
  EXPECT_EQ(Sign("dealer/c1", Vin(2), kSale), "NOT_HOLDER contract_signed.vin") << "sold: held by no one";
}

TEST_F(ContractSignTest, TheTableLeadsToTheKindsState) {
  fleet_.TakeBack(vin_);
  EXPECT_EQ(Sign("dealer/c1", vin_, kLease), "ILLEGAL_TRANSITION contract_signed.vin") << "a condition report first";
  EXPECT_EQ(Sign("dealer/c1", vin_, kLeaseToOwn), "ILLEGAL_TRANSITION contract_signed.vin");
  EXPECT_EQ(Sign("dealer/c1", vin_, kSale), "OK");
  fleet_.Retire(Vin(2));
  EXPECT_EQ(Sign("dealer/c2", Vin(2), kSale), "ILLEGAL_TRANSITION contract_signed.vin");
  fleet_.Lease(Vin(3), kLeaseToOwn);
  fleet_.EndLease(Vin(3), v1::CONTRACT_END_REASON_TERM_REACHED, 1'200);
  EXPECT_EQ(Sign("dealer/c3", Vin(3), kLease), "ILLEGAL_TRANSITION contract_signed.vin");
  EXPECT_EQ(Sign("dealer/c3", Vin(3), kLeaseToOwn), "OK") << "renewal";
}

TEST_F(ContractSignTest, AManufacturerMaySell) {
  fleet_.Bear(vin_);
  EXPECT_EQ(fleet_.Try("maker", Signed("maker/c1", vin_, kSale), TermsOf(kSale)),
            "ILLEGAL_TRANSITION contract_signed.vin")
      << "REGISTERED: not in stock yet";
  fleet_.Do("maker", Sent(vin_, "maker/own", "maker"));
  fleet_.Do("maker", Received(vin_, "maker/own"));
  EXPECT_EQ(fleet_.Try("maker", Signed("maker/c1", vin_, kLease), TermsOf(kLease)),
            "ROLE_REQUIRED contract_signed.kind");
  EXPECT_EQ(fleet_.Try("maker", Signed("maker/c1", vin_, kSale), TermsOf(kSale)), "OK");
  EXPECT_EQ(fleet_.Try("treater", Signed("treater/c1", vin_, kSale), TermsOf(kSale)), "ROLE_REQUIRED contract_signed");
}

TEST_F(ContractSignTest, ChecksTheEvent) {
  fleet_.Stock(vin_);
  using E = v1::ContractSigned&;
  EXPECT_EQ(WithEvent(kLease, [](E e) { e.clear_kind(); }), "FIELD_MISSING contract_signed.kind");
  EXPECT_EQ(WithEvent(kLease, [](E e) { e.clear_starts_on(); }), "FIELD_MISSING contract_signed.starts_on");
  EXPECT_EQ(WithEvent(kLease, [](E e) { *e.mutable_starts_on() = MakeDate(2026, 4, 31); }),
            "INVALID_VALUE contract_signed.starts_on");
  EXPECT_EQ(WithEvent(kLease, [](E e) { e.set_term_months(0); }), "OUT_OF_RANGE contract_signed.term_months");
  EXPECT_EQ(WithEvent(kLease, [](E e) { e.set_term_months(601); }), "OUT_OF_RANGE contract_signed.term_months");
  EXPECT_EQ(WithEvent(kSale, [](E e) { e.set_term_months(1); }), "OUT_OF_RANGE contract_signed.term_months");
  EXPECT_EQ(WithEvent(kLease, [](E e) { e.set_term_months(600); }), "OK");
}

TEST_F(ContractSignTest, ChecksTheCounterparty) {
  fleet_.Stock(vin_);
  const std::string field = "contract_signed.counterparty_organisation";
  using E = v1::ContractSigned&;
  EXPECT_EQ(WithEvent(kSale, [](E e) { e.clear_counterparty(); }), "FIELD_MISSING contract_signed.counterparty");
  EXPECT_EQ(WithEvent(kSale, [](E e) { e.set_counterparty_organisation("maker"); }), "INVALID_VALUE " + field);
  const auto organisation = [](const std::string& id) {
    return [id](E e) {
      e.set_counterparty(v1::COUNTERPARTY_KIND_ORGANISATION);
      e.set_counterparty_organisation(id);
    };
  };
  EXPECT_EQ(WithEvent(kSale, organisation("")), "FIELD_MISSING " + field);
  EXPECT_EQ(WithEvent(kSale, organisation("nobody")), "NOT_FOUND " + field);
  EXPECT_EQ(WithEvent(kSale, organisation("dealer")), "INVALID_VALUE " + field);
  EXPECT_EQ(WithEvent(kSale, organisation("maker")), "OK");
}

TEST_F(ContractSignTest, TheScheduleSumsToTheTotal) {
  fleet_.Stock(vin_);
  using T = v1::ContractTerms&;
  const std::string sum = "SCHEDULE_SUM terms.contract.schedule";
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.set_total_minor_units(1'201); }), sum);
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.set_balloon_minor_units(1); }), sum);
  EXPECT_EQ(WithTerms(kSale, [](T t) { t.set_balloon_minor_units(1'199); }), sum);
  // 600 x 2^61 + ... would come round to a small total in 64 bits; each is refused by its own range already.
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.mutable_schedule(0)->set_amount_minor_units(int64_t{1} << 61); }),
            "OUT_OF_RANGE terms.contract.schedule[0].amount_minor_units");
  EXPECT_EQ(WithTerms(kLease,
                      [](T t) {
                        t.mutable_schedule(0)->set_count(600);
                        t.mutable_schedule(0)->set_amount_minor_units(1'000'000'000'000'000);
                      }),
            sum)
      << "beyond the largest total";
  EXPECT_EQ(WithTerms(kLease,
                      [](T t) {
                        *t.add_schedule() = t.schedule(0);
                        t.set_balloon_minor_units(7);
                        t.set_total_minor_units(2'407);
                      }),
            "OK");
}

TEST_F(ContractSignTest, ChecksTheTerms) {
  fleet_.Stock(vin_);
  using T = v1::ContractTerms&;
  const std::string at = "terms.contract.";
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.clear_schedule(), t.set_balloon_minor_units(1'200); }),
            "FIELD_MISSING " + at + "schedule");
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.set_total_minor_units(-1); }), "OUT_OF_RANGE " + at + "total_minor_units");
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.set_balloon_minor_units(-1); }),
            "OUT_OF_RANGE " + at + "balloon_minor_units");
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.set_deposit_minor_units(-1); }),
            "OUT_OF_RANGE " + at + "deposit_minor_units");
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.set_residual_minor_units(1'000'000'000'000'001); }),
            "OUT_OF_RANGE " + at + "residual_minor_units");
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.set_option_fee_minor_units(-1); }),
            "OUT_OF_RANGE " + at + "option_fee_minor_units");
  EXPECT_EQ(WithTerms(kSale, [](T t) { t.set_option_fee_minor_units(1); }),
            "INVALID_VALUE " + at + "option_fee_minor_units");
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.set_mileage_allowance_m_per_year(-1); }),
            "OUT_OF_RANGE " + at + "mileage_allowance_m_per_year");
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.set_customer_ref(std::string(49, 'c')); }),
            "TOO_LARGE " + at + "customer_ref");
  const std::string run = at + "schedule[0].";
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.mutable_schedule(0)->set_count(0); }), "OUT_OF_RANGE " + run + "count");
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.mutable_schedule(0)->set_count(601); }), "OUT_OF_RANGE " + run + "count");
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.mutable_schedule(0)->set_every_months(13); }),
            "OUT_OF_RANGE " + run + "every_months");
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.mutable_schedule(0)->set_amount_minor_units(0); }),
            "OUT_OF_RANGE " + run + "amount_minor_units");
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.mutable_schedule(0)->clear_timing(); }), "FIELD_MISSING " + run + "timing");
  EXPECT_EQ(WithTerms(kLease,
                      [](T t) {
                        for (int i = 0; i < 64; ++i) *t.add_schedule() = t.schedule(0);
                      }),
            "TOO_LARGE " + at + "schedule");
}

TEST_F(ContractSignTest, ChecksCurrencies) {
  fleet_.Stock(vin_);
  using T = v1::ContractTerms&;
  for (const char* code : {"", "eur", "XXX", "XAU", "DEM", "ABC"}) {
    EXPECT_EQ(WithTerms(kLease, [code](T t) { t.set_currency(code); }), "CURRENCY terms.contract.currency") << code;
  }
  const std::string rate = "terms.contract.excess_rate_per_km.";
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.mutable_excess_rate_per_km()->set_minor_units(1); }),
            "CURRENCY " + rate + "currency");
  EXPECT_EQ(WithTerms(kLease, [](T t) { t.mutable_excess_rate_per_km()->set_currency("CNY"); }),
            "OUT_OF_RANGE " + rate + "minor_units");
  EXPECT_EQ(WithTerms(kLease,
                      [](T t) {
                        t.mutable_excess_rate_per_km()->set_currency("CNY");
                        t.mutable_excess_rate_per_km()->set_minor_units(50);
                      }),
            "OK")
      << "fees may be in another currency";
}

TEST_F(ContractSignTest, CurrenciesBelongToARulesVersion) {
  // The lev gave way to the euro on 2026-01-01 (ISO 4217 amendment), which rules version 2 knows.
  fleet_.Stock(vin_);
  fleet_.Stock(Vin(2));
  v1::ContractTerms terms = TermsOf(kLease);
  terms.set_currency("BGN");
  EXPECT_EQ(fleet_.Try("dealer", Signed("dealer/c1", vin_, kLease), terms), "OK");
  v1::RulesActivated activated;
  activated.set_version(2);
  fleet_.Do(TestLedger::kOperator, activated);
  EXPECT_EQ(fleet_.Try("dealer", Signed("dealer/c2", Vin(2), kLease), terms), "CURRENCY terms.contract.currency");
}

}  // namespace
}  // namespace ingot::testing
