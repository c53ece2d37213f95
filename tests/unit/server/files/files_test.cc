#include "server/files/files.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/support/temp/temp_dir.h"

namespace ingot::files {
namespace {

class FilesTest : public ::testing::Test {
 protected:
  const testing::TempDir temp_;
  const std::string dir_ = temp_.path();
};

TEST_F(FilesTest, ReadsWhatWasWrittenUpToABound) {
  const std::string path = dir_ + "/file";
  const std::string contents = std::string("a\0b\n", 4);
  ASSERT_TRUE(Write(path, contents, Access::kPublic).ok());
  EXPECT_EQ(*Read(path, 4), contents);
  EXPECT_EQ(Read(path, 3).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Read(dir_ + "/none", 3).status().code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(Read(dir_, 3).ok());
  ASSERT_TRUE(Write(path, "new", Access::kPublic).ok());
  EXPECT_EQ(*Read(path, 4), "new");
  EXPECT_FALSE(Exists(path + ".new"));
}

TEST_F(FilesTest, SecretsAreNotForOthers) {
  ASSERT_TRUE(Write(dir_ + "/secret", "x", Access::kSecret).ok());
  EXPECT_FALSE(IsReadableByOthers(dir_ + "/secret"));
  ASSERT_TRUE(Write(dir_ + "/public", "x", Access::kPublic).ok());
  EXPECT_TRUE(IsReadableByOthers(dir_ + "/public"));
}

TEST_F(FilesTest, DirectoriesAreMadeOnce) {
  EXPECT_TRUE(MakeDirectory(dir_ + "/sub").ok());
  EXPECT_TRUE(MakeDirectory(dir_ + "/sub").ok());
  EXPECT_FALSE(MakeDirectory(dir_ + "/none/sub").ok());
}

}  // namespace
}  // namespace ingot::files
