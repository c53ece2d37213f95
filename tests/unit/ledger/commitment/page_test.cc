#include "ledger/commitment/page.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "ledger/commitment/hashing.h"
#include "ledger/crypto/sha256.h"

namespace ingot::commitment {
namespace {

Page Example() {
  Page page;
  page[3].kind = Place::Kind::kLeaf;
  page[3].key_hash = crypto::Sha256("key");
  page[3].value = std::string(300, 'v');
  page[9].kind = Place::Kind::kPage;
  page[9].node = crypto::Sha256("below");
  page[15].kind = Place::Kind::kLeaf;
  return page;
}

TEST(PageTest, ReadsWhatItWrites) {
  const std::string bytes = Example().Encode();
  const auto page = Page::Decode(bytes);
  ASSERT_TRUE(page.has_value());
  EXPECT_EQ(page->Encode(), bytes);
  EXPECT_EQ(page->Top().hash, Example().Top().hash);
}

TEST(PageTest, RefusesOtherBytes) {
  const std::string bytes = Example().Encode();
  for (size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(Page::Decode(std::string_view(bytes).substr(0, length)).has_value()) << length;
  }
  EXPECT_FALSE(Page::Decode(bytes + '\0').has_value());
  std::string unknown = bytes;
  unknown[0] = 3;
  EXPECT_FALSE(Page::Decode(unknown).has_value());
}

TEST(PageTest, LetsOneKeyRise) {
  Page page;
  EXPECT_EQ(page.Top().keys, Keys::kNone);
  page[6].kind = Place::Kind::kLeaf;
  page[6].key_hash[0] = 0x60;
  EXPECT_EQ(page.Top().keys, Keys::kOne);
  EXPECT_EQ(page.Top().hash, LeafNode(page[6].key_hash, crypto::Sha256("")));
  page[14].kind = Place::Kind::kLeaf;
  page[14].key_hash[0] = 0xe0;
  EXPECT_EQ(page.Top().keys, Keys::kMore);
  EXPECT_EQ(page.Top().hash, InnerNode(page.NodeOf(6).hash, page.NodeOf(14).hash));
}

TEST(PageTest, LetsNoPageRise) {
  Page page;
  page[0].kind = Place::Kind::kPage;
  page[0].node = crypto::Sha256("below");
  Hash node = page[0].node;
  for (int level = 0; level < 4; ++level) node = InnerNode(node, kEmptyNode);
  EXPECT_EQ(page.Top().hash, node);
}

// A page that remembers its nodes hashes, after every change, as one that was just read.
TEST(PageTest, HashesWhatChanged) {
  std::mt19937 random(7);
  Page page;
  for (int step = 0; step < 2000; ++step) {
    const size_t index = random() % kPlaces;
    Place& place = page[index];
    place = Place{};
    place.kind = static_cast<Place::Kind>(random() % 3);
    if (place.kind == Place::Kind::kLeaf) {
      place.key_hash = crypto::Sha256(std::to_string(step));
      place.value = std::to_string(random());
    } else if (place.kind == Place::Kind::kPage) {
      place.node = crypto::Sha256(std::to_string(random()));
    }
    if (random() % 3 != 0) continue;
    const Page& changed = page;
    const auto fresh = Page::Decode(page.Encode());
    ASSERT_TRUE(fresh.has_value());
    for (size_t level = 0; level <= kPageLevels; ++level) {
      for (size_t i = 0; i < kPlaces >> level; ++i) {
        ASSERT_EQ(changed.Nodes()[level][i].hash, fresh->Nodes()[level][i].hash) << step << " " << level << " " << i;
        ASSERT_EQ(changed.Nodes()[level][i].keys, fresh->Nodes()[level][i].keys) << step << " " << level << " " << i;
      }
    }
  }
}

TEST(PageTest, FindsPlacesByHalfBytes) {
  Hash hash{};
  hash[0] = 0xab;
  hash[31] = 0x0c;
  EXPECT_EQ(PlaceOf(hash, 0), 0xau);
  EXPECT_EQ(PlaceOf(hash, 1), 0xbu);
  EXPECT_EQ(PlaceOf(hash, 62), 0u);
  EXPECT_EQ(PlaceOf(hash, 63), 0xcu);
}

}  // namespace
}  // namespace ingot::commitment
