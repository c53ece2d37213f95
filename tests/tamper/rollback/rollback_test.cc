// A thousand ways to start a server on what it was: old databases with the anchor of now, with their own, with none,
// and clones. No size is ever signed twice with two roots; and where a clone's key signs all the same, a proof is left.
#include <algorithm>
#include <filesystem>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "clients/cpp/checkpoint_store.h"
#include "clients/cpp/error.h"
#include "clients/cpp/files.h"
#include "gtest/gtest.h"
#include "ledger/audit/equivocation.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/checkpoint.h"
#include "server/boot/reconcile.h"
#include "server/files/files.h"
#include "tests/tamper/support/tampered_ledger.h"
#include "tests/unit/server/support/test_node.h"

namespace ingot {
namespace {

using testing::TestLedger;
using testing::TestNode;

constexpr int kAttempts = 1'000;
constexpr int kClones = 20;
constexpr int kSnapshots = 12;

class RollbackTest : public ::testing::Test {
 protected:
  RollbackTest() : node_(ledger_) {
    const auto key =
        note::VerifierKey::Create(ledger_.RecordOf(v1::SUBJECT_KIND_LEDGER, "").ledger().origin(),
                                  note::SignatureType::kEd25519, testing::TestKey("checkpoint").public_key());
    INGOT_CHECK_OK(key);
    keys_.push_back(*key);
    node_.MustStart();
    for (int i = 0; i < kSnapshots; ++i) {
      for (unsigned n = 0; n <= random_() % 3; ++n) Submit();
      node_.Stop();
      snapshots_.push_back(scratch_.Sub(Cat("snapshot-", i)));
      Save(snapshots_.back());
      node_.MustStart();
    }
    for (int i = 0; i < 3; ++i) Submit();
    node_.Stop();
    current_ = scratch_.Sub("current");
    Save(current_);
  }

  std::string Db() { return node_.options().ledger.database.path; }
  std::string Anchor() { return node_.options().ledger.anchor_path; }
  void Save(const std::string& folder) {
    testing::CopyFolder(Db(), folder);
    std::filesystem::copy_file(Anchor(), folder + ".anchor", std::filesystem::copy_options::overwrite_existing);
  }
  // Puts a database and an anchor ("" for none) in the server's place.
  void Place(const std::string& database, const std::string& anchor) {
    node_.Stop();
    testing::CopyFolder(database, Db());
    std::filesystem::remove(Anchor());
    if (!anchor.empty()) std::filesystem::copy_file(anchor + ".anchor", Anchor());
  }

  // One entry more, different each time; everything that was signed is kept in `into`.
  void Submit(std::map<uint64_t, std::map<Hash, std::string>>* into) {
    v1::OrganisationEnrolled enrolled;
    enrolled.set_organisation_id(Cat("org-", ++organisations_));
    enrolled.set_name("Organisation");
    enrolled.set_country("DE");
    enrolled.add_roles(v1::ROLE_DEALER);
    node_.source().Advance(1);
    Note(node_.MustSubmit(ledger_.Build(TestLedger::kOperator, {testing::Fact(enrolled)})).checkpoint(), into);
  }
  void Submit() { Submit(&signed_); }
  static void Note(const std::string& note, std::map<uint64_t, std::map<Hash, std::string>>* into) {
    const auto checkpoint = note::PeekCheckpoint(note);
    INGOT_CHECK_OK(checkpoint);
    (*into)[checkpoint->size][checkpoint->root] = note;
  }
  const std::string& NewestNote() const { return signed_.rbegin()->second.begin()->second; }

  // Starts, and if it does, signs on. Returns whether it did.
  bool StartAndSign(std::map<uint64_t, std::map<Hash, std::string>>* into) {
    if (!node_.Start().ok()) return false;
    Note(node_.node().published().Get()->note(), into);
    Submit(into);
    return true;
  }

