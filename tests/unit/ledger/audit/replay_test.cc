#include "ledger/audit/replay.h"

#include <algorithm>
#include <functional>
#include <map>
#include <random>

#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/sha256.h"
#include "ledger/entry/canonical.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/note/checkpoint.h"
#include "tests/support/index_reference.h"
#include "tests/support/test_ledger.h"

namespace ingot::audit {
namespace {

using ::ingot::testing::Fact;
using ::ingot::testing::TestKey;
using ::ingot::testing::TestLedger;

constexpr char kVin[] = "1M8GDM9AXKP042788";

v1::VehicleRegistered Vehicle(const std::string& vin) {
  v1::VehicleRegistered e;
  e.set_vin(vin);
  e.set_brand_id("maker/brand");
  e.set_model_id("maker/model");
  e.set_category(v1::VEHICLE_CATEGORY_M1);
  e.set_market("DE");
  auto* mass = e.add_body();
  mass->set_family(v1::ALLOY_FAMILY_6XXX);
  mass->set_grams(156'000);
  e.set_body_basis(v1::MASS_BASIS_WEIGHED);
  return e;
}

class ReplayTest : public ::testing::Test {
 protected:
  ReplayTest() {
    ledger_.Enrol("maker", {v1::ROLE_MANUFACTURER}, "DE");
    ledger_.Enrol("dealer", {v1::ROLE_LESSOR, v1::ROLE_DEALER}, "DE");
    v1::BrandRegistered brand;
    brand.set_brand_id("maker/brand");
    brand.set_name("Brand");
    ledger_.MustSubmit("maker", Fact(brand));
    birth_ = ledger_.entries().size();
    ledger_.MustSubmit("maker", {Fact(Vehicle(kVin)), Fact(Vehicle("WDB11111111111112"))});
    v1::VehicleSent sent;
    sent.set_vin(kVin);
    sent.set_transfer_id("maker/t-1");
    sent.set_to_organisation("dealer");
    ledger_.MustSubmit("maker", Fact(sent));
    v1::VehicleReceived received;
    received.set_vin(kVin);
    received.set_source(v1::RECEIPT_SOURCE_TRANSFER);
    received.set_transfer_id("maker/t-1");
    ledger_.MustSubmit("dealer", Fact(received));
    Lease();
  }

  void Lease() {
    v1::ContractSigned contract;
    contract.set_contract_id("dealer/c-1");
    contract.set_vin(kVin);
    contract.set_kind(v1::CONTRACT_KIND_LEASE);
    contract.set_counterparty(v1::COUNTERPARTY_KIND_PERSON);
    *contract.mutable_starts_on() = testing::MakeDate(2026, 3, 1);
    contract.set_term_months(12);
    v1::ContractTerms terms;
    terms.set_currency("EUR");
    terms.set_total_minor_units(12 * 29'900);
    auto* run = terms.add_schedule();
    run->set_count(12);
    run->set_every_months(1);
    run->set_amount_minor_units(29'900);
    run->set_timing(v1::INSTALMENT_TIMING_ADVANCE);
    ledger_.MustSubmit("dealer", Fact(contract, terms));
  }

  // Commits to the first `size` entries, by the reference; or to the hash of `lie`.
  void Commit(uint64_t size, const std::string& lie = "") {
    testing::ReferenceIndex index;
    for (uint64_t seq = 0; seq < size; ++seq) index.Add(ledger_.EntryAt(seq), ledger_.entries()[seq].leaf);
    v1::CommitmentPublished commitment;
    commitment.set_covers_size(size);
    commitment.set_root(ToBytes(lie.empty() ? index.Root() : crypto::Sha256(lie)));
    commitment.set_structure_version(1);
    ledger_.UseKey(TestLedger::kOperator, TestKey("service"));
    ledger_.MustSubmit(TestLedger::kOperator, Fact(commitment));
    ledger_.UseKey(TestLedger::kOperator, TestKey("operator"));
  }

  struct Stored {
    std::string bytes;
    std::optional<v1::DetachedPart> terms;
  };
  std::vector<Stored> All() const {
    std::vector<Stored> all;
    for (const rules::NewEntry& e : ledger_.entries()) all.push_back({e.bytes, e.terms});
    return all;
  }

  // What an insider with the checkpoint key does: links and hashes are made anew after an alteration.
  static std::vector<Stored> Relink(const std::vector<Stored>& stored, uint64_t seq,
                                    const std::function<void(v1::Entry&)>& alter) {
    std::vector<Stored> forged = stored;
    std::vector<Hash> leaves;
    for (uint64_t i = 0; i < forged.size(); ++i) {
      v1::Entry e;
      EXPECT_TRUE(e.ParseFromString(forged[i].bytes));
      if (i == seq) alter(e);
      if (i > 0) e.set_prev_hash(ToBytes(leaves.back()));
      for (v1::SubjectLink& link : *e.mutable_subjects()) {
        if (link.count_before() > 0) link.set_prev_hash(ToBytes(leaves[link.prev_seq()]));
      }
      forged[i].bytes = entry::Serialise(e);
      leaves.push_back(merkle::LeafHash(forged[i].bytes));
    }
    return forged;
  }

  std::string Origin() const { return ledger_.RecordOf(v1::SUBJECT_KIND_LEDGER, "").ledger().origin(); }

  static note::VerifierKey Vkey(const std::string& origin, const crypto::PrivateKey& key) {
    return *note::VerifierKey::Create(origin, note::SignatureType::kEd25519, key.public_key());
  }

  // Replays, with a checkpoint of exactly these entries' tree by the ledger's checkpoint key.
  Replayer Run(const std::vector<Stored>& stored) const {
    Replayer replayer;
    for (const Stored& e : stored) replayer.Add(e.bytes, e.terms);
    const crypto::PrivateKey key = TestKey("checkpoint");
    const crypto::PrivateKey* keys[] = {&key};
    const auto checkpoint = note::SignCheckpoint({Origin(), replayer.size(), replayer.root()}, keys);
    EXPECT_TRUE(checkpoint.ok()) << checkpoint.status();
    replayer.Finish(*checkpoint, {Vkey(Origin(), key)});
    return replayer;
  }

  static uint64_t FirstBad(const Replayer& replayer) {
    uint64_t first = ~uint64_t{0};
    for (const Finding& finding : replayer.findings()) first = std::min(first, finding.seq);
    return first;
  }
  static bool Has(const Replayer& replayer, FindingKind kind) {
    return std::any_of(replayer.findings().begin(), replayer.findings().end(),
                       [&](const Finding& f) { return f.kind == kind; });
  }

  TestLedger ledger_;
  uint64_t birth_ = 0;
};

TEST_F(ReplayTest, AWholeLedgerVerifies) {
  const Replayer replayer = Run(All());
  for (const Finding& f : replayer.findings()) ADD_FAILURE() << FindingName(f.kind) << " " << f.seq << " " << f.message;
  EXPECT_TRUE(replayer.verified());
  EXPECT_EQ(replayer.size(), ledger_.entries().size());
  EXPECT_EQ(replayer.replayed(), ledger_.entries().size());
  EXPECT_EQ(replayer.ledger_id(), ledger_.ledger_id());
  EXPECT_EQ(replayer.terms_not_examined(), 0u);
  EXPECT_EQ(replayer.state().records().size(), ledger_.state().records().size());
}

TEST_F(ReplayTest, WithoutTermsItSaysSo) {
  std::vector<Stored> all = All();
  for (Stored& e : all) e.terms.reset();
  const Replayer replayer = Run(all);
  EXPECT_TRUE(replayer.verified());
  EXPECT_EQ(replayer.terms_not_examined(), 1u);
}

TEST_F(ReplayTest, AnyFlippedBitIsFoundAndTheEntryNamed) {
  const std::vector<Stored> all = All();
  std::mt19937 random(1);
  for (uint64_t seq = 0; seq < all.size(); ++seq) {
    for (int i = 0; i < 40; ++i) {
      std::vector<Stored> altered = all;
      const size_t byte = random() % altered[seq].bytes.size();
      altered[seq].bytes[byte] = static_cast<char>(altered[seq].bytes[byte] ^ (1 << (random() % 8)));
      const Replayer replayer = Run(altered);
      EXPECT_FALSE(replayer.verified());
      EXPECT_EQ(FirstBad(replayer), seq) << "byte " << byte;
    }
  }
}

TEST_F(ReplayTest, APostingAlteredWithItsChainIsFoundByReplay) {
  const auto forged = Relink(All(), birth_, [](v1::Entry& e) {
    for (v1::Posting& posting : *e.mutable_postings()) {
      v1::Amount& amount = *posting.mutable_amounts(0);
      amount.set_grams(amount.grams() * 2);
    }
  });
  const Replayer replayer = Run(forged);
  ASSERT_TRUE(Has(replayer, FindingKind::kAlteredPosting));
  EXPECT_EQ(FirstBad(replayer), birth_);
}

TEST_F(ReplayTest, AnAlteredLinkIsFound) {
  std::vector<Stored> all = All();
  const uint64_t last = all.size() - 1;
  v1::Entry e;
  ASSERT_TRUE(e.ParseFromString(all[last].bytes));
  bool linked = false;
  for (v1::SubjectLink& link : *e.mutable_subjects()) {
    if (link.count_before() == 0) continue;
    link.set_count_before(link.count_before() + 1);
    linked = true;
  }
  ASSERT_TRUE(linked);
  all[last].bytes = entry::Serialise(e);
  const Replayer replayer = Run(all);
  EXPECT_TRUE(Has(replayer, FindingKind::kBrokenLink));
  EXPECT_EQ(FirstBad(replayer), last);
}

TEST_F(ReplayTest, AForgedSignatureIsFound) {
  const auto forged =
      Relink(All(), birth_, [](v1::Entry& e) { (*e.mutable_submission()->mutable_signature())[3] ^= 1; });
  const Replayer replayer = Run(forged);
  EXPECT_TRUE(Has(replayer, FindingKind::kBadSignature));
  EXPECT_EQ(FirstBad(replayer), birth_);
}

TEST_F(ReplayTest, AnUnknownKeyIsFound) {
  const auto forged = Relink(All(), birth_, [](v1::Entry& e) { (*e.mutable_submission()->mutable_key_id())[3] ^= 1; });
  const Replayer replayer = Run(forged);
  EXPECT_TRUE(Has(replayer, FindingKind::kKeyNotValid));
  EXPECT_EQ(FirstBad(replayer), birth_);
}

TEST_F(ReplayTest, AnIllegalEventThatWasSlippedInIsFound) {
  // A second birth of the same VIN, duly signed by its maker, appended by a server that skips the rules.
  std::vector<Stored> all = All();
  const v1::Submission submission = ledger_.Build("maker", {Fact(Vehicle(kVin))});
  v1::Entry e;
  e.set_seq(all.size());
  e.set_recorded_at_us(ledger_.now_us());
  e.set_prev_hash(ToBytes(merkle::LeafHash(all.back().bytes)));
  e.set_event(submission.events(0).event());
  *e.mutable_submission() = submission.header();
  all.push_back({entry::Serialise(e), std::nullopt});
  const Replayer replayer = Run(all);
  ASSERT_TRUE(Has(replayer, FindingKind::kIllegalEvent));
  EXPECT_EQ(FirstBad(replayer), all.size() - 1);
}

TEST_F(ReplayTest, ARepeatedSubmissionIsFound) {
  std::vector<Stored> all = All();
  v1::Entry e;
  ASSERT_TRUE(e.ParseFromString(all.back().bytes));
  e.set_seq(all.size());
  e.set_prev_hash(ToBytes(merkle::LeafHash(all.back().bytes)));
  all.push_back({entry::Serialise(e), all.back().terms});
  EXPECT_TRUE(Has(Run(all), FindingKind::kIdempotencyRepeated));
}

TEST_F(ReplayTest, ADroppedEntryIsFound) {
  std::vector<Stored> all = All();
  all.erase(all.begin() + static_cast<std::ptrdiff_t>(birth_));
  const Replayer replayer = Run(all);
  EXPECT_FALSE(replayer.verified());
  EXPECT_EQ(FirstBad(replayer), birth_);
}

TEST_F(ReplayTest, ATruncatedSubmissionIsFound) {
  std::vector<Stored> all = All();
  all.resize(birth_ + 1);
  EXPECT_TRUE(Has(Run(all), FindingKind::kBrokenSubmission));
}

TEST_F(ReplayTest, AlteredTermsAreFound) {
  std::vector<Stored> all = All();
  ASSERT_TRUE(all.back().terms.has_value());
  all.back().terms->mutable_body()->back() ^= 1;
  const Replayer replayer = Run(all);
  EXPECT_TRUE(Has(replayer, FindingKind::kTermsMismatch));
  EXPECT_EQ(FirstBad(replayer), all.size() - 1);
}

TEST_F(ReplayTest, CommitmentsAreRecomputed) {
  Commit(birth_);
  ledger_.Enrol("late", {v1::ROLE_DEALER});
  // Behind the head, in the middle of a submission, and everything at once.
  Commit(ledger_.entries().size() - 3);
  Commit(ledger_.entries().size() - 1);
  Commit(ledger_.entries().size());
  const Replayer replayer = Run(All());
  for (const Finding& f : replayer.findings()) ADD_FAILURE() << FindingName(f.kind) << " " << f.seq << " " << f.message;
}

TEST_F(ReplayTest, AWrongCommitmentIsFound) {
  Commit(birth_);
  Commit(ledger_.entries().size(), "a lie");
  const uint64_t lie = ledger_.entries().size() - 1;
  Commit(ledger_.entries().size());
  const Replayer replayer = Run(All());
  ASSERT_TRUE(Has(replayer, FindingKind::kWrongCommitment));
  EXPECT_EQ(replayer.findings().size(), 1u) << "what follows it is judged by itself";
  EXPECT_EQ(FirstBad(replayer), lie);
  EXPECT_EQ(FindingName(replayer.findings()[0].kind), "wrong_commitment");
}

TEST_F(ReplayTest, TimeThatGoesBackIsFound) {
  const auto forged = Relink(All(), birth_ + 2, [](v1::Entry& e) { e.set_recorded_at_us(1); });
  EXPECT_TRUE(Has(Run(forged), FindingKind::kTimeReversed));
}

TEST_F(ReplayTest, TheCheckpointMustBeOfThisTreeAndByTheLedgersKey) {
  const crypto::PrivateKey key = TestKey("checkpoint");
  const crypto::PrivateKey stranger = TestKey("stranger");
  const auto finish = [&](uint64_t size_off, const crypto::PrivateKey& signer, const std::string& origin) {
    Replayer replayer;
    for (const Stored& e : All()) replayer.Add(e.bytes, e.terms);
    const crypto::PrivateKey* keys[] = {&signer};
    replayer.Finish(*note::SignCheckpoint({origin, replayer.size() + size_off, replayer.root()}, keys),
                    {Vkey(origin, signer)});
    return replayer;
  };
  EXPECT_TRUE(finish(0, key, Origin()).verified());
  EXPECT_TRUE(Has(finish(1, key, Origin()), FindingKind::kRootMismatch));
  EXPECT_TRUE(Has(finish(0, stranger, Origin()), FindingKind::kForeignCheckpoint));
  EXPECT_TRUE(Has(finish(0, key, "elsewhere.example/log"), FindingKind::kForeignCheckpoint));
}

TEST_F(ReplayTest, TheTilesOfTheEntriesAreHandedOut) {
  while (ledger_.entries().size() < 256) ledger_.Enrol(Cat("filler-", ledger_.entries().size()), {v1::ROLE_DEALER});
  std::vector<merkle::FullTile> tiles;
  Replayer replayer([&tiles](const merkle::FullTile& tile) { tiles.push_back(tile); });
  for (const Stored& e : All()) replayer.Add(e.bytes, e.terms);
  ASSERT_EQ(tiles.size(), 1u);
  for (size_t i = 0; i < 256; ++i) {
    EXPECT_EQ(tiles[0].bytes.substr(i * kHashSize, kHashSize), ToBytes(ledger_.entries()[i].leaf));
  }
}

}  // namespace
}  // namespace ingot::audit
