#include <string>
#include <vector>

#include "server/query/trial_pages.h"
#include "tests/unit/server/query/books_fixture.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;

class ContractTotalsTest : public BooksTest {
 protected:
  // "organisation currency open residual, in arrears arrears" a row.
  std::vector<std::string> Totals(const std::string& as, const v1::Date& on, const std::string& organisation = "") {
    v1::StreamContractTotalsRequest request;
    *request.mutable_on() = on;
    request.set_organisation_id(organisation);
    const auto totals = Read<query::ContractTotalsPages>(as, request);
    if (!totals.ok()) return {OutcomeOf(totals.status())};
    EXPECT_TRUE(totals->last());
    std::vector<std::string> rows;
    for (const v1::ContractTotalsRow& row : totals->rows()) {
      rows.push_back(row.organisation_id() + " " + row.currency() + " " + std::to_string(row.open_contracts()) + " " +
                     std::to_string(row.residual_minor_units()) + ", " + std::to_string(row.contracts_in_arrears()) +
                     " " + std::to_string(row.arrears_minor_units()));
    }
    return rows;
  }

  void SignLease(const std::string& vin, const std::string& currency, int64_t residual) {
    works_.Stock(vin);
    v1::ContractTerms terms = TermsOf(v1::CONTRACT_KIND_LEASE);
    terms.set_currency(currency);
    terms.set_residual_minor_units(residual);
    const std::string contract = Fleet::ContractOf(vin);
    works_.Do(Fleet::kDealer, Signed(contract, vin, v1::CONTRACT_KIND_LEASE), terms);
    works_.Do(Fleet::kDealer, HandedOver(contract, vin));
  }
};

// Leases of 12 instalments of 100, one paid; the day before the first falls due nothing is in arrears.
TEST_F(ContractTotalsTest, ByOrganisationAndCurrency) {
  SignLease(Vin(1), "EUR", 700);
  SignLease(Vin(2), "EUR", 300);
  SignLease(Vin(3), "CNY", 50);
  works_.Do(Fleet::kDealer, Paid(Fleet::ContractOf(Vin(1)), "p1"), AmountOf(100));
  works_.Sell(Vin(4));
  CatchUp();
  const v1::ContractState lease = works_.Contract(Fleet::ContractOf(Vin(1)));
  const bool advance = lease.terms().schedule(0).timing() == v1::INSTALMENT_TIMING_ADVANCE;
  const v1::Date third =
      MakeDate(lease.starts_on().year(), lease.starts_on().month() + (advance ? 2 : 3), lease.starts_on().day());
  // By the day of the third instalment 300 are due of each lease.
  EXPECT_THAT(Totals(Fleet::kAuditor, third),
              ElementsAre("dealer CNY 1 50, 1 300", ::testing::HasSubstr("dealer EUR 2 1000, ")));
  EXPECT_EQ(Totals(Fleet::kDealer, third), Totals(Fleet::kAuditor, third, Fleet::kDealer));
  EXPECT_THAT(Totals(Fleet::kMaker, third), ElementsAre());
  EXPECT_THAT(Totals(Fleet::kMaker, third, Fleet::kDealer), ElementsAre());
  EXPECT_THAT(Totals(Fleet::kDealer, MakeDate(2026, 2, 30)), ElementsAre("INVALID_VALUE on"));
  // A sale that was not paid is in arrears too: 1 200, beside 200 and 300.
  EXPECT_THAT(Totals(Fleet::kAuditor, third).back(), "dealer EUR 2 1000, 3 1700");
}

}  // namespace
}  // namespace ingot::testing
