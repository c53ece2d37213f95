#include "tests/unit/storage/support/temp_dir.h"

#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "ledger/base/check.h"

namespace ingot::storage {

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "ingot-storage-XXXXXX").string();
  INGOT_CHECK(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  INGOT_CHECK_MSG(in.good(), path);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  INGOT_CHECK_MSG(out.good(), path);
}

}  // namespace ingot::storage
