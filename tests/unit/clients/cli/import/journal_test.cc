#include "clients/cli/import/journal.h"

#include <string>

#include "clients/cli/tabular/row_checks.h"
#include "clients/cpp/files.h"
#include "clients/cpp/signer.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;

client::Draft Reading(int64_t metres) {
  client::Draft draft;
  draft.event.mutable_odometer_read()->set_odometer_m(metres);
  return draft;
}

v1::Submission Signed(std::vector<client::Draft> drafts) {
  return client::Signer(Hash{}, "a-1", client::KeyOf('k')).Sign(std::move(drafts), {}).value();
}

std::unique_ptr<Journal> Open(const std::string& folder, size_t rows_max = Journal::kMaxRows) {
  auto journal = Journal::Open(folder, Hash{}, "a-1", rows_max);
  EXPECT_TRUE(journal.ok()) << journal.status();
  return *std::move(journal);
}

TEST(JournalTest, RemembersRowsAcrossRuns) {
  const std::string folder = client::FreshFolder("journal");
  const v1::Submission submission = Signed({Reading(1), Reading(2)});
  {
    const auto journal = Open(folder);
    EXPECT_FALSE(journal->Unanswered()->has_value());
    ASSERT_TRUE(journal->Begin(submission).ok());
    ASSERT_TRUE(journal->Recorded(submission, 40).ok());
    EXPECT_EQ(journal->Find(Fingerprint(Reading(1))), 40u);
  }
  const auto journal = Open(folder);
  EXPECT_FALSE(journal->Unanswered()->has_value());
  EXPECT_EQ(journal->Find(Fingerprint(Reading(2))), 41u);
  EXPECT_EQ(journal->Find(Fingerprint(Reading(3))), std::nullopt);
}

TEST(JournalTest, KeepsTheSubmissionWhoseOutcomeIsNotKnown) {
  const std::string folder = client::FreshFolder("journal");
  const v1::Submission submission = Signed({Reading(1)});
  ASSERT_TRUE(Open(folder)->Begin(submission).ok());
  const auto journal = Open(folder);
  const auto kept = journal->Unanswered();
  ASSERT_TRUE(kept.ok() && kept->has_value());
  EXPECT_EQ((*kept)->SerializeAsString(), submission.SerializeAsString()) << "byte for byte: the same idempotency key";
  ASSERT_TRUE(journal->Refused().ok());
  EXPECT_FALSE(journal->Unanswered()->has_value());
}

TEST(JournalTest, ATornLineIsCutOff) {
  const std::string folder = client::FreshFolder("journal");
  const v1::Submission submission = Signed({Reading(1), Reading(2)});
  ASSERT_TRUE(Open(folder)->Recorded(submission, 7).ok());
  const std::string path = Cat(folder, "/", std::string(16, '0'), "-a-1.imported");
  std::string text = client::ReadFile(path, 1 << 20).value();
  text.resize(text.size() - 3);
  ASSERT_TRUE(client::WriteFile(path, text, 0600, client::Existing::kReplace).ok());
  const auto journal = Open(folder);
  EXPECT_EQ(journal->rows(), 1u);
  ASSERT_TRUE(journal->Recorded(submission, 7).ok());
  EXPECT_EQ(journal->Find(Fingerprint(Reading(2))), 8u);
}

TEST(JournalTest, DamageIsNamed) {
  const std::string folder = client::FreshFolder("journal");
  const std::string path = Cat(folder, "/", std::string(16, '0'), "-a-1.imported");
  ASSERT_TRUE(client::WriteFile(path, "nonsense\n", 0600, client::Existing::kReplace).ok());
  EXPECT_THAT(Journal::Open(folder, Hash{}, "a-1").status().ToString(), HasSubstr("line 1"));
}

TEST(JournalTest, ForgetsTheOlderHalfOfTooManyRows) {
  const std::string folder = client::FreshFolder("journal");
  std::vector<client::Draft> drafts;
  for (int i = 0; i < 11; ++i) drafts.push_back(Reading(i + 1));
  ASSERT_TRUE(Open(folder)->Recorded(Signed(drafts), 0).ok());
  EXPECT_EQ(Open(folder, 11)->rows(), 11u);
  const auto journal = Open(folder, 10);
  EXPECT_EQ(journal->rows(), 5u);
  EXPECT_EQ(journal->Find(Fingerprint(Reading(11))), 10u);
  EXPECT_EQ(journal->Find(Fingerprint(Reading(6))), std::nullopt);
}

TEST(JournalTest, OneImportAtATime) {
  const std::string folder = client::FreshFolder("journal");
  const auto journal = Open(folder);
  EXPECT_TRUE(absl::IsUnavailable(Journal::Open(folder, Hash{}, "a-1").status()));
  EXPECT_TRUE(Journal::Open(folder, Hash{}, "b-1").ok()) << "another organisation's is another";
}

}  // namespace
}  // namespace ingot::cli
