// A directory that goes with the test.
#ifndef INGOT_TESTS_UNIT_STORAGE_SUPPORT_TEMP_DIR_H_
#define INGOT_TESTS_UNIT_STORAGE_SUPPORT_TEMP_DIR_H_

#include <string>

namespace ingot::storage {

class TempDir {
 public:
  TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir();

  const std::string& path() const { return path_; }
  std::string Sub(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

// Whole files; a failure aborts the test program.
std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, const std::string& bytes);

}  // namespace ingot::storage

#endif  // INGOT_TESTS_UNIT_STORAGE_SUPPORT_TEMP_DIR_H_
