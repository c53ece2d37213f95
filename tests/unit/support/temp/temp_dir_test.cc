#include "tests/support/temp/temp_dir.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "ledger/base/strings.h"

namespace ingot::testing {
namespace {

namespace fs = std::filesystem;

fs::path Parent(const std::string& path) { return fs::path(path).parent_path(); }

TEST(TempDirTest, IsFreshAndGoesWithItsContents) {
  std::string path;
  {
    const TempDir dir;
    const TempDir other;
    EXPECT_NE(dir.path(), other.path());
    EXPECT_EQ(Parent(dir.path()), Parent(other.path()));
    path = dir.path();
    EXPECT_TRUE(fs::is_empty(path));
    fs::create_directories(dir.Sub("a/b"));
    std::ofstream(dir.Sub("a/b/c")) << "text";
  }
  EXPECT_FALSE(fs::exists(path));
}

// Dies with a directory of its own.
[[noreturn]] void DieInADirectory() {
  const TempDir dir;
  std::fprintf(stderr, "died in %s\n", dir.path().c_str());
  abort();
}

TEST(TempDirDeathTest, AChildsDirectoriesLieInItsParents) {
  const std::string root = Parent(FreshDir()).string();
  for (const char* style : {"fast", "threadsafe"}) {
    GTEST_FLAG_SET(death_test_style, style);
    EXPECT_DEATH(DieInADirectory(), Cat("died in ", root, "/")) << style;
    EXPECT_TRUE(fs::exists(root)) << "a child must not remove it";
  }
}

// For the next one, in processes of their own.
TEST(TempDirTest, DISABLED_Leave) { FreshDir(); }
TEST(TempDirTest, DISABLED_DieFast) {
  GTEST_FLAG_SET(death_test_style, "fast");
  EXPECT_DEATH(DieInADirectory(), "died in");
}
TEST(TempDirTest, DISABLED_DieThreadsafe) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(DieInADirectory(), "died in");
}

TEST(TempDirTest, NothingStaysWhenTheProgramEnds) {
  const std::string self = fs::read_symlink("/proc/self/exe");
  for (const char* test : {"Leave", "DieFast", "DieThreadsafe"}) {
    const TempDir system;
    const std::string command =
        Cat("env -u INGOT_TESTS_DIR TMPDIR='", system.path(), "' '", self,
            "' --gtest_also_run_disabled_tests --gtest_filter=TempDirTest.DISABLED_", test, " >/dev/null 2>&1");
    EXPECT_EQ(std::system(command.c_str()), 0) << test;
    EXPECT_TRUE(fs::is_empty(system.path())) << test;
  }
}

}  // namespace
}  // namespace ingot::testing