  TestLedger ledger_;
  TestNode node_;
  testing::TempDir scratch_;
  std::vector<note::VerifierKey> keys_;
  std::vector<std::string> snapshots_;
  std::string current_;
  // By size: every root that was signed, with its note.
  std::map<uint64_t, std::map<Hash, std::string>> signed_;
  int organisations_ = 0;
  int proofs_ = 0;
  std::mt19937 random_{20261129};
};

TEST_F(RollbackTest, NoSizeIsSignedTwice) {
  const std::string known = scratch_.Sub("known.checkpoint");
  int refused = 0, served = 0;
  for (int i = 0; i < kAttempts; ++i) {
    const std::string& old = snapshots_[random_() % snapshots_.size()];
    const std::string& older = snapshots_[random_() % snapshots_.size()];
    node_.options().known_checkpoint_paths.clear();
    bool legitimate = false;
    switch (random_() % 10) {
      case 0:
      case 1:
      case 2:
        Place(old, current_);  // a restored backup
        break;
      case 3:
        Place(old, "");  // that lost its anchor
        break;
      case 4:
        Place(current_, "");
        break;
      case 5:
      case 6:
      case 7: {
        // The whole disk went back, or the database beyond its anchor: an auditor's checkpoint tells.
        Place(std::max(old, older), std::min(old, older));
        INGOT_CHECK_OK(files::Write(known, NewestNote(), files::Access::kPublic));
        node_.options().known_checkpoint_paths = {known};
        break;
      }
      case 8:
        Place(current_, old);  // a crash before the anchor was written, however long
        legitimate = true;
        break;
      default:
        Place(current_, current_);
        INGOT_CHECK_OK(files::Write(known, NewestNote(), files::Access::kPublic));
        node_.options().known_checkpoint_paths = {known};
        legitimate = true;
        break;
    }
    // Appending to the one true history takes time: mostly only starts there.
    if (!legitimate) {
      EXPECT_FALSE(StartAndSign(&signed_)) << "attempt " << i;
      ++refused;
    } else {
      ASSERT_TRUE(StartAndSign(&signed_)) << "attempt " << i;
      node_.Stop();
      Save(current_);
      ++served;
    }
  }
  node_.options().known_checkpoint_paths.clear();
  EXPECT_GT(refused, kAttempts / 2);
  EXPECT_GT(served, kAttempts / 20);
  for (const auto& [size, roots] : signed_) EXPECT_EQ(roots.size(), 1u) << "size " << size << " was signed twice";
}

// A cloned disk, with nobody's checkpoint: its key forks the ledger, and the first client that saw the other branch
// proves it to everybody.
TEST_F(RollbackTest, AForkedKeyLeavesAProof) {
  for (int i = 0; i < kClones; ++i) {
    const std::string& clone = snapshots_[random_() % snapshots_.size()];
    Place(clone, clone);
    std::map<uint64_t, std::map<Hash, std::string>> forked;
    ASSERT_TRUE(node_.Start().ok());
    const uint64_t parted_at = node_.node().published().Get()->head().size;
    for (unsigned n = 0; n <= random_() % 4; ++n) Submit(&forked);

    // A client remembers some checkpoint of the first history, from behind the fork.
    const auto remembered = std::next(signed_.upper_bound(parted_at), static_cast<std::ptrdiff_t>(random_() % 2));
    ASSERT_NE(remembered, signed_.end());
    const std::string state = scratch_.Sub(Cat("client-", i));
    const auto store = client::CheckpointStore::Open(state, ledger_.ledger_id(), keys_);
    ASSERT_TRUE(store.ok()) << store.status();
    const auto never = [](uint64_t, uint64_t) -> absl::StatusOr<merkle::Proof> {
      return absl::UnavailableError("not asked");
    };
    ASSERT_TRUE((*store)->Observe(remembered->second.begin()->second, never).ok());

    // The clone shows its own, of the same size or later, with its own proofs.
    const auto snapshot = node_.node().published().Get();
    auto shown = forked.find(remembered->first);
    if (shown == forked.end()) shown = std::prev(forked.end());
    if (shown->first < remembered->first) continue;  // it is behind: a rollback, which its own words can't prove
    const auto consistency = [&snapshot](uint64_t first, uint64_t second) -> absl::StatusOr<merkle::Proof> {
      return merkle::ConsistencyProof(snapshot->Nodes(), first, second);
    };
    const auto first_entry = [&snapshot](uint64_t size) -> absl::StatusOr<client::FirstEntryProof> {
      client::FirstEntryProof proof;
      auto path = merkle::InclusionProof(snapshot->Nodes(), 0, size);
      if (!path.ok()) return path.status();
      proof.path = *std::move(path);
      proof.leaf = *snapshot->Nodes().Node(0, 0);
      return proof;
    };
    const auto observed = (*store)->Observe(shown->second.begin()->second, consistency, first_entry);
    ASSERT_FALSE(observed.ok());
    EXPECT_EQ(client::ErrorOf(observed.status()).reason, "FORK");
    ASSERT_NE((*store)->ProofPath(), "") << observed.status();
    const auto file = client::ReadFile((*store)->ProofPath(), audit::kMaxEquivocationBytes);
    ASSERT_TRUE(file.ok());
    const auto proof = audit::ParseEquivocation(*file);
    ASSERT_TRUE(proof.ok());
    EXPECT_TRUE(audit::VerifyEquivocation(*proof, keys_).ok());
    ++proofs_;
  }
  EXPECT_GT(proofs_, kClones / 3);
}

TEST_F(RollbackTest, ReconcileNamesWhatIsWrong) {
  Place(snapshots_[3], snapshots_[3]);
  ASSERT_TRUE(node_.Start().ok());
  const auto snapshot = node_.node().published().Get();
  EXPECT_TRUE(boot::Reconcile(snapshot->note(), *snapshot).ok());
  EXPECT_TRUE(boot::Reconcile(signed_.begin()->second.begin()->second, *snapshot).ok()) << "an older one";
  const absl::Status shorter = boot::Reconcile(NewestNote(), *snapshot);
  EXPECT_EQ(shorter.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_NE(std::string(shorter.message()).find("--predecessor"), std::string::npos) << shorter;
  // The same size with another root, by the ledger's own key.
  const crypto::PrivateKey key = testing::TestKey("checkpoint");
  const crypto::PrivateKey stranger = testing::TestKey("stranger");
  const auto note = [&](const crypto::PrivateKey& by, const std::string& origin, uint64_t size) {
    const crypto::PrivateKey* keys[] = {&by};
    return *note::SignCheckpoint({origin, size, Hash{7}}, keys);
  };
  const std::string origin = keys_.front().name();
  EXPECT_EQ(boot::Reconcile(note(key, origin, snapshot->head().size), *snapshot).code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(boot::Reconcile(note(stranger, origin, 1), *snapshot).code(), absl::StatusCode::kFailedPrecondition)
      << "the entry that added the key may be lost";
  EXPECT_EQ(boot::Reconcile(note(key, "elsewhere.example", 1), *snapshot).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(boot::Reconcile("no note", *snapshot).code(), absl::StatusCode::kInvalidArgument);
  std::string altered = snapshot->note();
  altered.replace(altered.find('\n') + 1, 1, "9");
  EXPECT_EQ(boot::Reconcile(altered, *snapshot).code(), absl::StatusCode::kInvalidArgument) << "a false signature";
}

}  // namespace
}  // namespace ingot
