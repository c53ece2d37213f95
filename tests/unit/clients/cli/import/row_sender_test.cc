#include "clients/cli/import/row_sender.h"

#include <map>
#include <string>
#include <vector>

#include "clients/cli/tabular/row_checks.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ingot/v1/event.pb.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A ledger that refuses readings above a bound, naming the first one, and numbers what it records.
class RowSenderTest : public ::testing::Test {
 protected:
  RowSenderTest() : folder_(client::FreshFolder("sender")), signer_(Hash{}, "a-1", client::KeyOf('k')) {}

  SenderSinks Sinks() {
    SenderSinks sinks;
    sinks.submit = [this](const v1::Submission& submission) { return Submit(submission); };
    sinks.find = [this](const std::string& key) -> absl::StatusOr<v1::Receipt> {
      if (receipts_.count(key) == 0) return refusal::Refuse(v1::REFUSAL_REASON_NOT_FOUND, "", "no such submission");
      v1::Receipt receipt;
      receipt.set_first_seq(receipts_[key]);
      return receipt;
    };
    sinks.column_of = [](const ImportRow&, std::string_view field) { return Cat("column of ", field); };
    sinks.done = [this](const ImportRow& row) {
      done_.push_back(Cat(row.number, " ", StateWord(row.state)));
      messages_ += Cat(row.number, ": ", RowMessage(row), "\n");
      return absl::OkStatus();
    };
    sinks.interrupted = [this] { return interrupted_; };
    return sinks;
  }

  absl::StatusOr<v1::Receipt> Submit(const v1::Submission& submission) {
    ++submissions_;
    if (!unavailable_.ok()) return unavailable_;
    if (key_revoked_ && submissions_ == 1) return refusal::Refuse(v1::REFUSAL_REASON_KEY_NOT_VALID, "", "revoked");
    const std::string& key = submission.header().idempotency_key();
    v1::Receipt receipt;
    if (receipts_.count(key) > 0) {
      receipt.set_first_seq(receipts_[key]);
      return receipt;
    }
    for (int i = 0; i < submission.events_size(); ++i) {
      v1::Event event;
      event.ParseFromString(submission.events(i).event());
      if (event.odometer_read().odometer_m() <= 100) continue;
      return refusal::Refuse(reason_, nameless_ ? "" : Cat("events[", i, "].odometer_read.odometer_m"), "too far");
    }
    receipts_[key] = recorded_;
    receipt.set_first_seq(recorded_);
    recorded_ += static_cast<uint64_t>(submission.events_size());
    if (lose_answer_) return absl::UnavailableError("no answer");
    return receipt;
  }

  // Rows "<vin> <metres>", from number 2 on.
  absl::Status Run(const std::vector<std::pair<std::string, int64_t>>& rows, size_t batch) {
    done_.clear();
    messages_.clear();
    auto journal = Journal::Open(folder_, Hash{}, "a-1");
    if (!journal.ok()) return journal.status();
    RowSender sender(**journal, signer_, batch, Sinks());
    absl::Status status = sender.Resume();
    uint64_t number = 2;
    for (const auto& [vin, metres] : rows) {
      ImportRow row;
      row.number = number++;
      row.reading.draft.event.mutable_odometer_read()->set_vin(vin);
      row.reading.draft.event.mutable_odometer_read()->set_odometer_m(metres);
      row.state = metres < 0 ? RowState::kWrong : RowState::kGood;
      if (status.ok()) status = sender.Add(std::move(row));
    }
    if (status.ok()) status = sender.Finish();
    stopped_ = sender.stopped();
    return status;
  }

  const std::string folder_;
  const client::Signer signer_;
  std::map<std::string, uint64_t> receipts_;
  uint64_t recorded_ = 10;
  int submissions_ = 0;
  bool key_revoked_ = false, nameless_ = false, lose_answer_ = false, interrupted_ = false;
  v1::RefusalReason reason_ = v1::REFUSAL_REASON_OUT_OF_RANGE;
  absl::Status unavailable_;
  absl::Status stopped_;
  std::vector<std::string> done_;
  std::string messages_;
};

TEST_F(RowSenderTest, GoodRowsGetInAndTheWrongOneIsNamed) {
  ASSERT_TRUE(Run({{"A", 1}, {"B", 999}, {"C", 3}, {"B", 4}, {"D", -1}, {"D", 5}}, 10).ok());
  EXPECT_THAT(done_, ElementsAre("2 recorded", "3 refused", "4 recorded", "5 waits", "6 wrong", "7 waits"));
  EXPECT_THAT(messages_, HasSubstr("3: column of events[1].odometer_read.odometer_m: too far"));
  EXPECT_THAT(messages_, HasSubstr("5: waits for row 3, which is about B too"));
  EXPECT_EQ(submissions_, 2);
  EXPECT_EQ(recorded_, 12u);
}

