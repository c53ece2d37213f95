#include "ledger/rules/transaction.h"

#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

class TransactionTest : public ::testing::Test {
 protected:
  TransactionTest() {
    context_.seq = 42;
    context_.organisation_id = "hansa";
    context_.roles = {v1::ROLE_DEALER, v1::ROLE_RECYCLER};
    // Of the directory, whose entries keep nothing for a reversal.
    event_.mutable_brand_registered();
  }

  static v1::Account Account(v1::AccountClass account_class, const std::string& party) {
    v1::Account account;
    account.set_account_class(account_class);
    account.set_party(party);
    return account;
  }
  static void Move(Transaction& t, const v1::Account& from, const v1::Account& to, int64_t grams) {
    t.Post(from, v1::ALLOY_FAMILY_6XXX, v1::ORIGIN_UNSPECIFIED, -grams, "hansa");
    t.Post(to, v1::ALLOY_FAMILY_6XXX, v1::ORIGIN_UNSPECIFIED, grams, "hansa");
  }
  // Finishes the transaction and applies its effects.
  Effects Commit(Transaction& t) {
    absl::StatusOr<Effects> effects = std::move(t).Finish();
    EXPECT_TRUE(effects.ok()) << effects.status();
    for (const auto& [key, record] : effects->records) {
      view_.Apply({{key, nullptr, std::make_shared<const v1::Record>(record)}});
    }
    return *std::move(effects);
  }

  const v1::Account production_ = Account(v1::ACCOUNT_CLASS_PRODUCTION, "ruishi/m8");
  const v1::Account stock_ = Account(v1::ACCOUNT_CLASS_STOCK, "ruishi/m8");
  state::MemoryView view_;
  Context context_;
  v1::Event event_;
};

