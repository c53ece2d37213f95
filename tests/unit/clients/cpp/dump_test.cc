#include "clients/cpp/dump.h"

#include "clients/cpp/ledger_audit.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
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

TEST(DumpTest, MalformedAndOversizedMessagesAreRefused) {
  const std::string path = FreshFolder("dump") + "/d";
  int count = 0;
  const auto read = [&](const std::string& bytes) {
    EXPECT_TRUE(WriteFile(path, bytes, kPublicFile, Existing::kReplace).ok());
    return ReadAll(path, &count);
  };
  const std::string magic = "ingot/v1/dump\n";
  EXPECT_THAT(read("ingot/v2/dump\n"), HasSubstr("not a dump"));
  EXPECT_THAT(read(""), HasSubstr("not a dump"));
  EXPECT_THAT(read(magic + "\xff\xff\xff\xff\x7f"), HasSubstr("too long"));
  EXPECT_THAT(read(magic + "\xff\xff\xff\x7f"), HasSubstr("too long"));
  EXPECT_THAT(read(magic + std::string("\x02\x0a\x05", 3)), HasSubstr("no StreamEntriesResponse"));
  EXPECT_EQ(read(magic), "");
  EXPECT_EQ(count, 0);
}

TEST(DumpTest, TheWriterKeepsTheBoundToo) {
  const std::string path = FreshFolder("dump") + "/d";
  const auto writer = DumpWriter::Create(path);
  EXPECT_FALSE((*writer)->Write(Message(std::string(kMaxDumpMessageBytes, 'e'))).ok());
}

}  // namespace
}  // namespace ingot::client
