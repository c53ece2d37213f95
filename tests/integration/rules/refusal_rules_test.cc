// Attempts at fraud don't vanish: rule 17 of docs/DOMAIN.md's seventeen.
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/entry/submission.h"
#include "tests/support/bank/rule_story.h"
#include "tests/support/rule_events.h"

namespace ingot::testing {
namespace {

// Of one organisation at once (server/refused); then one every ten seconds.
constexpr uint64_t kBurst = 100;

class RefusalRules : public RuleStory {
 protected:
  // What the auditor is shown of an organisation, once the server has written so many of its attempts, or counted them
  // as not kept: it writes a moment after its answer.
  v1::ListRefusedResponse Refusals(const std::string& organisation, uint64_t attempts) {
    v1::ListRefusedRequest request;
    request.set_organisation(organisation);
    request.set_events(true);
    request.set_page_size(1'000);
    const absl::Time limit = absl::Now() + absl::Seconds(20);
    while (true) {
      const auto response =
          bank().auditor().Query(bank().auditor().channel().report(), &v1::ReportService::Stub::ListRefused, request);
      EXPECT_TRUE(response.ok()) << response.status();
      if (!response.ok() || response->kept() + response->not_kept() >= attempts || absl::Now() > limit) {
        return response.ok() ? *response : v1::ListRefusedResponse();
      }
      absl::SleepFor(absl::Milliseconds(50));
    }
  }

  // Signed by `organisation`.
  v1::Submission Sign(const std::string& organisation, TestEvent event, std::string_view key) {
    client::Draft draft;
    draft.event = std::move(event.event);
    draft.event.mutable_occurred_at()->set_unix_us(bank().now_us());
    const auto submission =
        bank()
            .party(organisation)
            .signer->Sign({draft}, {.idempotency_key = std::string(key), .expires_at_us = SoonUs()});
    EXPECT_TRUE(submission.ok()) << submission.status();
    return *submission;
  }
};

TEST_F(RefusalRules, Rule17AnAttemptThatWasRefusedStays) {
  bank().Enrol({{"thief", "DE", {v1::ROLE_LESSOR, v1::ROLE_DEALER}}, {"framed", "DE", {v1::ROLE_DEALER}}});
  On(2024, 3, 1);
  const std::string van = Vin(1701);
  Deliver(van, "qingdao");

  // What somebody tried is there as he signed it: nobody can say that he was framed.
  const v1::Submission attempt = Sign("thief", Fact(RetiredOf(van)), "0123456789abcdef");
  EXPECT_EQ(RefusalText(bank().party("thief").client->Submit(attempt).status()), "NOT_HOLDER retired.vin");
  const v1::ListRefusedResponse kept = Refusals("thief", 1);
  ASSERT_EQ(kept.rows_size(), 1);
  const v1::RefusedRow& row = kept.rows(0);
  EXPECT_EQ(row.reason(), v1::REFUSAL_REASON_NOT_HOLDER);
  ASSERT_EQ(row.events_size(), 1);
  EXPECT_EQ(row.events(0), attempt.events(0).event());
  EXPECT_EQ(row.header().events_root(), ToBytes(entry::EventsRoot({row.events(0)})));
  EXPECT_TRUE(crypto::Verify(TestKey("thief").public_key(),
                             entry::SigningMessage(bank().party("thief").profile.ledger_id, row.header()),
                             row.header().signature()));

  // Neither a signature that is another's nor one that fails makes an attempt of somebody who made none.
  v1::Submission forged = Sign("framed", Fact(RetiredOf(van)), "0123456789abcdef");
  forged.mutable_header()->mutable_signature()->at(3) ^= 1;
  EXPECT_EQ(RefusalText(bank().party("framed").client->Submit(forged).status()), "BAD_SIGNATURE header.signature");
  EXPECT_FALSE(bank().party("framed").client->Submit(attempt).ok());
  EXPECT_EQ(Refusals("framed", 0).kept(), 0u);

  // Nor can it be washed away: by more of them than are kept ...
  for (uint64_t i = 0; i < kBurst + 20; ++i) {
    EXPECT_EQ(bank().Try("thief", Fact(RetiredOf(van))), "NOT_HOLDER retired.vin");
  }
  const v1::ListRefusedResponse flooded = Refusals("thief", kBurst + 21);
  EXPECT_EQ(flooded.kept() + flooded.not_kept(), kBurst + 21);
  EXPECT_GE(flooded.kept(), kBurst);
  EXPECT_GT(flooded.not_kept(), 0u) << "what is beyond the rate is counted";
  EXPECT_EQ(flooded.dropped(), 0u);
  EXPECT_EQ(flooded.rows(flooded.rows_size() - 1).number(), row.number());
  // ... which take nobody else's room ...
  EXPECT_EQ(bank().Try("shanghai", Fact(RetiredOf(van))), "NOT_HOLDER retired.vin");
  EXPECT_EQ(Refusals("shanghai", 1).kept(), 1u);
  // ... or by an honest submission under the same key afterwards: a refusal uses up no key.
  Step("qingdao", RetiredOf(van), {{"STOCK/ruishi/v7", -156'000}, {"RETIRED/ruishi/v7", 156'000}});
  const auto honest = bank().party("thief").client->Submit(Sign("thief", Fact(Reading(van, 9)), "0123456789abcdef"));
  EXPECT_TRUE(honest.ok()) << honest.status();
  EXPECT_EQ(Refusals("thief", 1).rows(flooded.rows_size() - 1).number(), row.number());

  // Those who try don't see what is kept.
  const auto peek =
      bank().party("thief").client->Query(bank().party("thief").client->channel().report(),
                                          &v1::ReportService::Stub::ListRefused, v1::ListRefusedRequest());
  EXPECT_EQ(RefusalText(peek.status()), "ROLE_REQUIRED");
}

}  // namespace
}  // namespace ingot::testing
