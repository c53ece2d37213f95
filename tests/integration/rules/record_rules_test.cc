// What is written stays as it was written: rules 12 to 14 of docs/DOMAIN.md's seventeen.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "tests/support/bank/rule_story.h"
#include "tests/support/rule_events.h"

namespace ingot::testing {
namespace {

class RecordRules : public RuleStory {};

TEST_F(RecordRules, Rule12AScheduleSumsToItsTotalInOneCurrency) {
  On(2024, 3, 1);
  const std::string van = Vin(1201);
  Deliver(van, "qingdao");
  v1::ContractTerms terms = TermsOf(v1::CONTRACT_KIND_LEASE);
  const v1::ContractSigned lease = Signed("qingdao/c-1201", van, v1::CONTRACT_KIND_LEASE);
  // 12 x 100 = 1 200.
  for (const int64_t total : {int64_t{1'199}, int64_t{1'201}, int64_t{0}}) {
    terms.set_total_minor_units(total);
    Refused("qingdao", {lease, terms}, "SCHEDULE_SUM");
  }
  terms.set_total_minor_units(1'200);
  terms.set_balloon_minor_units(1);
  Refused("qingdao", {lease, terms}, "SCHEDULE_SUM");
  terms.clear_balloon_minor_units();
  // 64 runs of 600 instalments of 10^15 are 3.84 x 10^19, beyond 64 bits: they don't come round to a small total.
  v1::ContractTerms large = terms;
  large.clear_schedule();
  for (int i = 0; i < 64; ++i) {
    v1::Instalments& run = *large.add_schedule();
    run.set_count(600);
    run.set_every_months(1);
    run.set_amount_minor_units(1'000'000'000'000'000);
    run.set_timing(v1::INSTALMENT_TIMING_ADVANCE);
  }
  large.set_total_minor_units(1'000'000'000'000'000);
  Refused("qingdao", {lease, large}, "SCHEDULE_SUM");
  v1::ContractTerms negative = terms;
  negative.mutable_schedule(0)->set_amount_minor_units(-100);
  Refused("qingdao", {lease, negative}, "OUT_OF_RANGE");

  Step("qingdao", {lease, terms});
  Step("qingdao", HandedOver("qingdao/c-1201", van),
       {{"STOCK/ruishi/v7", -156'000}, {"IN_SERVICE/ruishi/v7/lease", 156'000}});
  Refused("qingdao", {Paid("qingdao/c-1201", "p-1"), AmountOf(100, "USD")}, "CURRENCY");
  v1::ContractTerms dollars = terms;
  dollars.set_currency("USD");
  Refused("qingdao", {Amended("qingdao/c-1201", 12), dollars}, "CURRENCY");
  // A fee may be in another one, and is paid in it, all of it, by its own reference.
  Step("qingdao", {Fee("qingdao/c-1201", "toll"), AmountOf(2'500, "CHF")});
  Refused("qingdao", {Paid("qingdao/c-1201", "toll", v1::PAYMENT_PURPOSE_FEE), AmountOf(2'499, "CHF")},
          "INVALID_VALUE");
  Step("qingdao", {Paid("qingdao/c-1201", "toll", v1::PAYMENT_PURPOSE_FEE), AmountOf(2'500, "CHF")});
}

TEST_F(RecordRules, Rule13NothingIsPostedIntoAClosedPeriod) {
  bank().Enrol({{"old-dealer", "DE", {v1::ROLE_LESSOR, v1::ROLE_DEALER}}});
  On(2024, 3, 1);
  const std::string van = Vin(1301);
  Deliver(van, "old-dealer");
  On(2024, 4, 3);
  Refused("old-dealer", ClosedThrough(2024, 4, 4), "PERIOD");
  Step("old-dealer", ClosedThrough(2024, 3, 31));
  Refused("old-dealer", ClosedThrough(2024, 3, 31), "PERIOD");
  Refused("old-dealer", ClosedThrough(2024, 2, 29), "PERIOD");
  // A late fact of the closed period is taken, with its true day, and posted on the first open one.
  On(2024, 3, 15);
  Step("old-dealer", Reading(van, 1'000));
  const v1::Entry& late = bank().last_entry();
  ASSERT_TRUE(late.has_posted_on());
  EXPECT_EQ(Cat(late.posted_on().year(), "-", late.posted_on().month(), "-", late.posted_on().day()), "2024-4-1");
  // Each organisation has periods of its own.
  Step("garage", Reading(van, 1'100));
  EXPECT_FALSE(bank().last_entry().has_posted_on());
  On(2024, 4, 1);
  Step("old-dealer", Reading(van, 1'200));
  EXPECT_FALSE(bank().last_entry().has_posted_on()) << "the first open day is its own";
}

TEST_F(RecordRules, Rule14TheSameKeyTheSameReceipt) {
  On(2024, 3, 1);
  const std::string van = Vin(1401);
  Deliver(van, "qingdao");
  Party& qingdao = bank().party("qingdao");
  const auto sign = [&](const std::string& key, int64_t reading_m) {
    client::Draft draft;
    draft.event = Fact(Reading(van, reading_m)).event;
    draft.event.mutable_occurred_at()->set_unix_us(bank().now_us());
    const auto submission = qingdao.signer->Sign({draft}, {.idempotency_key = key, .expires_at_us = SoonUs()});
    EXPECT_TRUE(submission.ok()) << submission.status();
    return *submission;
  };
  const std::string key(16, 'r');
  const v1::Submission once = sign(key, 5'000);
  const auto first = qingdao.client->Submit(once);
  ASSERT_TRUE(first.ok()) << first.status();
  Step("garage", Reading(van, 6'000));
  const auto second = qingdao.client->Submit(once);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(entry::Serialise(*second), entry::Serialise(*first));
  // Other events under the same key, even if they say the same with another salt.
  EXPECT_EQ(RefusalText(qingdao.client->Submit(sign(key, 5'000)).status()),
            "IDEMPOTENCY_CONFLICT header.idempotency_key");
  EXPECT_EQ(Vehicle(van).odometer_max_m(), 6'000);
  // Another organisation's key is its own.
  Party& shanghai = bank().party("shanghai");
  client::Draft draft;
  draft.event = Fact(Reading(van, 7'000)).event;
  draft.event.mutable_occurred_at()->set_unix_us(bank().now_us());
  const auto other = shanghai.signer->Sign({draft}, {.idempotency_key = key, .expires_at_us = SoonUs()});
  ASSERT_TRUE(other.ok());
  EXPECT_TRUE(shanghai.client->Submit(*other).ok());
}

}  // namespace
}  // namespace ingot::testing
