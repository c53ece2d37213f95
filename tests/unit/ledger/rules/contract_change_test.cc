// ContractAmended, ContractExtended, ContractNovated.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/fleet.h"
#include "tests/unit/ledger/rules/names.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ContractChangeTest : public ::testing::Test {
 protected:
  // `months` instalments of 80.
  static v1::ContractTerms NewTerms(int32_t months) {
    v1::ContractTerms terms = TermsOf(kLease);
    terms.mutable_schedule(0)->set_count(months);
    terms.mutable_schedule(0)->set_amount_minor_units(80);
    terms.set_total_minor_units(int64_t{80} * months);
    return terms;
  }
  std::string Amend(const v1::ContractTerms& terms, int32_t months = 12) {
    return fleet_.Try("dealer", Amended(contract_, months), terms);
  }
  std::string Extend(int32_t months, const v1::ContractTerms& terms) {
    return fleet_.Try("dealer", Extended(contract_, months), terms);
  }
  std::string Novate(const std::string& to) { return fleet_.Try("dealer", Novated(contract_, to)); }
  v1::ContractState Now() { return fleet_.Contract(contract_); }

  Fleet fleet_;
  const std::string vin_ = Vin(1);
  const std::string contract_ = Fleet::ContractOf(vin_);
};

TEST_F(ContractChangeTest, NewTermsTakeThePlaceOfTheFormerOnes) {
  fleet_.Lease(vin_, kLeaseToOwn);
  fleet_.Do("dealer", Paid(contract_, "p1"), AmountOf(500));
  fleet_.Do("dealer", Waiver(contract_, "w1"), AmountOf(100));
  v1::ContractTerms terms = NewTerms(24);
  terms.set_option_fee_minor_units(7);
  ASSERT_EQ(Amend(terms, 24), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("CONTRACT " + contract_));
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_EQ(Now().terms().SerializeAsString(), terms.SerializeAsString());
  EXPECT_EQ(Now().total_minor_units(), 1'920);
  EXPECT_EQ(Now().option_fee_minor_units(), 7);
  EXPECT_EQ(Now().term_months(), 24);
  EXPECT_EQ(Now().amendments(), 1u);
  EXPECT_EQ(Now().paid_minor_units(), 500) << "counts on";
  EXPECT_EQ(Now().waived_minor_units(), 100);
  ASSERT_EQ(Amend(NewTerms(6), 6), "OK");
  EXPECT_EQ(Now().amendments(), 2u);
  EXPECT_EQ(fleet_.Try("dealer", TitleTo(vin_, contract_)), "OK") << "480 are due, 600 paid and waived";
}

TEST_F(ContractChangeTest, ASaleIsAmendedBeforeItsHandOver) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", Signed(contract_, vin_, kSale), TermsOf(kSale));
  v1::ContractTerms terms = TermsOf(kSale);
  terms.set_balloon_minor_units(1'100);
  terms.set_total_minor_units(1'100);
  EXPECT_EQ(Amend(terms, 12), "OUT_OF_RANGE contract_amended.term_months");
  ASSERT_EQ(Amend(terms, 0), "OK");
  terms.set_option_fee_minor_units(1);
  EXPECT_EQ(Amend(terms, 0), "INVALID_VALUE terms.contract.option_fee_minor_units");
  fleet_.Do("dealer", HandedOver(contract_, vin_));
  terms.clear_option_fee_minor_units();
  EXPECT_EQ(Amend(terms, 0), "CONTRACT_STAGE contract_amended.contract_id");
}

TEST_F(ContractChangeTest, ChecksAmendments) {
  fleet_.Lease(vin_, kLease);
  EXPECT_EQ(Amend(NewTerms(12), 0), "OUT_OF_RANGE contract_amended.term_months");
  EXPECT_EQ(Amend(NewTerms(12), 601), "OUT_OF_RANGE contract_amended.term_months");
  v1::ContractTerms terms = NewTerms(12);
  terms.set_total_minor_units(961);
  EXPECT_EQ(Amend(terms), "SCHEDULE_SUM terms.contract.schedule");
  terms = NewTerms(12);
  terms.set_currency("CNY");
  EXPECT_EQ(Amend(terms), "CURRENCY terms.contract.currency") << "the currency stays";
  terms.clear_schedule();
  terms.set_currency("EUR");
  EXPECT_EQ(Amend(terms), "FIELD_MISSING terms.contract.schedule");
  v1::ContractAmended event = Amended(contract_, 12);
  event.clear_reason();
  EXPECT_EQ(fleet_.Try("dealer", event, NewTerms(12)), "FIELD_MISSING contract_amended.reason");
  EXPECT_EQ(fleet_.Try("dealer", Amended(contract_, 12)), "FIELD_MISSING terms_commitment");
  EXPECT_EQ(fleet_.Try("dealer", Amended("dealer/none", 12), NewTerms(12)), "NOT_FOUND contract_amended.contract_id");
  EXPECT_EQ(fleet_.Try("other-dealer", Amended(contract_, 12), NewTerms(12)), "NOT_FOUND contract_amended.contract_id");
  EXPECT_EQ(fleet_.Try("workshop", Amended(contract_, 12), NewTerms(12)), "ROLE_REQUIRED contract_amended");
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_TERM_REACHED, 0);
  EXPECT_EQ(Amend(NewTerms(12)), "CONTRACT_STAGE contract_amended.contract_id");
}

TEST_F(ContractChangeTest, AWithdrawnCurrencyStaysTheContractsOwn) {
  fleet_.Stock(vin_);
  v1::ContractTerms terms = NewTerms(12);
  terms.set_currency("BGN");
  fleet_.Do("dealer", Signed(contract_, vin_, kLease), terms);
  v1::RulesActivated activated;
  activated.set_version(2);
  fleet_.Do(TestLedger::kOperator, activated);
  EXPECT_EQ(Amend(terms), "OK");
  terms.mutable_excess_rate_per_km()->set_currency("BGN");
  terms.mutable_excess_rate_per_km()->set_minor_units(10);
  EXPECT_EQ(Amend(terms), "CURRENCY terms.contract.excess_rate_per_km.currency") << "a new amount";
  fleet_.Stock(Vin(2));
  EXPECT_EQ(fleet_.Try("dealer", Signed("dealer/c2", Vin(2), kLease), terms), "CURRENCY terms.contract.currency");
}

TEST_F(ContractChangeTest, EveryExponentOfACurrencyIsTaken) {
  int n = 10;
  for (const char* currency : {"JPY", "EUR", "KWD", "CLF"}) {  // 0, 2, 3, 4 decimals
    const std::string vin = Vin(n++);
    fleet_.Stock(vin);
    v1::ContractTerms terms = NewTerms(12);
    terms.set_currency(currency);
    const std::string contract = Fleet::ContractOf(vin);
    fleet_.Do("dealer", Signed(contract, vin, kLease), terms);
    EXPECT_EQ(fleet_.Try("dealer", Amended(contract, 12), terms), "OK") << currency;
    EXPECT_EQ(fleet_.Try("dealer", Waiver(contract, "w"), AmountOf(1, currency)), "OK") << currency;
    EXPECT_EQ(fleet_.Try("dealer", Fee(contract, "f"), AmountOf(1, currency)), "OK") << currency;
    EXPECT_EQ(fleet_.Contract(contract).fees_minor_units(), 1);
  }
}

TEST_F(ContractChangeTest, ALeaseRunsOn) {
  fleet_.Lease(vin_, kLease);
  ASSERT_EQ(Extend(6, NewTerms(18)), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("CONTRACT " + contract_));
  EXPECT_EQ(Now().term_months(), 18);
  EXPECT_EQ(Now().total_minor_units(), 1'440);
  EXPECT_EQ(Now().terms().schedule(0).count(), 18);
  EXPECT_EQ(Now().amendments(), 1u);
  for (int year = 0; year < 4; ++year) ASSERT_EQ(Extend(120, NewTerms(500)), "OK");
  EXPECT_EQ(Now().term_months(), 498);
  EXPECT_EQ(Extend(103, NewTerms(600)), "OUT_OF_RANGE contract_extended.added_months");
  EXPECT_EQ(Extend(102, NewTerms(600)), "OK") << "600 in all";
}

TEST_F(ContractChangeTest, ChecksExtensions) {
  fleet_.Lease(vin_, kLease);
  EXPECT_EQ(Extend(0, NewTerms(12)), "OUT_OF_RANGE contract_extended.added_months");
  EXPECT_EQ(Extend(121, NewTerms(12)), "OUT_OF_RANGE contract_extended.added_months");
  EXPECT_EQ(Extend(2'147'483'647, NewTerms(12)), "OUT_OF_RANGE contract_extended.added_months");
  v1::ContractTerms terms = NewTerms(18);
  terms.set_currency("USD");
  EXPECT_EQ(Extend(6, terms), "CURRENCY terms.contract.currency");
  EXPECT_EQ(fleet_.Try("dealer", Extended("dealer/none", 6), NewTerms(18)), "NOT_FOUND contract_extended.contract_id");
  EXPECT_EQ(fleet_.Try("maker", Extended(contract_, 6), NewTerms(18)), "ROLE_REQUIRED contract_extended");
  fleet_.Lease(Vin(2), kLeaseToOwn);
  EXPECT_EQ(fleet_.Try("dealer", Extended(Fleet::ContractOf(Vin(2)), 6), NewTerms(18)),
            "INVALID_VALUE contract_extended.contract_id")
      << "amended, not extended";
  fleet_.Stock(Vin(3));
  fleet_.Do("dealer", Signed("dealer/c3", Vin(3), kLease), TermsOf(kLease));
  EXPECT_EQ(fleet_.Try("dealer", Extended("dealer/c3", 6), NewTerms(18)),
            "CONTRACT_STAGE contract_extended.contract_id");
  fleet_.EndLease(vin_, v1::CONTRACT_END_REASON_TERM_REACHED, 0);
  EXPECT_EQ(Extend(6, NewTerms(18)), "CONTRACT_STAGE contract_extended.contract_id");
}

TEST_F(ContractChangeTest, AnotherLesseeTakesTheContractOver) {
  fleet_.Lease(vin_, kLeaseToOwn);
  fleet_.Do("dealer", Paid(contract_, "p1"), AmountOf(1'200));
  ASSERT_EQ(Novate("workshop"), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("CONTRACT " + contract_));
  EXPECT_EQ(Now().counterparty(), v1::COUNTERPARTY_KIND_ORGANISATION);
  EXPECT_EQ(Now().counterparty_organisation(), "workshop");
  EXPECT_EQ(Now().paid_minor_units(), 1'200) << "with all its balances";
  EXPECT_EQ(Now().amendments(), 0u);
  EXPECT_EQ(fleet_.Try("dealer", TitleTo(vin_, contract_)), "INVALID_VALUE title_transferred.to")
      << "the title goes to the new lessee";
  ASSERT_EQ(Novate(""), "OK") << "a person";
  EXPECT_EQ(Now().counterparty_organisation(), "");
  ASSERT_EQ(Novate(""), "OK") << "another person, named in the sealed part";
  EXPECT_EQ(fleet_.Try("dealer", TitleTo(vin_, contract_)), "OK");
  EXPECT_EQ(Novate("workshop"), "CONTRACT_STAGE contract_novated.contract_id");
}

TEST_F(ContractChangeTest, ChecksNovations) {
  fleet_.Stock(vin_);
  fleet_.Do("dealer", Signed(contract_, vin_, kLease), TermsOf(kLease));
  EXPECT_EQ(Novate("workshop"), "CONTRACT_STAGE contract_novated.contract_id") << "SIGNED";
  fleet_.Do("dealer", HandedOver(contract_, vin_));
  EXPECT_EQ(Novate("dealer"), "INVALID_VALUE contract_novated.counterparty_organisation");
  EXPECT_EQ(Novate("nobody"), "NOT_FOUND contract_novated.counterparty_organisation");
  v1::ContractNovated event = Novated(contract_, "workshop");
  event.set_counterparty(v1::COUNTERPARTY_KIND_COMPANY);
  EXPECT_EQ(fleet_.Try("dealer", event), "INVALID_VALUE contract_novated.counterparty_organisation");
  event.clear_counterparty();
  EXPECT_EQ(fleet_.Try("dealer", event), "FIELD_MISSING contract_novated.counterparty");
  event = Novated(contract_, "workshop");
  event.clear_on();
  EXPECT_EQ(fleet_.Try("dealer", event), "FIELD_MISSING contract_novated.on");
  ASSERT_EQ(Novate("workshop"), "OK");
  EXPECT_EQ(Novate("workshop"), "INVALID_VALUE contract_novated.counterparty_organisation") << "the lessee already";
  EXPECT_EQ(fleet_.Try("dealer", Novated("dealer/none", "")), "NOT_FOUND contract_novated.contract_id");
  EXPECT_EQ(fleet_.Try("maker", Novated(contract_, "")), "ROLE_REQUIRED contract_novated");
}

}  // namespace
}  // namespace ingot::testing
