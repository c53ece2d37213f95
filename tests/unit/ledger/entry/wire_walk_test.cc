#include "ledger/entry/wire_walk.h"

#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "ledger/entry/canonical.h"
#include "tests/support/fleet.h"
#include "tests/support/works.h"

namespace ingot::entry {
namespace {

using namespace std::string_literals;

// The format's own definition: it parses, nothing in it is unknown, and it serialises to the same bytes again.
bool ByDefinition(const std::string& bytes, google::protobuf::Message& message) {
  return message.ParseFromString(bytes) && CheckKnown(message).ok() && Serialise(message) == bytes;
}

// The walk leaves UTF-8 to the parser.
bool ByWalk(const std::string& bytes, google::protobuf::Message& message) {
  return message.ParseFromString(bytes) && IsCanonicalWire(bytes, *message.GetDescriptor());
}

// Entries with many kinds of events, from a fleet that went all the way to a furnace.
std::vector<std::string> Entries() {
  testing::Works works;
  works.Sell(testing::Vin(7));
  works.Melt("smelter/h-1", works.LotAtPlant("l-1", 1));
  std::vector<std::string> entries;
  for (const rules::NewEntry& entry : works.ledger().entries()) entries.push_back(entry.bytes);
  return entries;
}

TEST(WireWalkTest, AcceptsEveryEntryAndEvent) {
  for (const std::string& bytes : Entries()) {
    v1::Entry entry;
    ASSERT_TRUE(ByDefinition(bytes, entry));
    EXPECT_TRUE(IsCanonicalWire(bytes, *entry.GetDescriptor()));
    v1::Event event;
    EXPECT_TRUE(IsCanonicalWire(entry.event(), *event.GetDescriptor()));
  }
}

// Any change of a few bits, bytes or places: both judge alike.
TEST(WireWalkTest, AgreesWithTheDefinitionOnAlteredBytes) {
  const std::vector<std::string> entries = Entries();
  std::mt19937 random(20261129);
  int accepted = 0;
  for (int round = 0; round < 60'000; ++round) {
    v1::Entry whole;
    ASSERT_TRUE(whole.ParseFromString(entries[random() % entries.size()]));
    std::string bytes = whole.event();
    for (unsigned change = 0; change <= random() % 2; ++change) {
      const size_t at = random() % bytes.size();
      switch (random() % 4) {
        case 0:
          bytes[at] = static_cast<char>(bytes[at] ^ (1 << (random() % 8)));
          break;
        case 1:
          bytes.insert(at, 1, static_cast<char>(random() % 256));
          break;
        case 2:
          bytes.erase(at, 1);
          break;
        default:
          bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 8));
          break;
      }
      if (bytes.empty()) bytes = "x";
    }
    v1::Event message;
    const bool expected = ByDefinition(bytes, message);
    ASSERT_EQ(ByWalk(bytes, message), expected) << ::testing::PrintToString(bytes);
    accepted += expected;
  }
  EXPECT_GT(accepted, 1'000) << "both ways must be met";
}

// By hand, from docs/FORMAT.md, section 1: DetachedPart has bytes 1 and 2, Amount enums 1 and 2 and an int64 3.
TEST(WireWalkTest, TheRulesOneByOne) {
  const auto part = [](const std::string& bytes) { return IsCanonicalWire(bytes, *v1::DetachedPart::descriptor()); };
  EXPECT_TRUE(part(""));
  EXPECT_TRUE(part("\x0a\x01x\x12\x01y"s));
  EXPECT_FALSE(part("\x12\x01y\x0a\x01x"s)) << "order";
  EXPECT_FALSE(part("\x0a\x01x\x0a\x01x"s)) << "twice";
  EXPECT_FALSE(part("\x0a\x00"s)) << "an explicit default";
  EXPECT_FALSE(part("\x0a\x81\x00x"s)) << "a length that is not minimal";
  EXPECT_FALSE(part("\x8a\x00\x01x"s)) << "a tag that is not minimal";
  EXPECT_FALSE(part("\x0a\x02x"s)) << "cut off";
  EXPECT_FALSE(part("\x1a\x01x"s)) << "an unknown field";
  EXPECT_FALSE(part("\x08\x01"s)) << "another wire type";
  EXPECT_FALSE(part("\x0a"s)) << "no length";
  const auto amount = [](const std::string& bytes) { return IsCanonicalWire(bytes, *v1::Amount::descriptor()); };
  EXPECT_TRUE(amount("\x08\x01\x18\x05"s));
  EXPECT_TRUE(amount("\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s)) << "-1";
  EXPECT_FALSE(amount("\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x03"s)) << "above 2^64";
  EXPECT_FALSE(amount("\x18\xff\xff\xff\xff\xff\xff\xff\xff\xff\x81\x00"s)) << "eleven bytes";
  EXPECT_FALSE(amount("\x08\x7f"s)) << "an enum value that has no name";
  EXPECT_FALSE(amount("\x08\x00"s)) << "an explicit default";
  EXPECT_FALSE(amount("\x0a\x01\x01"s)) << "a list where a number stands";
}

}  // namespace
}  // namespace ingot::entry
