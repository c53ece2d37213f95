#include "tests/unit/storage/support/temp_dir.h"

#include <fstream>
#include <iterator>

#include "ledger/base/check.h"

namespace ingot::storage {

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
