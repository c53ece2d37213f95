// People at the terminals of a server: whatever they do they do with the program `ingot`, each by a profile of their
// own.
#ifndef INGOT_TESTS_SUPPORT_SERVER_DESK_H_
#define INGOT_TESTS_SUPPORT_SERVER_DESK_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "tests/support/server/command.h"
#include "tests/support/server/server_process.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot::testing {

// Runs `ingot` with these arguments as an organisation, or, for an empty name, without a profile; that it ends with
// another code than `code` fails the test.
CommandResult ExpectIngot(int code, const ServerProcess& server, std::string_view organisation,
                          std::vector<std::string> arguments);
// A certificate and a place on the ledger, in Germany.
void EnrolAt(const ServerProcess& server, const std::string& id, const std::string& role);
// The size of the checkpoint in an answer as JSON; 0 where it has none.
uint64_t CheckpointSizeIn(std::string_view json);

// A running server, and a folder for the test's own files.
class DeskTest : public ::testing::Test {
 protected:
  explicit DeskTest(std::vector<std::string> server_flags = {})
      : server_(ledger_folder_.path(), std::move(server_flags)) {}
  void SetUp() override;

  // In the folder for the test's files.
  std::string Path(std::string_view name) const;
  void Write(std::string_view name, std::string_view text) const;
  CommandResult Expect(int code, std::string_view organisation, std::vector<std::string> arguments) const {
    return ExpectIngot(code, server_, organisation, std::move(arguments));
  }
  void Enrol(const std::string& id, const std::string& role) const { EnrolAt(server_, id, role); }
  // Signs and submits events, a JSON array; those without a time are of now.
  CommandResult Submit(std::string_view organisation, std::string_view events, int code = 0) const;
  // Entries of the ledger.
  int64_t Size() const;

  TempDir ledger_folder_;
  TempDir folder_;
  ServerProcess server_;
};

// The n-th vehicle of the tests at desks: a VIN with a valid check character. 1 to 9 999 999.
std::string DeskVin(int n);
// A brand "maker/van", for its manufacturer "maker" to submit.
extern const char kDeskBrand[];
// The births of the vehicles `first` to `last` (1 to 9), each on that day of May 2026, of that brand, with 156 kg of
// body, for "maker" to submit.
std::string BirthsInMay(int first, int last);

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_SERVER_DESK_H_
