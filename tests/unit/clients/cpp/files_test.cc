#include "clients/cpp/files.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "gtest/gtest.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::client {
namespace {

std::vector<std::string> NamesIn(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    names.push_back(file.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

TEST(FilesTest, WritesWholeFilesWithTheirMode) {
  const std::string folder = FreshFolder("files");
  ASSERT_TRUE(WriteFile(folder + "/secret", "s", kSecretFile, Existing::kRefuse).ok());
  EXPECT_EQ(*ReadFile(folder + "/secret", 10), "s");
  struct stat info;
  ASSERT_EQ(stat((folder + "/secret").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_EQ(NamesIn(folder), std::vector<std::string>{"secret"});
}

TEST(FilesTest, RefusesOrReplacesAsAsked) {
  const std::string path = FreshFolder("files") + "/f";
  ASSERT_TRUE(WriteFile(path, "1", kPublicFile, Existing::kRefuse).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(WriteFile(path, "2", kPublicFile, Existing::kRefuse)));
  EXPECT_EQ(*ReadFile(path, 10), "1");
  ASSERT_TRUE(WriteFile(path, "3", kPublicFile, Existing::kReplace).ok());
  EXPECT_EQ(*ReadFile(path, 10), "3");
}

TEST(FilesTest, WhatIsNotCommittedLeavesNothing) {
  const std::string folder = FreshFolder("files");
  {
    auto file = PendingFile::Create(folder + "/f", kPublicFile, Existing::kRefuse);
    ASSERT_TRUE(file.ok());
    ASSERT_TRUE((*file)->Write("half").ok());
    EXPECT_FALSE(std::filesystem::exists(folder + "/f"));
  }
  EXPECT_TRUE(NamesIn(folder).empty());
  {
    auto pending = PendingFolder::Create(folder + "/d");
    ASSERT_TRUE(pending.ok());
    ASSERT_TRUE(WriteFile((*pending)->path() + "/f", "x", kPublicFile, Existing::kRefuse).ok());
  }
  EXPECT_TRUE(NamesIn(folder).empty());
}

TEST(FilesTest, RemovePendingCleansUpForASignal) {
  const std::string folder = FreshFolder("files");
  auto file = PendingFile::Create(folder + "/f", kPublicFile, Existing::kRefuse);
  auto pending = PendingFolder::Create(folder + "/d");
  ASSERT_TRUE(file.ok() && pending.ok());
  EXPECT_EQ(NamesIn(folder).size(), 2u);
  RemovePending();
  EXPECT_TRUE(NamesIn(folder).empty());
}

TEST(FilesTest, AFolderAppearsWhole) {
  const std::string folder = FreshFolder("files");
  auto pending = PendingFolder::Create(folder + "/d/");
  ASSERT_TRUE(pending.ok());
  ASSERT_TRUE(WriteFile((*pending)->path() + "/f", "x", kPublicFile, Existing::kRefuse).ok());
  ASSERT_TRUE((*pending)->Commit().ok());
  EXPECT_EQ(*ReadFile(folder + "/d/f", 10), "x");
  EXPECT_TRUE(absl::IsAlreadyExists(PendingFolder::Create(folder + "/d").status()));
  ASSERT_EQ(unlink((folder + "/d/f").c_str()), 0);
  auto again = PendingFolder::Create(folder + "/d");
  ASSERT_TRUE(again.ok()) << "an empty folder may be filled";
  EXPECT_TRUE((*again)->Commit().ok());
}

TEST(FilesTest, ReadingIsBounded) {
  const std::string path = FreshFolder("files") + "/f";
  ASSERT_TRUE(WriteFile(path, std::string(100, 'x'), kPublicFile, Existing::kRefuse).ok());
  EXPECT_EQ(ReadFile(path, 100)->size(), 100u);
  EXPECT_TRUE(absl::IsInvalidArgument(ReadFile(path, 99).status()));
  EXPECT_TRUE(absl::IsNotFound(ReadFile(path + "x", 99).status()));
}

TEST(FilesTest, PathsAreRelativeToAFolder) {
  EXPECT_EQ(Below("/a/b", "c"), "/a/b/c");
  EXPECT_EQ(Below("/a/b", "/c"), "/c");
  EXPECT_EQ(FolderOf("/a/b"), "/a");
  EXPECT_EQ(FolderOf("b"), ".");
}

}  // namespace
}  // namespace ingot::client
