// A real ledger's database, closed, and what it holds: for tests that alter it behind the server's back.
#ifndef INGOT_TESTS_TAMPER_SUPPORT_TAMPERED_LEDGER_H_
#define INGOT_TESTS_TAMPER_SUPPORT_TAMPERED_LEDGER_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "storage/db/database.h"
#include "tests/support/temp/temp_dir.h"
#include "tests/support/works.h"
#include "tests/unit/server/support/test_node.h"

namespace ingot::testing {

// Everything that a database holds: family, key -> value.
using Contents = std::vector<std::map<std::string, std::string>>;

// Reads all of it. Aborts nothing: a family that can't be read is an error.
absl::StatusOr<Contents> ReadContents(const storage::Database& database);

// A fleet's life up to a furnace, contracts and terms included, over more than one hash tile; written by a server that
// was stopped by a signal (`clean`), or killed with everything in its log.
class TamperedLedger {
 public:
  enum class End { kClean, kKilled };
  explicit TamperedLedger(End end);

  const std::string& db() { return node_.options().ledger.database.path; }
  const std::string& anchor() { return node_.options().ledger.anchor_path; }
  uint64_t size() const { return works_.ledger().entries().size(); }
  const TestLedger& ledger() const { return works_.ledger(); }
  TestNode& node() { return node_; }
  // The receipt of the last submission.
  const v1::Receipt& receipt() const { return receipt_; }

 private:
  Works works_;
  TestNode node_;
  v1::Receipt receipt_;
};

// Copies a folder of files into a new one.
void CopyFolder(const std::string& from, const std::string& to);

// Opens small: a test opens thousands.
storage::DatabaseOptions SmallDatabase(const std::string& path, bool read_only);

}  // namespace ingot::testing

#endif  // INGOT_TESTS_TAMPER_SUPPORT_TAMPERED_LEDGER_H_