TEST_F(TransactionTest, AnswersFromContextAndEvent) {
  event_.add_evidence()->set_kind(v1::EVIDENCE_KIND_PHOTOGRAPH);
  event_.mutable_occurred_at()->set_unix_us(1'709'249'400'000'000);  // 2024-02-29T23:30:00Z
  event_.mutable_occurred_at()->set_offset_minutes(60);
  const Transaction t(view_, context_, event_, nullptr);
  EXPECT_TRUE(t.HasRole(v1::ROLE_RECYCLER));
  EXPECT_FALSE(t.HasRole(v1::ROLE_AUDITOR));
  EXPECT_TRUE(t.HasEvidence(v1::EVIDENCE_KIND_PHOTOGRAPH));
  EXPECT_FALSE(t.HasEvidence(v1::EVIDENCE_KIND_OTHER));
  EXPECT_EQ(t.OccurredOn().month(), 3);
  EXPECT_EQ(t.OccurredOn().day(), 1);
  EXPECT_EQ(t.occurred_at_us(), 1'709'249'400'000'000);
}

TEST_F(TransactionTest, SeesItsOwnEdits) {
  Transaction t(view_, context_, event_, nullptr);
  EXPECT_EQ(t.Find("bx"), nullptr);
  t.Edit("bx").mutable_brand()->set_name("one");
  ASSERT_NE(t.Find("bx"), nullptr);
  EXPECT_EQ(t.Find("bx")->brand().name(), "one");
  t.Edit("bx").mutable_brand()->set_organisation_id("hansa");
  EXPECT_EQ(t.Find("bx")->brand().name(), "one");
  EXPECT_EQ(view_.Find("bx"), nullptr);
}

TEST_F(TransactionTest, EditsStartFromTheViewsRecord) {
  auto record = std::make_shared<v1::Record>();
  record->mutable_brand()->set_name("old");
  record->mutable_head()->set_count(3);
  view_.Apply({{"bx", nullptr, record}});
  Transaction t(view_, context_, event_, nullptr);
  const v1::Record* before = t.Find("bx");
  t.EditSubject(v1::SUBJECT_KIND_BRAND, "x").mutable_brand()->set_name("new");
  EXPECT_EQ(before->brand().name(), "old");
  const Effects effects = Commit(t);
  ASSERT_EQ(effects.records.size(), 1u);
  EXPECT_EQ(effects.records[0].first, "bx");
  EXPECT_EQ(effects.records[0].second.brand().name(), "new");
  EXPECT_EQ(effects.records[0].second.head().count(), 3u);
  ASSERT_EQ(effects.subjects.size(), 1u);
  EXPECT_EQ(effects.subjects[0], std::make_pair(v1::SUBJECT_KIND_BRAND, std::string("x")));
}

TEST_F(TransactionTest, EffectsAreInOrder) {
  Transaction t(view_, context_, event_, nullptr);
  t.EditSubject(v1::SUBJECT_KIND_VEHICLE, "B").mutable_vehicle();
  t.EditSubject(v1::SUBJECT_KIND_SITE, "z/z").mutable_site();
  t.EditSubject(v1::SUBJECT_KIND_VEHICLE, "A").mutable_vehicle();
  t.Flag(v1::FLAG_KIND_ODOMETER_LOWER, v1::SUBJECT_KIND_VEHICLE, "B");
  t.Flag(v1::FLAG_KIND_OUT_OF_ORDER, v1::SUBJECT_KIND_VEHICLE, "B");
  t.Flag(v1::FLAG_KIND_OUT_OF_ORDER, v1::SUBJECT_KIND_VEHICLE, "A");
  t.Allocate("B", 2);
  t.Allocate("A", 1);
  const Effects effects = Commit(t);
  ASSERT_EQ(effects.subjects.size(), 3u);
  EXPECT_EQ(effects.subjects[0].second, "z/z");
  EXPECT_EQ(effects.subjects[1].second, "A");
  EXPECT_EQ(effects.subjects[2].second, "B");
  ASSERT_EQ(effects.records.size(), 3u);
  EXPECT_EQ(effects.records[0].first, "sz/z");
  EXPECT_EQ(effects.records[2].first, "vB");
  ASSERT_EQ(effects.flags.size(), 3u);
  EXPECT_EQ(effects.flags[0].subject_id(), "A");
  EXPECT_EQ(effects.flags[1].subject_id(), "B");
  EXPECT_EQ(effects.flags[2].kind(), v1::FLAG_KIND_ODOMETER_LOWER);
  ASSERT_EQ(effects.allocations.size(), 2u);
  EXPECT_EQ(effects.allocations[0].vin(), "A");
}

TEST_F(TransactionTest, AFlagCountsUpOnceAnEntry) {
  for (uint32_t entry = 1; entry <= 2; ++entry) {
    context_.seq = 42 + entry;
    Transaction t(view_, context_, event_, nullptr);
    t.EditSubject(v1::SUBJECT_KIND_VEHICLE, "A").mutable_vehicle()->set_vin("A");
    t.Flag(v1::FLAG_KIND_ODOMETER_LOWER, v1::SUBJECT_KIND_VEHICLE, "A");
    t.Flag(v1::FLAG_KIND_ODOMETER_LOWER, v1::SUBJECT_KIND_VEHICLE, "A");
    EXPECT_EQ(Commit(t).flags.size(), 1u);
    const auto& flags = view_.Find("vA")->vehicle().flags();
    ASSERT_EQ(flags.size(), 1);
    EXPECT_EQ(flags[0].seq(), 43u) << "the entry that raised it first";
    EXPECT_EQ(flags[0].count(), entry);
  }
}

TEST_F(TransactionTest, PostingsChangeAccounts) {
  Transaction t(view_, context_, event_, nullptr);
  Move(t, production_, stock_, 100);
  Move(t, production_, stock_, 56);
  ASSERT_EQ(t.Balance(stock_).size(), 1u);
  EXPECT_EQ(t.Balance(stock_)[0].grams(), 156);
  const Effects effects = Commit(t);
  ASSERT_EQ(effects.postings.size(), 2u);
  EXPECT_EQ(effects.postings[0].account().account_class(), v1::ACCOUNT_CLASS_PRODUCTION);
  EXPECT_EQ(effects.postings[0].amounts(0).grams(), -156);
  EXPECT_EQ(effects.postings[1].amounts(0).grams(), 156);
  const v1::AccountState stock = view_.Find(state::AccountKey(stock_))->account();
  EXPECT_EQ(stock.balance(0).grams(), 156);
  EXPECT_EQ(stock.account().party(), "ruishi/m8");
  EXPECT_EQ(stock.organisation_id(), "hansa");
  EXPECT_EQ(stock.last_seq(), 42u);
}

TEST_F(TransactionTest, AnEmptiedAccountKeepsNoAmounts) {
  Transaction in(view_, context_, event_, nullptr);
  Move(in, production_, stock_, 100);
  Commit(in);
  Transaction out(view_, context_, event_, nullptr);
  Move(out, stock_, production_, 100);
  EXPECT_TRUE(out.Balance(stock_).empty());
  Commit(out);
  EXPECT_EQ(view_.Find(state::AccountKey(stock_))->account().balance_size(), 0);
}

TEST_F(TransactionTest, PostingsThatCancelLeaveNoTrace) {
  Transaction t(view_, context_, event_, nullptr);
  Move(t, production_, stock_, 100);
  Move(t, production_, stock_, -100);
  Move(t, production_, stock_, 0);
  const Effects effects = Commit(t);
  EXPECT_TRUE(effects.postings.empty());
  EXPECT_TRUE(effects.records.empty());
}

TEST_F(TransactionTest, InternalAccountsNeverGoBelowZero) {
  Transaction in(view_, context_, event_, nullptr);
  Move(in, production_, stock_, 100);
  Commit(in);
  Transaction out(view_, context_, event_, nullptr);
  Move(out, stock_, production_, 101);
  EXPECT_EQ(refusal::RefusalOf(std::move(out).Finish().status())->reason(), v1::REFUSAL_REASON_MASS_EXCEEDS_SOURCE);
  // Of each family and origin, not only in total.
  Transaction other(view_, context_, event_, nullptr);
  other.Post(stock_, v1::ALLOY_FAMILY_5XXX, v1::ORIGIN_UNSPECIFIED, -1, "hansa");
  other.Post(production_, v1::ALLOY_FAMILY_5XXX, v1::ORIGIN_UNSPECIFIED, 1, "hansa");
  EXPECT_EQ(refusal::RefusalOf(std::move(other).Finish().status())->reason(), v1::REFUSAL_REASON_MASS_EXCEEDS_SOURCE);
  // External and control accounts may.
  Transaction control(view_, context_, event_, nullptr);
  Move(control, Account(v1::ACCOUNT_CLASS_VARIANCE, "hansa/yard"), production_, 7);
  EXPECT_EQ(Commit(control).postings.size(), 2u);
}

using TransactionDeathTest = TransactionTest;

TEST_F(TransactionDeathTest, MetalIsNeitherMadeNorLost) {
  Transaction t(view_, context_, event_, nullptr);
  t.Post(stock_, v1::ALLOY_FAMILY_6XXX, v1::ORIGIN_UNSPECIFIED, 1, "hansa");
  EXPECT_DEATH({ auto effects = std::move(t).Finish(); }, "sum to zero");
  // Zero in total, but not in a family.
  Transaction regraded(view_, context_, event_, nullptr);
  regraded.Post(stock_, v1::ALLOY_FAMILY_6XXX, v1::ORIGIN_UNSPECIFIED, 1, "hansa");
  regraded.Post(production_, v1::ALLOY_FAMILY_5XXX, v1::ORIGIN_UNSPECIFIED, -1, "hansa");
  EXPECT_DEATH({ auto effects = std::move(regraded).Finish(); }, "sum to zero");
}

TEST_F(TransactionDeathTest, FlagsStandOnSubjects) {
  Transaction t(view_, context_, event_, nullptr);
  t.Flag(v1::FLAG_KIND_EXCESS, v1::SUBJECT_KIND_LOT, "hansa/l1");
  EXPECT_DEATH({ auto effects = std::move(t).Finish(); }, "no subject");
}

}  // namespace
}  // namespace ingot::rules
