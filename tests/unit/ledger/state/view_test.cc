#include "ledger/state/view.h"

#include <memory>
#include <string>

#include "gtest/gtest.h"

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
