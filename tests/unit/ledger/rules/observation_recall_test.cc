// RecallOpened, RecallClosed.
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/support/fleet.h"

namespace ingot::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ObservationRecallTest : public ::testing::Test {
 protected:
  std::string Open(const std::vector<std::string>& vins, const std::string& recall = "maker/r1") {
    return fleet_.Try("maker", Recall(recall, vins));
  }
  v1::RecallState Found(const std::string& recall = "maker/r1") {
    return fleet_.ledger().RecordOf(v1::SUBJECT_KIND_RECALL, recall).recall();
  }

  Fleet fleet_;
};

TEST_F(ObservationRecallTest, OpensForManyVehiclesAndGrows) {
  fleet_.Sell(Vin(1));
  fleet_.Bear(Vin(2));
  fleet_.Stock(Vin(3));
  const std::vector<std::string> two = Ascending({Vin(1), Vin(2)});
  ASSERT_EQ(Open(two), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + two[0], "VEHICLE " + two[1], "RECALL maker/r1"));
  EXPECT_THAT(fleet_.Postings(), IsEmpty());
  EXPECT_EQ(Found().recall_id(), "maker/r1");
  EXPECT_EQ(Found().organisation_id(), "maker");
  EXPECT_EQ(Found().vehicles(), 2u);
  EXPECT_FALSE(Found().do_not_drive());
  v1::RecallOpened more = Recall("maker/r1", {Vin(3)});
  more.set_do_not_drive(true);
  ASSERT_EQ(fleet_.Try("maker", more), "OK");
  EXPECT_EQ(Found().vehicles(), 3u);
  EXPECT_TRUE(Found().do_not_drive()) << "as last stated";
  ASSERT_EQ(Open({Vin(1)}, "maker/r0"), "OK");
  EXPECT_THAT(fleet_.Vehicle(Vin(1)).open_recalls(), ElementsAre("maker/r0", "maker/r1"));
  EXPECT_THAT(fleet_.Vehicle(Vin(3)).open_recalls(), ElementsAre("maker/r1"));
}

TEST_F(ObservationRecallTest, ChecksRecalls) {
  fleet_.Bear(Vin(1));
  fleet_.Do("treater", ForeignMake(Vin(2)));
  fleet_.ledger().Enrol("other-maker", {v1::ROLE_MANUFACTURER});
  EXPECT_EQ(Open({Vin(1)}, ""), "FIELD_MISSING recall_opened.recall_id");
  EXPECT_EQ(Open({Vin(1)}, "other-maker/r"), "ID_NOT_OWN recall_opened.recall_id");
  EXPECT_EQ(Open({}), "FIELD_MISSING recall_opened.vins");
  EXPECT_EQ(Open({Vin(1), Vin(1)}), "INVALID_VALUE recall_opened.vins[1]");
  EXPECT_EQ(Open(Ascending({Vin(1), "ZZZZZZZZZZZZZZZZ9"})), "NOT_FOUND recall_opened.vins[1]");
  EXPECT_EQ(Open({Vin(2)}), "INVALID_VALUE recall_opened.vins[0]") << "a foreign make";
  EXPECT_EQ(fleet_.Try("other-maker", Recall("other-maker/r", {Vin(1)})), "INVALID_VALUE recall_opened.vins[0]");
  EXPECT_EQ(fleet_.Try("dealer", Recall("dealer/r", {Vin(1)})), "ROLE_REQUIRED recall_opened");
  ASSERT_EQ(Open({Vin(1)}), "OK");
  EXPECT_EQ(Open({Vin(1)}), "ALREADY_EXISTS recall_opened.vins[0]");
}

TEST_F(ObservationRecallTest, NamesAtMostTwoHundredVehicles) {
  std::vector<std::string> vins;
  for (int n = 1; n <= 201; ++n) {
    fleet_.Bear(Vin(n));
    vins.push_back(Vin(n));
  }
  vins = Ascending(vins);
  EXPECT_EQ(Open(vins), "TOO_LARGE recall_opened.vins");
  vins.pop_back();
  ASSERT_EQ(Open(vins), "OK");
  EXPECT_EQ(fleet_.Subjects().size(), 201u);
  EXPECT_EQ(Found().vehicles(), 200u);
}

TEST_F(ObservationRecallTest, AVehicleHasAtMostSixteenOpenRecalls) {
  fleet_.Bear(Vin(1));
  for (int n = 10; n < 26; ++n) ASSERT_EQ(Open({Vin(1)}, Cat("maker/r", n)), "OK");
  EXPECT_EQ(Open({Vin(1)}, "maker/r26"), "LIMIT_REACHED recall_opened.vins[0]");
  ASSERT_EQ(fleet_.Try("workshop", Remedied("maker/r12", Vin(1))), "OK");
  EXPECT_EQ(Open({Vin(1)}, "maker/r26"), "OK");
}

TEST_F(ObservationRecallTest, TheRemedyClosesItForOneVehicle) {
  fleet_.Sell(Vin(1));
  fleet_.Sell(Vin(2));
  ASSERT_EQ(Open(Ascending({Vin(1), Vin(2)})), "OK");
  ASSERT_EQ(fleet_.Try("workshop", Remedied("maker/r1", Vin(1))), "OK");
  EXPECT_THAT(fleet_.Subjects(), ElementsAre("VEHICLE " + Vin(1), "RECALL maker/r1"));
  EXPECT_THAT(fleet_.Vehicle(Vin(1)).open_recalls(), IsEmpty());
  EXPECT_THAT(fleet_.Vehicle(Vin(2)).open_recalls(), ElementsAre("maker/r1"));
  EXPECT_EQ(Found().closed(), 1u);
  EXPECT_EQ(fleet_.Try("workshop", Remedied("maker/r1", Vin(1))), "NOT_FOUND recall_closed.recall_id") << "once";
  ASSERT_EQ(fleet_.Try("other-dealer", Remedied("maker/r1", Vin(2))), "OK");
  ASSERT_EQ(Open({Vin(1)}), "OK") << "the remedy failed: open again";
  EXPECT_EQ(Found().vehicles(), 3u);
  EXPECT_EQ(Found().closed(), 2u);
  EXPECT_EQ(fleet_.Try("maker", Remedied("maker/r1", Vin(1))), "OK");
}

TEST_F(ObservationRecallTest, ChecksRemedies) {
  fleet_.Bear(Vin(1));
  ASSERT_EQ(Open({Vin(1)}), "OK");
  EXPECT_EQ(fleet_.Try("workshop", Remedied("maker/r1", Vin(9))), "NOT_FOUND recall_closed.vin");
  EXPECT_EQ(fleet_.Try("workshop", Remedied("maker/r2", Vin(1))), "NOT_FOUND recall_closed.recall_id");
  EXPECT_EQ(fleet_.Try("workshop", Remedied("", Vin(1))), "FIELD_MISSING recall_closed.recall_id");
  EXPECT_EQ(fleet_.Try("workshop", Remedied("r1", Vin(1))), "INVALID_VALUE recall_closed.recall_id");
  EXPECT_EQ(fleet_.Try("insurer", Remedied("maker/r1", Vin(1))), "ROLE_REQUIRED recall_closed");
}

}  // namespace
}  // namespace ingot::testing