TEST_F(RowSenderTest, ASecondRunRecordsNothingAgain) {
  const std::vector<std::pair<std::string, int64_t>> rows = {{"A", 1}, {"B", 2}, {"C", 3}};
  ASSERT_TRUE(Run(rows, 2).ok());
  EXPECT_EQ(recorded_, 13u);
  ASSERT_TRUE(Run(rows, 3).ok()) << "whatever the batches";
  EXPECT_THAT(done_, ElementsAre("2 already", "3 already", "4 already"));
  EXPECT_EQ(recorded_, 13u);
}

TEST_F(RowSenderTest, AnAnswerThatWasLostIsLearntByTheNextRun) {
  lose_answer_ = true;
  const std::vector<std::pair<std::string, int64_t>> rows = {{"A", 1}, {"B", 2}, {"C", 3}};
  ASSERT_TRUE(Run(rows, 2).ok());
  EXPECT_TRUE(absl::IsUnavailable(stopped_));
  EXPECT_THAT(done_, ElementsAre("2 unknown", "3 unknown", "4 not sent"));
  lose_answer_ = false;
  ASSERT_TRUE(Run(rows, 2).ok());
  EXPECT_THAT(done_, ElementsAre("2 already", "3 already", "4 recorded"));
  EXPECT_EQ(recorded_, 13u) << "each once";
}

// The new key signs the rest; what the old one had signed is looked up.
TEST_F(RowSenderTest, AnUnansweredSubmissionOfARevokedKeyIsLookedUp) {
  for (const bool was_recorded : {true, false}) {
    lose_answer_ = was_recorded;
    unavailable_ = was_recorded ? absl::OkStatus() : absl::UnavailableError("down");
    const int64_t metres = was_recorded ? 1 : 11;
    ASSERT_TRUE(Run({{"A", metres}}, 1).ok());
    lose_answer_ = false;
    unavailable_ = absl::OkStatus();
    key_revoked_ = true;
    submissions_ = 0;
    ASSERT_TRUE(Run({{"A", metres}, {"B", metres}}, 1).ok());
    EXPECT_THAT(done_, ElementsAre(was_recorded ? "2 already" : "2 recorded", "3 recorded"));
    key_revoked_ = false;
  }
  EXPECT_EQ(recorded_, 14u);
}

TEST_F(RowSenderTest, ASubmissionThatWasNeverReceivedIsSentAgain) {
  unavailable_ = absl::UnavailableError("down");
  ASSERT_TRUE(Run({{"A", 1}}, 2).ok());
  EXPECT_THAT(done_, ElementsAre("2 unknown"));
  ASSERT_TRUE(Run({{"A", 1}}, 2).ok());
  EXPECT_THAT(done_, ElementsAre("2 not sent")) << "nothing new before the old one is known";
  unavailable_ = absl::OkStatus();
  ASSERT_TRUE(Run({{"A", 1}}, 2).ok());
  EXPECT_THAT(done_, ElementsAre("2 already"));
  EXPECT_EQ(recorded_, 11u);
}

TEST_F(RowSenderTest, ARefusalThatNamesNoRowIsFoundByHalves) {
  nameless_ = true;
  std::vector<std::pair<std::string, int64_t>> rows;
  for (int i = 0; i < 16; ++i) rows.push_back({Cat("V", i), i == 11 ? 999 : i + 1});
  ASSERT_TRUE(Run(rows, 16).ok());
  EXPECT_EQ(done_[11], "13 refused");
  EXPECT_EQ(recorded_, 25u);
  EXPECT_LE(submissions_, 10);
}

TEST_F(RowSenderTest, AReasonThatIsNoRowsStopsTheImport) {
  reason_ = v1::REFUSAL_REASON_KEY_NOT_VALID;
  ASSERT_TRUE(Run({{"A", 999}, {"B", 1}}, 1).ok());
  EXPECT_THAT(done_, ElementsAre("2 not sent", "3 not sent"));
  EXPECT_FALSE(stopped_.ok());
  EXPECT_EQ(submissions_, 1);
}

TEST_F(RowSenderTest, AReasonThatATypeSharesIsAskedOnce) {
  reason_ = v1::REFUSAL_REASON_ROLE_REQUIRED;
  ASSERT_TRUE(Run({{"A", 999}, {"B", 999}, {"C", 999}}, 1).ok());
  EXPECT_THAT(done_, ElementsAre("2 refused", "3 refused", "4 refused"));
  EXPECT_EQ(submissions_, 1);
}

TEST_F(RowSenderTest, AnInterruptionEndsBeforeTheNextSubmission) {
  interrupted_ = true;
  ASSERT_TRUE(Run({{"A", 1}, {"B", 2}}, 1).ok());
  EXPECT_THAT(done_, ElementsAre("2 not sent", "3 not sent"));
  EXPECT_TRUE(absl::IsCancelled(stopped_));
  EXPECT_EQ(submissions_, 0);
}

}  // namespace
}  // namespace ingot::cli
