#include "ledger/state/view.h"

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ledger/state/record_key.h"

namespace ingot::state {
namespace {

RecordPtr Brand(const std::string& name) {
  auto record = std::make_shared<v1::Record>();
  record->mutable_brand()->set_name(name);
  return record;
}

std::string NameIn(const View& view, const std::string& key) {
  const RecordPtr record = view.Find(key);
  return record == nullptr ? "(none)" : record->brand().name();
}

TEST(MemoryViewTest, HoldsWhatWasApplied) {
  MemoryView view;
  EXPECT_EQ(view.Find("ba"), nullptr);
  view.Apply({{"ba", nullptr, Brand("first")}, {"bb", nullptr, Brand("other")}});
  view.Apply({{"ba", nullptr, Brand("second")}});
  EXPECT_EQ(NameIn(view, "ba"), "second");
  EXPECT_EQ(NameIn(view, "bb"), "other");
  EXPECT_EQ(view.records().size(), 2u);
}

RecordPtr UndoBy(const std::string& organisation) {
  v1::Record record;
  record.mutable_undo()->set_organisation_id(organisation);
  return std::make_shared<const v1::Record>(record);
}

// What is kept serialised reads as it was written, also after a change and out of order.
TEST(MemoryViewTest, KeepsWhatIsWrittenOnce) {
  MemoryView view;
  const std::string used = IdempotencyKey("hansa", std::string(16, 'k'));
  v1::Record earlier;
  earlier.mutable_idempotency()->set_first_seq(7);
  for (const uint64_t seq : {5u, 9u, 7u, 300u}) view.Apply({{UndoKey(seq), nullptr, UndoBy(std::to_string(seq))}});
  view.Apply({{UndoKey(7), nullptr, UndoBy("changed")}, {used, nullptr, std::make_shared<const v1::Record>(earlier)}});
  view.Apply({{"ba", nullptr, Brand("b")}, {"vx", nullptr, Brand("v")}, {"z", nullptr, Brand("z")}});
  EXPECT_EQ(view.Find(UndoKey(5))->undo().organisation_id(), "5");
  EXPECT_EQ(view.Find(UndoKey(7))->undo().organisation_id(), "changed");
  EXPECT_EQ(view.Find(UndoKey(9))->undo().organisation_id(), "9");
  EXPECT_EQ(view.Find(UndoKey(300))->undo().organisation_id(), "300");
  EXPECT_EQ(view.Find(UndoKey(6)), nullptr);
  EXPECT_EQ(view.Find(UndoKey(301)), nullptr);
  EXPECT_EQ(view.Find(used)->idempotency().first_seq(), 7u);
  EXPECT_EQ(view.Find(IdempotencyKey("hansa", std::string(16, 'l'))), nullptr);
  EXPECT_EQ(view.size(), 8u);
  std::vector<std::string> keys;
  view.ForEach([&keys](const std::string& key, const RecordPtr& record) {
    EXPECT_NE(record->state_case(), v1::Record::STATE_NOT_SET);
    keys.push_back(key);
  });
  EXPECT_EQ(keys.size(), 8u);
  EXPECT_TRUE(std::is_sorted(keys.begin(), keys.end()));
}

TEST(OverlayTest, CoversItsBaseAndLeavesItAlone) {
  MemoryView base;
  base.Apply({{"ba", nullptr, Brand("base")}, {"bc", nullptr, Brand("kept")}});
  Overlay overlay(base);
  EXPECT_TRUE(overlay.empty());
  overlay.Put("ba", Brand("changed"));
  overlay.Put("bb", Brand("new"));
  EXPECT_FALSE(overlay.empty());
  EXPECT_EQ(NameIn(overlay, "ba"), "changed");
  EXPECT_EQ(NameIn(overlay, "bb"), "new");
  EXPECT_EQ(NameIn(overlay, "bc"), "kept");
  EXPECT_EQ(NameIn(overlay, "bd"), "(none)");
  EXPECT_EQ(NameIn(base, "ba"), "base");
  EXPECT_EQ(base.Find("bb"), nullptr);
}

TEST(OverlayTest, ChangesAreByKeyWithWhatWasBefore) {
  MemoryView base;
  base.Apply({{"bb", nullptr, Brand("base")}});
  Overlay overlay(base);
  overlay.Put("bb", Brand("changed"));
  overlay.Put("bb", Brand("changed again"));
  overlay.Put("ba", Brand("new"));
  const std::vector<Change> changes = overlay.Changes();
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0].key, "ba");
  EXPECT_EQ(changes[0].before, nullptr);
  EXPECT_EQ(changes[0].after->brand().name(), "new");
  EXPECT_EQ(changes[1].key, "bb");
  EXPECT_EQ(changes[1].before->brand().name(), "base");
  EXPECT_EQ(changes[1].after->brand().name(), "changed again");
}

TEST(OverlayTest, ADroppedInnerOverlayLeavesNoTrace) {
  MemoryView base;
  base.Apply({{"ba", nullptr, Brand("base")}});
  Overlay outer(base);
  outer.Put("ba", Brand("outer"));
  {
    Overlay inner(outer);
    inner.Put("ba", Brand("inner"));
    inner.Put("bb", Brand("inner"));
    EXPECT_EQ(NameIn(inner, "ba"), "inner");
  }
  EXPECT_EQ(NameIn(outer, "ba"), "outer");
  EXPECT_EQ(outer.Find("bb"), nullptr);
}

TEST(OverlayTest, AMergedInnerOverlayBecomesPartOfTheOuter) {
  MemoryView base;
  base.Apply({{"ba", nullptr, Brand("base")}});
  Overlay outer(base);
  Overlay inner(outer);
  inner.Put("ba", Brand("inner"));
  inner.MergeInto(outer);
  EXPECT_EQ(NameIn(outer, "ba"), "inner");
  EXPECT_EQ(outer.Changes().at(0).before->brand().name(), "base");
}

}  // namespace
}  // namespace ingot::state
