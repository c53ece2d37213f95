#include "tests/support/temp/temp_dir.h"

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>

#include "ledger/base/check.h"

namespace ingot::testing {
namespace {

// Tells a death test's child, which may begin as a program of its own, where its parent's directory is.
constexpr char kVariable[] = "INGOT_TESTS_DIR";

std::string Make(std::filesystem::path pattern) {
  std::string path = pattern;
  INGOT_CHECK_MSG(mkdtemp(path.data()) != nullptr, path);
  return path;
}

void Remove(const std::string& path) {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

// The program's directory; whoever made it removes it.
struct Root {
  Root() {
    if (const char* const parents = getenv(kVariable); parents != nullptr) {
      path = parents;
      return;
    }
    path = Make(std::filesystem::temp_directory_path() / "ingot-test-XXXXXX");
    owner = getpid();
    INGOT_CHECK(setenv(kVariable, path.c_str(), /*overwrite=*/1) == 0);
  }

  std::string path;
  pid_t owner = -1;
};

const Root& TheRoot() {
  static const Root* const root = [] {
    atexit([] {
      // Children of fork() end here too.
      if (TheRoot().owner == getpid()) Remove(TheRoot().path);
    });
    return new Root;
  }();
  return *root;
}

// Made before main(), so that a death test's child is never the first to need it.
[[maybe_unused]] const Root& root_at_start = TheRoot();

}  // namespace

std::string FreshDir() { return Make(std::filesystem::path(TheRoot().path) / "XXXXXX"); }

TempDir::~TempDir() { Remove(path_); }

}  // namespace ingot::testing
