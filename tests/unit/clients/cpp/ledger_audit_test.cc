#include "clients/cpp/ledger_audit.h"

#include <memory>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "ledger/base/check.h"
#include "tests/unit/clients/support/fake_server.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::client {
namespace {

class LedgerAuditTest : public ::testing::Test {
 protected:
  LedgerAuditTest() : folder_(FreshFolder("ledger")), server_(folder_) {
    absl::StatusOr<std::unique_ptr<LedgerClient>> client = LedgerClient::Open(server_.profile());
    INGOT_CHECK_OK(client);
    client_ = *std::move(client);
    input_.keys = server_.profile().verifier_keys;
    input_.ledger_id = server_.profile().ledger_id;
    input_.entries = EntriesFromServer(*client_, absl::Minutes(1));
  }

  const std::string folder_;
  FakeServer server_;
  std::unique_ptr<LedgerClient> client_;
  AuditInput input_;
};

TEST_F(LedgerAuditTest, VerifiesAServersLedger) {
  uint64_t last_done = 0, last_total = 0;
  input_.replay.progress = [&](uint64_t done, uint64_t total) {
    last_done = done;
    last_total = total;
  };
  const absl::StatusOr<AuditReport> report = AuditLedger(input_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->verified());
  EXPECT_EQ(report->entries, server_.ledger().entries().size());
  EXPECT_EQ(report->replayed, report->entries);
  EXPECT_EQ(report->ledger_id, server_.ledger().ledger_id());
  EXPECT_EQ(last_done, report->entries);
  EXPECT_EQ(last_total, report->entries);
}

TEST_F(LedgerAuditTest, ASecondCheckpointIsRefused) {
  std::string checkpoint;
  input_.entries.next = [&, honest = input_.entries.next](v1::StreamEntriesResponse* message) {
    absl::StatusOr<bool> more = honest(message);
    if (checkpoint.empty()) {
      checkpoint = message->checkpoint();
    } else if (more.ok() && *more) {
      message->set_checkpoint(checkpoint);
    }
    return more;
  };
  const absl::Status status = AuditLedger(input_).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << status;
}

TEST_F(LedgerAuditTest, ADumpVerifiesTheSame) {
  const auto writer = DumpWriter::Create(folder_ + "/dump");
  ASSERT_TRUE(writer.ok());
  input_.replay.save = writer->get();
  ASSERT_TRUE(AuditLedger(input_)->verified());
  ASSERT_TRUE((*writer)->Finish().ok());

  const auto reader = DumpReader::Open(folder_ + "/dump");
  ASSERT_TRUE(reader.ok());
  AuditInput offline;
  offline.keys = input_.keys;
  offline.entries.next = [&reader](v1::StreamEntriesResponse* message) { return (*reader)->Next(message); };
  const absl::StatusOr<AuditReport> report = AuditLedger(std::move(offline));
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->verified());
  EXPECT_EQ(report->entries, server_.ledger().entries().size());
}

TEST_F(LedgerAuditTest, AFlippedByteIsFoundWithItsEntry) {
  constexpr uint64_t kBad = 2;
  const EntrySource honest = input_.entries.next;
  input_.entries.next = [&honest](v1::StreamEntriesResponse* message) -> absl::StatusOr<bool> {
    absl::StatusOr<bool> more = honest(message);
    v1::Entry entry;
    if (more.ok() && *more && entry.ParseFromString(message->entries(0).entry()) && entry.seq() == kBad) {
      std::string& bytes = *message->mutable_entries(0)->mutable_entry();
      bytes[bytes.size() - 3] ^= 1;
    }
    return more;
  };
  const absl::StatusOr<AuditReport> report = AuditLedger(input_);
  ASSERT_TRUE(report.ok());
  ASSERT_FALSE(report->verified());
  EXPECT_EQ(report->findings.front().seq, kBad);
}

TEST_F(LedgerAuditTest, AnotherLedgerThanTheOneMeantIsFound) {
  (*input_.ledger_id)[5] ^= 1;
  const absl::StatusOr<AuditReport> report = AuditLedger(input_);
  ASSERT_TRUE(report.ok());
  ASSERT_EQ(report->findings.size(), 1u);
  EXPECT_EQ(report->findings[0].kind, audit::FindingKind::kForeignCheckpoint);
}

TEST_F(LedgerAuditTest, AKeyThatIsNotTrustedRefutes) {
  input_.keys = {VerifierOf(KeyOf('x'), input_.keys.front().name())};
  EXPECT_FALSE(AuditLedger(input_)->verified());
}

TEST_F(LedgerAuditTest, AStreamWithoutALedgerIsUnusable) {
  input_.entries.next = [](v1::StreamEntriesResponse*) -> absl::StatusOr<bool> { return false; };
  EXPECT_TRUE(absl::IsInvalidArgument(AuditLedger(input_).status()));
  bool first = true;
  input_.entries.next = [&first](v1::StreamEntriesResponse* message) -> absl::StatusOr<bool> {
    message->set_checkpoint("no note");
    return std::exchange(first, false);
  };
  EXPECT_TRUE(absl::IsInvalidArgument(AuditLedger(input_).status()));
}

}  // namespace
}  // namespace ingot::client
