#include "clients/cpp/dump.h"

#include <string>
#include <string_view>

#include "clients/cpp/ledger_audit.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/audit/dump_format.h"
#include "ledger/base/strings.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::client {
namespace {

using ::testing::HasSubstr;

v1::StreamEntriesResponse Message(const std::string& entry) {
  v1::StreamEntriesResponse message;
  message.add_entries()->set_entry(entry);
  return message;
}

// Reads everything; the error, or "" with the number of messages in `count`.
std::string ReadAll(const std::string& path, int* count) {
  *count = 0;
  const auto reader = DumpReader::Open(path);
  if (!reader.ok()) return std::string(reader.status().message());
  v1::StreamEntriesResponse message;
  while (true) {
    const auto more = (*reader)->Next(&message);
    if (!more.ok()) return std::string(more.status().message());
    if (!*more) return "";
    ++*count;
  }
}

TEST(DumpTest, ReadsWhatItWrote) {
  const std::string path = FreshFolder("dump") + "/d";
  const auto writer = DumpWriter::Create(path);
  ASSERT_TRUE(writer.ok());
  // Lengths of one, two and three bytes of varint, and an empty message.
  for (const size_t size : {size_t{0}, size_t{1}, size_t{126}, size_t{20'000}, size_t{1'000'000}}) {
    ASSERT_TRUE((*writer)->Write(Message(std::string(size, 'e'))).ok());
  }
  ASSERT_TRUE((*writer)->Write(v1::StreamEntriesResponse()).ok());
  ASSERT_TRUE((*writer)->Finish().ok());
  const auto reader = DumpReader::Open(path);
  ASSERT_TRUE(reader.ok());
  v1::StreamEntriesResponse message;
  for (const size_t size : {size_t{0}, size_t{1}, size_t{126}, size_t{20'000}, size_t{1'000'000}}) {
    ASSERT_TRUE(*(*reader)->Next(&message));
    EXPECT_EQ(message.entries(0).entry(), std::string(size, 'e'));
  }
  ASSERT_TRUE(*(*reader)->Next(&message));
  EXPECT_EQ(message.entries_size(), 0);
  EXPECT_FALSE(*(*reader)->Next(&message));
  EXPECT_EQ((*reader)->offset(), (*reader)->size());
}

// The bytes of docs/FORMAT.md, section 6, written by hand.
TEST(DumpTest, HasTheDocumentedBytes) {
  const std::string path = FreshFolder("dump") + "/d";
  const auto writer = DumpWriter::Create(path);
  ASSERT_TRUE(writer.ok());
  v1::StreamEntriesResponse message;
  message.set_checkpoint("abc");
  ASSERT_TRUE((*writer)->Write(message).ok());
  ASSERT_TRUE((*writer)->Finish().ok());
  EXPECT_EQ(*ReadFile(path, 1000),
            "ingot/v1/dump\n\x05\x0a\x03"
            "abc");
}

TEST(DumpTest, ADumpIsNeverReplacedNorHalfWritten) {
  const std::string path = FreshFolder("dump") + "/d";
  {
    const auto writer = DumpWriter::Create(path);
    ASSERT_TRUE((*writer)->Write(Message("x")).ok());
  }
  EXPECT_TRUE(absl::IsNotFound(ReadFile(path, 10).status()));
  ASSERT_TRUE(WriteFile(path, "old", kPublicFile, Existing::kRefuse).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(DumpWriter::Create(path).status()));
}

TEST(DumpTest, EveryTruncationIsNoticed) {
  const std::string folder = FreshFolder("dump");
  const auto writer = DumpWriter::Create(folder + "/whole");
  ASSERT_TRUE((*writer)->Write(Message(std::string(200, 'e'))).ok());
  ASSERT_TRUE((*writer)->Write(Message("f")).ok());
  ASSERT_TRUE((*writer)->Finish().ok());
  const std::string whole = *ReadFile(folder + "/whole", 1000);
  int clean_ends = 0;
  for (size_t size = 0; size < whole.size(); ++size) {
    const std::string path = Cat(folder, "/cut");
    ASSERT_TRUE(WriteFile(path, whole.substr(0, size), kPublicFile, Existing::kReplace).ok());
    int count = 0;
    const std::string error = ReadAll(path, &count);
    if (error.empty()) {
      ++clean_ends;
    } else {
      EXPECT_TRUE(error.find("cut off") != std::string::npos || error.find("not a dump") != std::string::npos) << error;
    }
  }
  EXPECT_EQ(clean_ends, 2) << "only before the first and between the two messages: the checkpoint tells the rest";
}

// docs/FORMAT.md, sections 1 and 6: one spelling, also of a length.
TEST(DumpTest, WhatIsNotCanonicalIsRefused) {
  const std::string path = FreshFolder("dump") + "/d";
  int count = 0;
  const auto read = [&](std::string_view messages) {
    EXPECT_TRUE(WriteFile(path, Cat("ingot/v1/dump\n", messages), kPublicFile, Existing::kReplace).ok());
    return ReadAll(path, &count);
  };
  using namespace std::string_view_literals;  // NOLINT(google-build-using-namespace): the bytes hold zeros
  EXPECT_EQ(read(""), "");
  EXPECT_EQ(count, 0);
  EXPECT_EQ(read("\x00\x03\x0a\x01x"sv), "") << "an empty message, and one with an empty checkpoint left out";
  EXPECT_EQ(count, 2);
  // Lengths: 1 in two bytes; 0 in two; beyond 2^64; eleven bytes; beyond the bound; cut off.
  EXPECT_THAT(read("\x81\x00x"sv), HasSubstr("not minimal at byte 14"));
  EXPECT_THAT(read("\x80\x00"sv), HasSubstr("not minimal"));
  EXPECT_THAT(read("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x7f"sv), HasSubstr("no varint"));
  EXPECT_THAT(read("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"sv), HasSubstr("no varint"));
  EXPECT_THAT(read("\x81\x80\x80\x01"sv), HasSubstr("too long"));
  EXPECT_THAT(read("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"sv), HasSubstr("too long"));
  EXPECT_THAT(read("\x80"sv), HasSubstr("cut off"));
  EXPECT_THAT(read("\x05\x0a\x01"sv), HasSubstr("cut off"));
  // Messages: no protobuf; an unknown field, on top and in an entry; an explicit default; a field twice, out of order,
  // of another wire type; a tag and a length that are not minimal; a text that is not UTF-8.
  EXPECT_THAT(read("\x02\x0a\x05"sv), HasSubstr("not canonical"));
  EXPECT_THAT(read("\x02\x18\x01"sv), HasSubstr("not canonical"));
  EXPECT_THAT(read("\x04\x12\x02\x18\x01"sv), HasSubstr("not canonical"));
  EXPECT_THAT(read("\x02\x0a\x00"sv), HasSubstr("not canonical"));
  EXPECT_THAT(read("\x06\x0a\x01x\x0a\x01y"sv), HasSubstr("not canonical"));
  EXPECT_THAT(read("\x05\x12\x00\x0a\x01x"sv), HasSubstr("not canonical"));
  EXPECT_THAT(read("\x02\x08\x01"sv), HasSubstr("not canonical"));
  EXPECT_THAT(read("\x04\x8a\x00\x01x"sv), HasSubstr("not canonical"));
  EXPECT_THAT(read("\x04\x0a\x81\x00x"sv), HasSubstr("not canonical"));
  EXPECT_THAT(read("\x03\x0a\x01\xff"sv), HasSubstr("not canonical"));
}

TEST(DumpTest, BoundsHoldAtTheBoundAndNotBeyond) {
  const std::string path = FreshFolder("dump") + "/d";
  int count = 0;
  const auto read = [&](const std::string& bytes) {
    EXPECT_TRUE(WriteFile(path, bytes, kPublicFile, Existing::kReplace).ok());
    return ReadAll(path, &count);
  };
  EXPECT_THAT(read("ingot/v2/dump\n"), HasSubstr("not a dump"));
  EXPECT_THAT(read(""), HasSubstr("not a dump"));
  v1::StreamEntriesResponse many;
  for (int i = 0; i < audit::kMaxDumpMessageEntries; ++i) many.add_entries();
  // 1024 empty entries of two bytes each; the length 2048 is the varint 80 10.
  EXPECT_EQ(read("ingot/v1/dump\n\x80\x10" + many.SerializeAsString()), "");
  many.add_entries();
  EXPECT_THAT(read("ingot/v1/dump\n\x82\x10" + many.SerializeAsString()), HasSubstr("too many entries"));
  // A message of 2 MiB: tag, varint of 3 bytes, and the checkpoint; its own length is the varint 80 80 80 01.
  v1::StreamEntriesResponse large;
  large.set_checkpoint(std::string(audit::kMaxDumpMessageBytes - 4, 'c'));
  ASSERT_EQ(large.ByteSizeLong(), audit::kMaxDumpMessageBytes);
  EXPECT_EQ(read("ingot/v1/dump\n\x80\x80\x80\x01" + large.SerializeAsString()), "");
}

TEST(DumpTest, TheWriterKeepsTheBoundToo) {
  const std::string path = FreshFolder("dump") + "/d";
  const auto writer = DumpWriter::Create(path);
  EXPECT_FALSE((*writer)->Write(Message(std::string(audit::kMaxDumpMessageBytes, 'e'))).ok());
  v1::StreamEntriesResponse many;
  for (int i = 0; i < audit::kMaxDumpMessageEntries; ++i) many.add_entries();
  EXPECT_TRUE((*writer)->Write(many).ok());
  many.add_entries();
  EXPECT_FALSE((*writer)->Write(many).ok());
  v1::StreamEntriesResponse newer;
  ASSERT_TRUE(newer.ParseFromString("\x18\x01"));  // field 3, which this version does not know
  EXPECT_FALSE((*writer)->Write(newer).ok()) << "no reader would accept it";
}

}  // namespace
}  // namespace ingot::client
