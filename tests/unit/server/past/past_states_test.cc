#include "server/past/past_states.h"

#include <filesystem>

#include "absl/synchronization/mutex.h"
#include "tests/unit/server/past/past_fixture.h"

namespace ingot::testing {
namespace {

using ::testing::HasSubstr;

constexpr char kNotReady[] = "PAST_STATE_NOT_READY ingot-at-size";

// Holds the thread that makes states back before each step. Thread-safe.
class Gate {
 public:
  void Pass() {
    const absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(&open_));
  }
  void Set(bool open) {
    const absl::MutexLock lock(&mutex_);
    open_ = open;
  }

 private:
  absl::Mutex mutex_;
  bool open_ ABSL_GUARDED_BY(mutex_) = true;
};

class PastStatesTest : public PastTest {
 protected:
  PastStatesTest() {
    for (int n = 0; n < 4; ++n) {
      works_.Stock(Vin(n));
      CatchUp(1);
      sizes_.push_back(size());
    }
    works_.Stock(Vin(9));
    CatchUp(1);
    options_.path = node_.directory() + "/states";
    options_.disk_reserve_bytes = 1;
    options_.before_step = [this] { gate_.Pass(); };
  }
  ~PastStatesTest() override {
    gate_.Set(true);
    states_ = nullptr;
  }

  void Start() {
    absl::StatusOr<std::unique_ptr<past::PastStates>> states =
        past::PastStates::Start(options_, node_.node().published(), node_.node().notary());
    ASSERT_TRUE(states.ok()) << states.status();
    states_ = *std::move(states);
  }
  std::string Ask(uint64_t size) { return OutcomeOf(states_->At(Head(), size).status()); }
  std::string MessageOf(uint64_t size) { return std::string(states_->At(Head(), size).status().message()); }
  // Asks until the answer is no longer that it is not ready.
  std::string Settled(uint64_t size) {
    std::string outcome = kNotReady;
    for (int i = 0; i < 10'000 && outcome == kNotReady; ++i) {
      outcome = Ask(size);
      if (outcome == kNotReady) absl::SleepFor(absl::Milliseconds(1));
    }
    return outcome;
  }
  size_t Folders() const {
    std::error_code none;
    size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(options_.path, none)) count += entry.is_directory();
    return count;
  }

  // Ends of submissions, ascending.
  std::vector<uint64_t> sizes_;
  past::PastOptions options_;
  Gate gate_;
  std::unique_ptr<past::PastStates> states_;
};

TEST_F(PastStatesTest, SizesThatTheLedgerNeverHadAreRefused) {
  std::vector<TestEvent> events;
  for (int n = 20; n < 23; ++n) events.push_back(Fact(Registered(Vin(n))));
  const uint64_t first = size();
  works_.ledger().MustSubmit(Fleet::kMaker, std::move(events));
  works_.Stock(Vin(30));
  CatchUp(1);
  Start();
  EXPECT_EQ(Ask(0), "OUT_OF_RANGE ingot-at-size");
  EXPECT_EQ(Ask(size() + 1), "OUT_OF_RANGE ingot-at-size");
  for (uint64_t within = first + 1; within < first + 3; ++within) {
    EXPECT_EQ(Ask(within), "OUT_OF_RANGE ingot-at-size");
    EXPECT_THAT(MessageOf(within), HasSubstr(Cat("ask for ", first, " (after entry ", first - 1, ") or ", first + 3,
                                                 " (after entry ", first + 2, ")")));
  }
  EXPECT_EQ(Settled(first), "OK");
  EXPECT_EQ(Settled(first + 3), "OK");
}

TEST_F(PastStatesTest, TheHeadIsItsOwnState) {
  options_.states_max = 0;
  Start();
  const absl::StatusOr<SnapshotPtr> head = states_->At(Head(), size());
  ASSERT_TRUE(head.ok()) << head.status();
  EXPECT_EQ(*head, Head());
  EXPECT_EQ(Ask(sizes_[0]), "INVALID_VALUE ingot-at-size");
}

