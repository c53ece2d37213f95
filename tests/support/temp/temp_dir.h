// Directories for tests. All of a program's lie in one below the system's temporary one, which goes when the program
// ends; what a death test's child leaves behind lies there too, since nothing of a child that dies cleans up.
#ifndef INGOT_TESTS_SUPPORT_TEMP_TEMP_DIR_H_
#define INGOT_TESTS_SUPPORT_TEMP_TEMP_DIR_H_

#include <string>

namespace ingot::testing {

// A fresh directory that stays until the program ends. Aborts where none can be made.
std::string FreshDir();

// A fresh directory that goes with the object. Not thread-safe, like FreshDir.
class TempDir {
 public:
  TempDir() : path_(FreshDir()) {}
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();

  const std::string& path() const { return path_; }
  std::string Sub(const std::string& name) const { return path_ + "/" + name; }

 private:
  const std::string path_;
};

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_TEMP_TEMP_DIR_H_
