#include "clients/cpp/tile_audit.h"

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "clients/cpp/files.h"
#include "clients/cpp/ledger_audit.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/note/checkpoint.h"
#include "tests/support/fleet.h"
#include "tests/support/test_ledger.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::client {
namespace {

using ::testing::HasSubstr;
using testing::TestKey;
using testing::TestLedger;

// A ledger of some three hundred entries, laid out by the words of c2sp.org/tlog-tiles.
class TileAuditTest : public ::testing::Test {
 protected:
  static constexpr uint64_t kEntries = 300;

  TileAuditTest() : folder_(FreshFolder("tiles")) {
    fleet_.Sell(testing::Vin(1));
    // Then one entry a submission, so that every further size ends one.
    for (uint64_t i = ledger_.entries().size(); i < kEntries; ++i) {
      v1::EmissionFactorPublished factor;
      factor.set_factor_id(Cat(TestLedger::kOperator, "/f-", i));
      factor.set_origin(v1::ORIGIN_PRIMARY);
      factor.set_source("test");
      ledger_.MustSubmit(TestLedger::kOperator, testing::Fact(factor));
    }
    for (const rules::NewEntry& entry : ledger_.entries()) entries_.push_back(entry.bytes);
    origin_ = ledger_.RecordOf(v1::SUBJECT_KIND_LEDGER, "").ledger().origin();
    Write("checkpoint", Signed(kEntries));
    Write("tile/entries/000", Bundle(0, 256));
    Write("tile/entries/001.p/44", Bundle(256, 300));
    Write("tile/0/000", Hashes(0, 256));
    Write("tile/0/001.p/44", Hashes(256, 300));
    Write("tile/1/000.p/1", ToBytes(RootOf(0, 256)));
  }

  // RFC 6962's recursion.
  Hash RootOf(uint64_t begin, uint64_t end) const {
    if (end - begin == 1) return ledger_.entries()[begin].leaf;
    uint64_t split = 1;
    while (split * 2 < end - begin) split *= 2;
    return merkle::NodeHash(RootOf(begin, begin + split), RootOf(begin + split, end));
  }
  std::string Signed(uint64_t size) const {
    const crypto::PrivateKey key = TestKey("checkpoint");
    const crypto::PrivateKey* keys[] = {&key};
    return *note::SignCheckpoint({origin_, size, RootOf(0, size)}, keys);
  }
  std::string Bundle(uint64_t begin, uint64_t end) const {
    std::string bytes;
    for (uint64_t i = begin; i < end; ++i) {
      bytes += static_cast<char>(entries_[i].size() >> 8);
      bytes += static_cast<char>(entries_[i].size() & 0xff);
      bytes += entries_[i];
    }
    return bytes;
  }
  std::string Hashes(uint64_t begin, uint64_t end) const {
    std::string bytes;
    for (uint64_t i = begin; i < end; ++i) bytes += ToBytes(ledger_.entries()[i].leaf);
    return bytes;
  }
  void Write(const std::string& path, std::string_view bytes) const {
    const std::string full = Cat(folder_, "/", path);
    std::filesystem::create_directories(std::filesystem::path(full).parent_path());
    INGOT_CHECK_OK(WriteFile(full, bytes, kPublicFile, Existing::kReplace));
  }
  void Remove(const std::string& path) const { std::filesystem::remove(Cat(folder_, "/", path)); }

  absl::StatusOr<AuditReport> Audit() const {
    const auto folder = std::make_shared<const TileFolder>(folder_);
    AuditInput input;
    input.keys = {VerifierOf(TestKey("checkpoint"), origin_)};
    absl::StatusOr<EntryStream> entries = EntriesFromTiles(folder);
    if (!entries.ok()) return entries.status();
    input.entries = *std::move(entries);
    input.tiles = TilesFromFolder(folder);
    input.partial_tile = [folder](const merkle::TileCoord& tile) { return PartialTileFromFolder(*folder, tile); };
    return AuditLedger(std::move(input));
  }
  // "kind seq" of each finding.
  std::vector<std::string> Findings() const {
    std::vector<std::string> findings;
    const absl::StatusOr<AuditReport> report = Audit();
    EXPECT_TRUE(report.ok()) << report.status();
    for (const audit::Finding& finding : report->findings) {
      findings.push_back(Cat(audit::FindingName(finding.kind), " ", finding.seq));
    }
    return findings;
  }

  const std::string folder_;
  testing::Fleet fleet_;
  TestLedger& ledger_ = fleet_.ledger();
  std::vector<std::string> entries_;
  std::string origin_;
};

TEST_F(TileAuditTest, VerifiesAWholeTree) {
  const absl::StatusOr<AuditReport> report = Audit();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->verified());
  EXPECT_EQ(report->entries, kEntries);
  EXPECT_EQ(report->replayed, kEntries);
  EXPECT_EQ(report->tiles, 3u) << "one full, two partial";
}

