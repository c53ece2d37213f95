#include "storage/batch/state_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace ingot::storage {
namespace {

state::RecordPtr RecordNamed(const std::string& name) {
  auto record = std::make_shared<v1::Record>();
  record->mutable_organisation()->set_organisation_id(name);
  return record;
}

std::string NameOf(const state::RecordPtr& record) {
  return record == nullptr ? "absent" : record->organisation().organisation_id();
}

// What is committed, counting reads.
class CountingBase : public state::View {
 public:
  state::RecordPtr Find(const std::string& key) const override {
    ++reads[key];
    const auto found = records.find(key);
    return found == records.end() ? nullptr : found->second;
  }
  std::map<std::string, state::RecordPtr> records;
  mutable std::map<std::string, int> reads;
};

TEST(StateCacheTest, ReadsTheBaseOnceAndRemembersAbsenceToo) {
  CountingBase base;
  base.records["a"] = RecordNamed("one");
  const StateCache cache(base, 8);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(NameOf(cache.Find("a")), "one");
    EXPECT_EQ(NameOf(cache.Find("b")), "absent");
  }
  EXPECT_EQ(base.reads["a"], 1);
  EXPECT_EQ(base.reads["b"], 1);
}

TEST(StateCacheTest, EvictsTheLeastRecentlyUsed) {
  CountingBase base;
  const StateCache cache(base, 2);
  cache.Find("a");
  cache.Find("b");
  cache.Find("a");
  cache.Find("c");  // b goes
  EXPECT_EQ(cache.unpinned(), 2u);
  cache.Find("a");
  EXPECT_EQ(base.reads["a"], 1);
  cache.Find("b");
  EXPECT_EQ(base.reads["b"], 2);
}

TEST(StateCacheTest, UnpublishedRecordsAreNeverEvicted) {
  CountingBase base;
  StateCache cache(base, 1);
  cache.Put("a", RecordNamed("new"), 1);
  cache.Put("b", RecordNamed("new"), 1);
  for (int i = 0; i < 5; ++i) cache.Find("other" + std::to_string(i));
  EXPECT_EQ(NameOf(cache.Find("a")), "new");
  EXPECT_EQ(NameOf(cache.Find("b")), "new");
  EXPECT_EQ(base.reads["a"], 0);
  EXPECT_EQ(cache.pinned(), 2u);
  EXPECT_EQ(cache.unpinned(), 1u);
}

TEST(StateCacheTest, ReleaseKeepsWhatALaterBatchChangedAgain) {
  CountingBase base;
  StateCache cache(base, 1);
  cache.Put("a", RecordNamed("first"), 1);
  cache.Put("b", RecordNamed("first"), 1);
  cache.Put("a", RecordNamed("second"), 2);
  // Batch 1 is committed and published.
  base.records["a"] = RecordNamed("first");
  base.records["b"] = RecordNamed("first");
  cache.Release(1);
  EXPECT_EQ(cache.pinned(), 1u);
  cache.Find("x");  // pushes b out
  EXPECT_EQ(NameOf(cache.Find("a")), "second");
  EXPECT_EQ(NameOf(cache.Find("b")), "first");
  EXPECT_EQ(base.reads["b"], 1);
  base.records["a"] = RecordNamed("second");
  cache.Release(2);
  EXPECT_EQ(cache.pinned(), 0u);
  cache.Find("x");
  EXPECT_EQ(NameOf(cache.Find("a")), "second");
}

TEST(StateCacheTest, AChangeReplacesWhatWasCached) {
  CountingBase base;
  base.records["a"] = RecordNamed("old");
  StateCache cache(base, 4);
  EXPECT_EQ(NameOf(cache.Find("a")), "old");
  cache.Put("a", RecordNamed("new"), 1);
  EXPECT_EQ(NameOf(cache.Find("a")), "new");
  EXPECT_EQ(cache.unpinned(), 0u);
  cache.Put("a", RecordNamed("newer"), 1);
  EXPECT_EQ(NameOf(cache.Find("a")), "newer");
  EXPECT_EQ(cache.pinned(), 1u);
}

}  // namespace
}  // namespace ingot::storage