TEST_F(PastStatesTest, AStateThatIsBeingMadeSaysHowFarItIs) {
  options_.step_entries = 1;
  gate_.Set(false);
  Start();
  const uint64_t size = sizes_[1];
  EXPECT_EQ(Ask(size), kNotReady);
  EXPECT_THAT(MessageOf(size), HasSubstr(Cat("0 %, 0 of ", size, " entries")));
  EXPECT_EQ(Ask(sizes_[2]), kNotReady);
  EXPECT_THAT(MessageOf(sizes_[2]), HasSubstr("made first: 1"));
  gate_.Set(true);
  EXPECT_EQ(Settled(size), "OK");
  EXPECT_EQ(Settled(sizes_[2]), "OK");
  EXPECT_EQ((*states_->At(Head(), size))->head().size, size);
}

TEST_F(PastStatesTest, NoMoreThanAFewWait) {
  options_.waiting_max = 1;
  gate_.Set(false);
  Start();
  EXPECT_EQ(Ask(sizes_[0]), kNotReady);
  EXPECT_EQ(Ask(sizes_[1]), kNotReady);
  EXPECT_EQ(Ask(sizes_[2]), "OVERLOADED ingot-at-size");
  gate_.Set(true);
  EXPECT_EQ(Settled(sizes_[1]), "OK");
  EXPECT_EQ(Settled(sizes_[2]), "OK");
}

TEST_F(PastStatesTest, TheOneAskedForLongestAgoGoes) {
  options_.states_max = 2;
  Start();
  EXPECT_EQ(Settled(sizes_[0]), "OK");
  EXPECT_EQ(Settled(sizes_[1]), "OK");
  EXPECT_EQ(Ask(sizes_[0]), "OK");
  EXPECT_EQ(Settled(sizes_[2]), "OK");
  EXPECT_EQ(Ask(sizes_[0]), "OK");
  EXPECT_EQ(Folders(), 2u);
  gate_.Set(false);
  EXPECT_EQ(Ask(sizes_[1]), kNotReady);
}

TEST_F(PastStatesTest, AStateInUseStays) {
  options_.states_max = 1;
  Start();
  SnapshotPtr held = Await(*states_, sizes_[0]);
  EXPECT_EQ(Ask(sizes_[1]), kNotReady);
  absl::SleepFor(absl::Milliseconds(200));
  EXPECT_EQ(Ask(sizes_[1]), kNotReady);
  EXPECT_TRUE(held->Entry(0).ok());
  EXPECT_EQ(Ask(sizes_[0]), "OK");
  held = nullptr;
  EXPECT_EQ(Settled(sizes_[1]), "OK");
  EXPECT_EQ(Folders(), 1u);
}

TEST_F(PastStatesTest, TheReserveIsKept) {
  options_.disk_reserve_bytes = 1'000;
  bool full = true;
  options_.free_bytes = [&full] { return absl::StatusOr<uint64_t>(full ? 999 : 1'000); };
  Start();
  EXPECT_EQ(Ask(sizes_[0]), kNotReady);
  EXPECT_EQ(Settled(sizes_[0]), "DISK_RESERVE ingot-at-size");
  EXPECT_EQ(Folders(), 0u);
  states_ = nullptr;
  full = false;
  Start();
  EXPECT_EQ(Settled(sizes_[0]), "OK");
}

TEST_F(PastStatesTest, WhatNobodyWaitsForIsGivenUp) {
  options_.abandon_after = absl::ZeroDuration();
  gate_.Set(false);
  Start();
  EXPECT_EQ(Ask(sizes_[0]), kNotReady);
  absl::SleepFor(absl::Milliseconds(20));
  gate_.Set(true);
  for (int i = 0; i < 5'000 && Folders() > 0; ++i) absl::SleepFor(absl::Milliseconds(1));
  absl::SleepFor(absl::Milliseconds(50));
  EXPECT_EQ(Folders(), 0u);
  gate_.Set(false);
  EXPECT_THAT(MessageOf(sizes_[0]), HasSubstr("0 %"));
}

TEST_F(PastStatesTest, LeftoversOfAnEarlierProcessAreRemovedAndNothingElse) {
  std::filesystem::create_directories(options_.path + "/7/db");
  std::filesystem::create_directories(options_.path + "/kept");
  Start();
  EXPECT_FALSE(std::filesystem::exists(options_.path + "/7"));
  EXPECT_TRUE(std::filesystem::exists(options_.path + "/kept"));
}

TEST_F(PastStatesTest, AStopDoesNotWaitForAState) {
  options_.step_entries = 1;
  Start();
  EXPECT_EQ(Ask(sizes_[3]), kNotReady);
  states_ = nullptr;
  EXPECT_EQ(Folders(), 0u);
}

}  // namespace
}  // namespace ingot::testing