TEST_F(TileAuditTest, CountsTheTermsThatATreeDoesNotHold) {
  uint64_t with_terms = 0;
  for (const rules::NewEntry& entry : ledger_.entries()) with_terms += entry.terms.has_value() ? 1 : 0;
  ASSERT_GT(with_terms, 0u);
  EXPECT_EQ(Audit()->terms_not_examined, with_terms);
}

// The exporter replaces partial files while readers of the earlier checkpoint are under way.
TEST_F(TileAuditTest, TakesFullFilesForPartialOnesThatAreGone) {
  Write("checkpoint", Signed(200));
  Remove("tile/entries/001.p/44");
  Remove("tile/0/001.p/44");
  const absl::StatusOr<AuditReport> report = Audit();
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->verified());
  EXPECT_EQ(report->entries, 200u);
  EXPECT_EQ(report->tiles, 1u);
}

TEST_F(TileAuditTest, NamesWhatIsWrong) {
  std::string tile = Hashes(0, 256);
  tile[17 * 32] ^= 1;
  Write("tile/0/000", tile);
  EXPECT_THAT(Findings(), ::testing::ElementsAre("tile_mismatch 17"));
  Write("tile/0/000", Hashes(0, 256));
  Write("tile/0/001.p/44", Hashes(256, 299));
  EXPECT_THAT(Findings(), ::testing::ElementsAre("tile_mismatch 299")) << "cut off";
  Write("tile/0/001.p/44", Hashes(256, 300) + "x");
  EXPECT_THAT(Findings(), ::testing::ElementsAre("tile_mismatch 256")) << "too long";
  Remove("tile/0/001.p/44");
  EXPECT_THAT(Findings(), ::testing::ElementsAre("tile_mismatch 256")) << "missing";
  Write("tile/0/001.p/44", Hashes(256, 300));
  Write("tile/1/000.p/1", std::string(32, 'x'));
  EXPECT_THAT(Findings(), ::testing::ElementsAre("tile_mismatch 0")) << "higher up";
  Write("tile/1/000.p/1", ToBytes(RootOf(0, 256)));
  std::string& altered = entries_[70];
  altered[altered.size() - 3] ^= 1;
  Write("tile/entries/000", Bundle(0, 256));
  const std::vector<std::string> findings = Findings();
  ASSERT_FALSE(findings.empty());
  EXPECT_THAT(findings[0], HasSubstr(" 70"));
}

TEST_F(TileAuditTest, SaysHowToGetWhatIsMissing) {
  Remove("tile/entries/001.p/44");
  absl::Status status = Audit().status();
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("entries from 256 on"));
  Remove("tile/entries/000");
  status = Audit().status();
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("--entries"));
  Remove("checkpoint");
  status = Audit().status();
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_THAT(std::string(status.message()), HasSubstr("no checkpoint"));
}

TEST_F(TileAuditTest, RefusesWhatHasNotTheForm) {
  Write("tile/entries/000", Bundle(0, 256) + "x");
  EXPECT_TRUE(absl::IsInvalidArgument(Audit().status())) << "rubbish behind";
  Write("tile/entries/000", Bundle(0, 255));
  EXPECT_TRUE(absl::IsInvalidArgument(Audit().status())) << "an entry too few";
  Write("checkpoint", "no note\n");
  EXPECT_TRUE(absl::IsInvalidArgument(Audit().status()));
}

// Bundles of the largest entries are handed over in pieces that a dump could hold.
TEST_F(TileAuditTest, MessagesAreBounded) {
  const std::string large(0xffff, 'e');
  std::string bundle;
  for (int i = 0; i < 256; ++i) bundle += "\xff\xff" + large;
  Write("tile/entries/000", bundle);
  const absl::StatusOr<EntryStream> stream = EntriesFromTiles(std::make_shared<const TileFolder>(folder_));
  ASSERT_TRUE(stream.ok());
  v1::StreamEntriesResponse message;
  ASSERT_TRUE(*stream->next(&message));
  EXPECT_EQ(message.checkpoint(), Signed(kEntries));
  int count = 0;
  while (count < 256) {
    ASSERT_TRUE(*stream->next(&message));
    EXPECT_TRUE(message.checkpoint().empty());
    EXPECT_LE(message.ByteSizeLong(), size_t{2} << 20);
    for (const v1::EntryBundle& entry : message.entries()) EXPECT_EQ(entry.entry(), large);
    count += message.entries_size();
  }
  EXPECT_EQ(count, 256);
}

}  // namespace
}  // namespace ingot::client
