// Thousands of flipped bits in exports and receipts: none verifies, and where the audit reads on it names the entry.
#include <memory>
#include <random>
#include <string>

#include "clients/cpp/dump.h"
#include "clients/cpp/ledger_audit.h"
#include "gtest/gtest.h"
#include "ledger/audit/dump_format.h"
#include "ledger/audit/receipt.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/compact_range.h"
#include "ledger/note/checkpoint.h"
#include "tests/support/fleet.h"
#include "tests/tamper/support/tampered_ledger.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot {
namespace {

constexpr int kDumpFlips = 2'000;
constexpr int kReceiptFlips = 2'000;

class FilesTest : public ::testing::Test {
 protected:
  FilesTest() {
    fleet_.Lease(testing::Vin(1), v1::CONTRACT_KIND_LEASE);
    fleet_.TakeBack(testing::Vin(2));
  }

  note::VerifierKey Key() const {
    const std::string origin = fleet_.ledger().RecordOf(v1::SUBJECT_KIND_LEDGER, "").ledger().origin();
    const auto key =
        note::VerifierKey::Create(origin, note::SignatureType::kEd25519, testing::TestKey("checkpoint").public_key());
    INGOT_CHECK_OK(key);
    return *key;
  }

  std::string Dump() const {
    merkle::CompactRange tree;
    for (const rules::NewEntry& entry : fleet_.ledger().entries()) tree.Append(entry.leaf);
    const crypto::PrivateKey key = testing::TestKey("checkpoint");
    const crypto::PrivateKey* keys[] = {&key};
    const auto note = note::SignCheckpoint({Key().name(), tree.size(), tree.Root()}, keys);
    INGOT_CHECK_OK(note);
    std::string dump(audit::kDumpMagic);
    v1::StreamEntriesResponse message;
    message.set_checkpoint(*note);
    for (const rules::NewEntry& entry : fleet_.ledger().entries()) {
      v1::EntryBundle& bundle = *message.add_entries();
      bundle.set_entry(entry.bytes);
      if (entry.terms.has_value()) *bundle.mutable_terms() = *entry.terms;
      if (message.entries_size() < 16) continue;
      dump += *audit::FrameDumpMessage(message);
      message.Clear();
    }
    if (message.entries_size() > 0) dump += *audit::FrameDumpMessage(message);
    return dump;
  }

  absl::StatusOr<client::AuditReport> Audit(const std::string& dump) {
    const std::string path = scratch_.Sub("dump");
    storage::WriteFile(path, dump);
    auto reader = client::DumpReader::Open(path);
    if (!reader.ok()) return reader.status();
    client::AuditInput input;
    input.keys = {Key()};
    input.ledger_id = fleet_.ledger().ledger_id();
    input.replay.workers = 1;
    input.entries.next = [&reader](v1::StreamEntriesResponse* message) { return (*reader)->Next(message); };
    return client::AuditLedger(std::move(input));
  }

  testing::Fleet fleet_;
  testing::TempDir scratch_;
  std::mt19937 random_{20261129};
};

TEST_F(FilesTest, NoFlippedBitOfADumpVerifies) {
  const std::string dump = Dump();
  const auto honest = Audit(dump);
  ASSERT_TRUE(honest.ok()) << honest.status();
  ASSERT_TRUE(honest->verified());
  // Where each entry's bytes lie in the file.
  std::vector<std::pair<size_t, size_t>> places;
  for (const rules::NewEntry& entry : fleet_.ledger().entries()) {
    const size_t at = dump.find(entry.bytes);
    ASSERT_NE(at, std::string::npos);
    places.emplace_back(at, at + entry.bytes.size());
  }
  int unusable = 0, refuted = 0;
  for (int i = 0; i < kDumpFlips; ++i) {
    std::string altered = dump;
    const size_t at = random_() % altered.size();
    altered[at] = static_cast<char>(altered[at] ^ (1 << (random_() % 8)));
    SCOPED_TRACE(Cat("flip ", i, ": byte ", at));
    const auto report = Audit(altered);
    if (!report.ok()) {
      EXPECT_TRUE(absl::IsInvalidArgument(report.status())) << report.status();
      ++unusable;
      continue;
    }
    EXPECT_FALSE(report->verified());
    ++refuted;
    for (uint64_t seq = 0; seq < places.size(); ++seq) {
      if (at < places[seq].first || at >= places[seq].second) continue;
      EXPECT_EQ(report->findings.front().seq, seq) << audit::FindingName(report->findings.front().kind);
    }
  }
  EXPECT_EQ(unusable + refuted, kDumpFlips);
  EXPECT_GT(refuted, kDumpFlips / 2);
}

TEST_F(FilesTest, NoFlippedBitOfAReceiptVerifies) {
  testing::TamperedLedger ledger(testing::TamperedLedger::End::kClean);
  const auto origin = ledger.ledger().RecordOf(v1::SUBJECT_KIND_LEDGER, "").ledger().origin();
  const auto key =
      note::VerifierKey::Create(origin, note::SignatureType::kEd25519, testing::TestKey("checkpoint").public_key());
  ASSERT_TRUE(key.ok());
  const std::string bytes = ledger.receipt().SerializeAsString();
  ASSERT_TRUE(audit::VerifyReceipt(ledger.receipt(), *key, ledger.ledger().ledger_id()).ok());
  int unusable = 0, refuted = 0;
  for (int i = 0; i < kReceiptFlips; ++i) {
    std::string altered = bytes;
    const size_t at = random_() % altered.size();
    altered[at] = static_cast<char>(altered[at] ^ (1 << (random_() % 8)));
    SCOPED_TRACE(Cat("flip ", i, ": byte ", at));
    v1::Receipt receipt;
    if (!receipt.ParseFromString(altered)) {
      ++unusable;
      continue;
    }
    const auto verified = audit::VerifyReceipt(receipt, *key, ledger.ledger().ledger_id());
    EXPECT_FALSE(verified.ok());
    ++(absl::IsInvalidArgument(verified.status()) ? unusable : refuted);
  }
  EXPECT_EQ(unusable + refuted, kReceiptFlips);
  EXPECT_GT(refuted, 0);
}

}  // namespace
}  // namespace ingot
