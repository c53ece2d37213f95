// A directory that goes with the test, and files in it.
#ifndef INGOT_TESTS_UNIT_STORAGE_SUPPORT_TEMP_DIR_H_
#define INGOT_TESTS_UNIT_STORAGE_SUPPORT_TEMP_DIR_H_

#include <string>

#include "tests/support/temp/temp_dir.h"

namespace ingot::storage {

using testing::TempDir;

// Whole files; a failure aborts the test program.
std::string ReadFile(const std::string& path);
void WriteFile(const std::string& path, const std::string& bytes);

}  // namespace ingot::storage

#endif  // INGOT_TESTS_UNIT_STORAGE_SUPPORT_TEMP_DIR_H_
