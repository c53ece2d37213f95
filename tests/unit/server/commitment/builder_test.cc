// The builder in a running node, and the proofs by its commitments.
#include "server/commitment/builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "absl/time/clock.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/entry.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "ledger/verify/proof.h"
#include "server/cosign/board.h"
#include "server/query/context.h"
#include "server/query/queries.h"
#include "tests/support/fleet.h"
#include "tests/support/index_reference.h"
#include "tests/unit/server/support/test_node.h"
#include "tests/unit/storage/support/index_damage.h"

namespace ingot::testing {
namespace {

constexpr int64_t kSecondUs = 1'000'000;

class BuilderTest : public ::testing::Test {
 protected:
  BuilderTest() : node_(fleet_.ledger()) {
    fleet_.Lease(Vin(1), v1::CONTRACT_KIND_LEASE);
    fleet_.ToMill({Vin(2), Vin(3)});
    node_.options().service_key_path = node_.WriteKey("service", TestKey("service"));
  }

  uint64_t Size() { return node_.node().published().Get()->head().size; }
  std::shared_ptr<const commitment::Commitment> Commitment() { return node_.node().commitment().Get(); }

  static void Await(const std::string& what, const std::function<bool()>& done) {
    const absl::Time until = absl::Now() + absl::Seconds(60);
    while (!done()) {
      ASSERT_LT(absl::Now(), until) << what;
      absl::SleepFor(absl::Milliseconds(20));
    }
  }
  // Lets the interval pass, until the newest commitment covers everything but itself.
  void AwaitCommitted() {
    Await("a commitment to everything", [this] {
      node_.source().Advance(kSecondUs);
      const auto commitment = Commitment();
      return commitment != nullptr && commitment->view->size() + 1 == Size();
    });
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Ask(const std::string& organisation_id, const Request& request) {
    auto commitment = Commitment();
    const auto context = query::Context::Create(node_.node().published().Get(), node_.node().notary(), board_,
                                                organisation_id, /*sealing=*/nullptr, std::move(commitment));
    INGOT_CHECK_OK(context);
    Response response;
    const absl::Status status = query::Answer(**context, request, &response);
    if (!status.ok()) return status;
    return response;
  }
  absl::StatusOr<v1::IndexProof> Subject(const std::string& organisation_id, v1::SubjectKind kind,
                                         const std::string& id, uint64_t min_covers_size = 0) {
    v1::GetSubjectProofRequest request;
    request.set_kind(kind);
    request.set_id(id);
    request.set_min_covers_size(min_covers_size);
    auto response = Ask<v1::GetSubjectProofResponse>(organisation_id, request);
    if (!response.ok()) return response.status();
    return response->proof();
  }
  absl::StatusOr<v1::IndexProof> History(const std::string& organisation_id, v1::SubjectKind kind,
                                         const std::string& id, int page_size) {
    v1::GetHistoryProofRequest request;
    request.set_kind(kind);
    request.set_id(id);
    request.set_page_size(page_size);
    v1::IndexProof proof;
    std::vector<std::string> entries;
    do {
      auto page = Ask<v1::GetHistoryProofResponse>(organisation_id, request);
      if (!page.ok()) return page.status();
      if (request.page_token().empty()) proof = page->proof();
      entries.insert(entries.end(), page->entries().begin(), page->entries().end());
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) proof.add_entries(*entry);
    return proof;
  }
  absl::StatusOr<v1::IndexProof> Balance(const std::string& organisation_id, const v1::Account& account) {
    v1::GetAccountProofRequest request;
    *request.mutable_account() = account;
    auto response = Ask<v1::GetAccountProofResponse>(organisation_id, request);
    if (!response.ok()) return response.status();
    return response->proof();
  }

  absl::StatusOr<verify::OpenedIndexProof> Verify(const v1::IndexProof& proof) {
    verify::Trust trust;
    trust.keys = {*note::VerifierKey::Parse(node_.node().VerifierKey())};
    return verify::OpenIndexProof(entry::Serialise(proof), trust, fleet_.ledger().ledger_id());
  }
  static std::string ReasonOf(const absl::Status& status) {
    const auto refusal = refusal::RefusalOf(status);
    return refusal.has_value() ? std::string(refusal::ReasonName(refusal->reason())) : status.ToString();
  }

  // The reference's index over the node's first `size` entries.
  ReferenceIndex IndexOf(uint64_t size) {
    ReferenceIndex index;
    const auto snapshot = node_.node().published().Get();
    for (uint64_t seq = 0; seq < size; ++seq) {
      const std::string bytes = snapshot->Entry(seq).value();
      index.Add(entry::ParseEntry(bytes).value(), merkle::LeafHash(bytes));
    }
    return index;
  }

  // Overwrites every stored page of the index.
  void DamagePages() {
    node_.Stop();
    ASSERT_GT(storage::testing::DamageIndexPages(node_.options().ledger.database), 0);
  }

  Fleet fleet_;
  TestNode node_;
  cosign::Board board_;
};

TEST_F(BuilderTest, CommitsToWhatTheEntriesComeTo) {
  node_.MustStart();
  node_.Replay(fleet_.ledger());
  AwaitCommitted();
  const auto commitment = Commitment();
  EXPECT_EQ(commitment->view->root(), IndexOf(commitment->view->size()).Root());
  const auto snapshot = node_.node().published().Get();
  const v1::LedgerState ledger = (*snapshot->Record(state::LedgerKey()))->ledger();
  EXPECT_EQ(ledger.committed_size(), commitment->view->size());
  EXPECT_EQ(ledger.commitment_seq(), commitment->seq);
}

TEST_F(BuilderTest, LeavesAnIdleLedgerAlone) {
  node_.MustStart();
  node_.Replay(fleet_.ledger());
  AwaitCommitted();
  const uint64_t size = Size();
  for (int i = 0; i < 10; ++i) {
    node_.source().Advance(60 * kSecondUs);
    absl::SleepFor(absl::Milliseconds(100));
  }
  EXPECT_EQ(Size(), size);
}

TEST_F(BuilderTest, CommitsToANewLedgerOnce) {
  node_.MustStart();
  AwaitCommitted();
  EXPECT_EQ(Size(), 2u);
  EXPECT_EQ(Commitment()->view->size(), 1u);
}

TEST_F(BuilderTest, GoesOnAfterARestart) {
  node_.MustStart();
  node_.Replay(fleet_.ledger());
  AwaitCommitted();
  const uint64_t size = Size();
  // Not the view: it keeps the database open.
  const uint64_t seq = Commitment()->seq;
  const Hash root = Commitment()->view->root();
  node_.MustStart();
  Await("the commitment of before", [this] { return Commitment() != nullptr; });
  EXPECT_EQ(Commitment()->seq, seq);
  EXPECT_EQ(Commitment()->view->root(), root);
  EXPECT_EQ(Size(), size) << "nothing new, so no commitment";
}

TEST_F(BuilderTest, MakesADamagedIndexAnewWhenAProofMeetsIt) {
  node_.MustStart();
  node_.Replay(fleet_.ledger());
  AwaitCommitted();
  const Hash root = Commitment()->view->root();
  DamagePages();
  node_.MustStart();
  Await("the commitment of before", [this] { return Commitment() != nullptr; });
  EXPECT_EQ(ReasonOf(Subject("operator", v1::SUBJECT_KIND_LEDGER, "").status()), "DATA_LOSS");
  Await("a whole index", [this] { return Subject("operator", v1::SUBJECT_KIND_LEDGER, "").ok(); });
  EXPECT_EQ(Commitment()->view->root(), root);
}

TEST_F(BuilderTest, MakesADamagedIndexAnewBeforeItCommits) {
  node_.MustStart();
  AwaitCommitted();
  DamagePages();
  node_.MustStart();
  node_.Replay(fleet_.ledger());
  AwaitCommitted();
  EXPECT_EQ(Commitment()->view->root(), IndexOf(Commitment()->view->size()).Root());
}

TEST_F(BuilderTest, RefusesAForeignServiceKey) {
  node_.options().service_key_path = node_.WriteKey("other", TestKey("other"));
  EXPECT_EQ(node_.Start().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(BuilderTest, ProvesEverySubjectAndAccount) {
  node_.MustStart();
  node_.Replay(fleet_.ledger());
  EXPECT_EQ(ReasonOf(Subject("operator", v1::SUBJECT_KIND_LEDGER, "", Size() + 1).status()), "OUT_OF_RANGE");
  AwaitCommitted();
  int histories = 0;
  int balances = 0;
  for (const auto& [key, record] : fleet_.ledger().state().records()) {
    const auto subject = state::SubjectOfKey(key);
    if (subject.has_value() && record->has_head()) {
      const auto proof = History("operator", subject->first, subject->second, histories % 2 == 0 ? 1 : 1000);
      ASSERT_TRUE(proof.ok()) << proof.status();
      const auto verified = Verify(*proof);
      ASSERT_TRUE(verified.ok()) << verified.status();
      EXPECT_TRUE(verified->verified.present);
      EXPECT_GE(proof->subject().head().count(), record->head().count());
      ++histories;
    } else if (record->has_account()) {
      const auto proof = Balance("operator", record->account().account());
      ASSERT_TRUE(proof.ok()) << proof.status();
      const auto verified = Verify(*proof);
      ASSERT_TRUE(verified.ok()) << verified.status();
      ASSERT_EQ(proof->account().balance().amounts_size(), record->account().balance_size());
      for (int i = 0; i < record->account().balance_size(); ++i) {
        EXPECT_EQ(proof->account().balance().amounts(i).grams(), record->account().balance(i).grams());
      }
      ++balances;
    }
  }
  EXPECT_GT(histories, 10);
  EXPECT_GT(balances, 3);
}

TEST_F(BuilderTest, ShowsWhatTheCallerMaySee) {
  node_.MustStart();
  node_.Replay(fleet_.ledger());
  EXPECT_EQ(Commitment() == nullptr || Commitment()->view != nullptr, true);
  AwaitCommitted();
  // Absence of a vehicle is anyone's to know, of a thing its owner's.
  const auto absent = Subject("dealer", v1::SUBJECT_KIND_VEHICLE, "WDB11111111111120");
  ASSERT_TRUE(absent.ok()) << absent.status();
  EXPECT_FALSE(Verify(*absent)->verified.present);
  EXPECT_TRUE(Subject("dealer", v1::SUBJECT_KIND_LOT, "dealer/none").ok());
  EXPECT_EQ(ReasonOf(Subject("dealer", v1::SUBJECT_KIND_LOT, "maker/none").status()), "NOT_FOUND");
  EXPECT_TRUE(Subject("operator", v1::SUBJECT_KIND_LOT, "maker/none").ok());
  EXPECT_EQ(ReasonOf(Subject("dealer", v1::SUBJECT_KIND_LEDGER, "").status()), "NOT_FOUND");
  // Malformed questions.
  EXPECT_EQ(ReasonOf(Subject("dealer", v1::SUBJECT_KIND_UNSPECIFIED, "x").status()), "FIELD_MISSING");
  EXPECT_EQ(ReasonOf(Subject("dealer", static_cast<v1::SubjectKind>(99), "x").status()), "UNKNOWN_ENUM");
  EXPECT_EQ(ReasonOf(Subject("dealer", v1::SUBJECT_KIND_VEHICLE, "").status()), "INVALID_VALUE");
  EXPECT_EQ(ReasonOf(Subject("dealer", v1::SUBJECT_KIND_VEHICLE, std::string(49, 'x')).status()), "INVALID_VALUE");
  v1::Account account;
  EXPECT_EQ(ReasonOf(Balance("dealer", account).status()), "FIELD_MISSING");
  account.set_account_class(v1::ACCOUNT_CLASS_EXCESS);
  account.set_party("dealer");
  const auto nothing = Balance("dealer", account);
  ASSERT_TRUE(nothing.ok()) << nothing.status();
  EXPECT_FALSE(Verify(*nothing)->verified.present);
  account.set_party("maker");
  EXPECT_EQ(ReasonOf(Balance("dealer", account).status()), "NOT_FOUND");
}

}  // namespace
}  // namespace ingot::testing
