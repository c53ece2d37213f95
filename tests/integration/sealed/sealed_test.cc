// A data subject's way through a real server, by the command line over mTLS: sealed, asked for, found, erased; then
// every file that the server has is searched for what was sealed and for the key, in every spelling that it uses.
#include <stdlib.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"
#include "tests/support/server/command.h"
#include "tests/support/server/desk.h"
#include "tests/support/server/server_process.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot {
namespace {

namespace fs = std::filesystem;

using testing::CommandResult;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::MemberText;
using ::testing::Not;
using ::testing::SizeIs;

constexpr size_t kSlotBytes = 128;

std::string Contents(const fs::path& path) {
  absl::StatusOr<std::string> bytes = client::ReadFile(path.string(), size_t{1} << 30);
  return bytes.ok() ? *std::move(bytes) : std::string();
}

// The text as it would look to a scan: as it is, in hexadecimal, and in base64 at each of the three places in a group
// of bytes that it can begin at (without the digits that its neighbours share).
std::vector<std::string> Spellings(const std::string& text) {
  std::vector<std::string> spellings = {text, HexEncode(text)};
  for (size_t shift = 0; shift < 3; ++shift) {
    const std::string encoded = Base64Encode(std::string(shift, '\0') + text);
    const size_t begin = shift == 0 ? 0 : shift + 1;
    const size_t whole = (shift + text.size()) / 3 * 4;
    spellings.push_back(encoded.substr(begin, whole - begin));
  }
  return spellings;
}

// The files below `folder` that hold the text in any spelling.
std::vector<std::string> FilesWith(const std::string& folder, const std::string& text) {
  std::vector<std::string> found;
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    const std::string bytes = Contents(file.path());
    for (const std::string& spelling : Spellings(text)) {
      if (bytes.find(spelling) == std::string::npos) continue;
      found.push_back(file.path().string());
      break;
    }
  }
  return found;
}

// The data keys that a keystore's directory holds.
std::vector<std::string> KeysIn(const std::string& keystore) {
  std::vector<std::string> keys;
  for (const auto& file : fs::directory_iterator(keystore)) {
    const std::string bytes = Contents(file.path());
    if (bytes.size() % kSlotBytes != 0) continue;
    for (size_t at = 0; at < bytes.size(); at += kSlotBytes) {
      if (bytes[at] == 1) keys.push_back(bytes.substr(at + 48, 32));
    }
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

class SealedTest : public ::testing::Test {
 protected:
  SealedTest() : server_(folder_.path()) {}

  void SetUp() override {
    ASSERT_TRUE(server_.Start()) << Contents(server_.log_path());
    testing::EnrolAt(server_, "hansa", "dealer,lessor");
    testing::EnrolAt(server_, "stranger", "dealer");
    testing::EnrolAt(server_, "auditors", "auditor");
  }

  CommandResult As(const std::string& organisation, std::vector<std::string> words) {
    words.insert(words.begin(), {"--profile", server_.ProfilePath(organisation)});
    return testing::RunIngot(words);
  }
  // Standard output of a command that must succeed.
  std::string Must(const std::string& organisation, const std::vector<std::string>& words) {
    return testing::ExpectIngot(0, server_, organisation, words).out;
  }
  // The refusal of a command that must fail.
  std::string Refused(const std::string& organisation, const std::vector<std::string>& words) {
    return testing::ExpectIngot(1, server_, organisation, words).err;
  }

  // Records a yard with a sealed part; the entry's number.
  std::string Seal(const std::string& customer, const std::string& name, const std::string& plate) {
    const std::string path = scratch_.Sub("event.json");
    const std::string json = Cat(R"({"event": {"siteRegistered": {"siteId": "hansa/yard-)", ++drawn_,
                                 R"(", "name": "Yard", "country": "DE"}}, "sealed": {"customerRef": ")", customer,
                                 R"(", "plates": [{"country": "DE", "number": ")", plate,
                                 R"("}], "persons": [{"role": "PERSON_ROLE_LESSEE", "name": ")", name, R"("}]}})");
    EXPECT_TRUE(client::WriteFile(path, json, client::kSecretFile, client::Existing::kReplace).ok());
    return MemberText(Must("hansa", {"--json", "submit", path, "--now"}), "firstSeq");
  }
  std::string BackUp(const std::string& to) {
    const std::string out = scratch_.Sub("copy");
    EXPECT_EQ(system(Cat(INGOTD_PATH, " --keystore ", folder_.path(), "/keystore --back-up-keystore ", to,
                         " --keep-days 30 > ", out)
                         .c_str()),
              0);
    std::string path = Contents(out);
    while (!path.empty() && path.back() == '\n') path.pop_back();
    return path;
  }
  void Restart() {
    ASSERT_EQ(server_.Terminate(), 0) << Contents(server_.log_path());
    ASSERT_TRUE(server_.Start()) << Contents(server_.log_path());
  }

  testing::TempDir folder_;
  // What the clients have: not the server's.
  testing::TempDir scratch_;
  testing::ServerProcess server_;
  int drawn_ = 0;
};

TEST_F(SealedTest, SealedAskedForFoundErasedAndNowhere) {
  const std::vector<std::string> of_anna = {"Annegret Schmidtbauer", "KUNDE-100417", "HH-XQ 4711"};
  const std::string anna = Seal(of_anna[1], of_anna[0], of_anna[2]);
  const std::string bert = Seal("KUNDE-100418", "Bertram Hagedorn", "HH-XQ 4712");

  // Nobody is shown anything without a recorded reason.
  EXPECT_THAT(Refused("hansa", {"seal", "reveal", anna, "--recorded", anna}), HasSubstr("NOT_FOUND"));
  EXPECT_THAT(Must("hansa", {"seal", "reveal", anna, "--reason", "contract"}), HasSubstr(of_anna[0]));
  const std::string shown = Must("auditors", {"--json", "seal", "reveal", anna, "--reason", "audit"});
  EXPECT_THAT(shown, HasSubstr(of_anna[2]));
  EXPECT_THAT(Refused("stranger", {"seal", "reveal", anna, "--reason", "contract"}), HasSubstr("NOT_FOUND"));
  EXPECT_THAT(Refused("stranger", {"seal", "reveal", anna, "--recorded", MemberText(shown, "revealedSeq")}),
              HasSubstr("NOT_FOUND"));

  // Found by plate, however it is written, and by customer.
  const std::vector<std::string> by_plate = {"--json", "seal", "find", "--plate", "hh xq 4711", "--reason", "dispute"};
  EXPECT_EQ(MemberText(Must("hansa", by_plate), "seq"), anna);
  EXPECT_EQ(MemberText(Must("auditors", by_plate), "seq"), anna);
  EXPECT_EQ(Must("stranger", by_plate), "");
  EXPECT_EQ(MemberText(Must("hansa", {"--json", "seal", "find", "--customer", of_anna[1], "--reason", "audit"}), "seq"),
            anna);

  // Erased, with a copy of the keystore from before.
  const std::string copies = folder_.path() + "/copies";
  const std::string copy = BackUp(copies);
  const std::string keystore = folder_.path() + "/keystore";
  const std::vector<std::string> before = KeysIn(keystore);
  ASSERT_THAT(before, SizeIs(2));
  const std::string checkpoint = Must("auditors", {"checkpoint"});
  EXPECT_THAT(Refused("stranger", {"seal", "erase", "--entry", anna, "--reason", "subject-request", "--yes"}),
              HasSubstr("NOT_FOUND"));
  Must("hansa", {"seal", "erase", "--customer", of_anna[1], "--reason", "subject-request", "--yes"});
  EXPECT_THAT(Refused("hansa", {"seal", "reveal", anna, "--reason", "contract"}), HasSubstr("SEAL_STATE"));
  EXPECT_EQ(Must("hansa", by_plate), "");
  EXPECT_THAT(Must("hansa", {"seal", "reveal", bert, "--reason", "contract"}), HasSubstr("Bertram Hagedorn"));
  const std::vector<std::string> after = KeysIn(keystore);
  ASSERT_THAT(after, SizeIs(1));
  const std::string key = before[0] == after[0] ? before[1] : before[0];

  // In the copy the key is still there: the search finds what is to be found. A month later it is not.
  EXPECT_THAT(FilesWith(copies, key), SizeIs(1));
  fs::rename(copy, copies + "/20200101T000000Z");
  BackUp(copies);
  // Everything that stands in memory is written to files, too.
  Restart();
  for (const std::string& text : of_anna) EXPECT_THAT(FilesWith(folder_.path(), text), IsEmpty()) << text;
  EXPECT_THAT(FilesWith(folder_.path(), "HHXQ4711"), IsEmpty()) << "as plates are compared";
  EXPECT_THAT(FilesWith(folder_.path(), key), IsEmpty()) << "the key";
  EXPECT_THAT(FilesWith(folder_.path(), "hansa/yard-1"), Not(IsEmpty())) << "the clear part: the search works";
  EXPECT_THAT(FilesWith(folder_.path(), after[0]), Not(IsEmpty())) << "the other key: the search works";

  // The whole ledger verifies, as one that continues the checkpoint from before, by both verifiers.
  const std::string dump = scratch_.Sub("dump");
  EXPECT_THAT(Must("auditors", {"audit", "--save", dump}), HasSubstr("VERIFIED"));
  EXPECT_THAT(checkpoint, Not(IsEmpty()));
  EXPECT_THAT(FilesWith(scratch_.path(), key), IsEmpty());
  EXPECT_THAT(Contents(dump), Not(HasSubstr(of_anna[0])));
  EXPECT_THAT(Contents(dump), Not(HasSubstr("Bertram Hagedorn"))) << "a dump holds no sealed part at all";
  const std::string vkey = testing::OpenParty(server_.ProfilePath("auditors")).profile.verifier_keys.front().Format();
  EXPECT_EQ(system(Cat("clients/python/ingot-verify dump ", dump, " --vkey '", vkey, "' > /dev/null").c_str()), 0);
  EXPECT_EQ(server_.Terminate(), 0);
}

// Kills between the entry and the destruction can't be placed from outside, so many are tried: whatever the moment,
// after the next start the part is either whole or erased and unreadable.
TEST_F(SealedTest, AKillDuringAnErasureLeavesNothingHalf) {
  for (int round = 0; round < 6; ++round) {
    const std::string customer = Cat("KUNDE-2000", round);
    const std::string seq = Seal(customer, "Cornelia Weissenfels", "B-CW 1");
    std::vector<std::string> words = {"--profile",  server_.ProfilePath("hansa"),
                                      "seal",       "erase",
                                      "--customer", customer,
                                      "--reason",   "subject-request",
                                      "--yes"};
    // The client is given up on after a moment that grows, and the server is killed in the same moment.
    testing::RunIngotAndSignal(words, absl::Milliseconds(15 + 12 * round), SIGKILL);
    server_.Kill();
    ASSERT_TRUE(server_.Start()) << Contents(server_.log_path());
    const CommandResult shown = As("hansa", {"seal", "reveal", seq, "--reason", "contract"});
    const std::string found = Must("hansa", {"--json", "seal", "find", "--customer", customer, "--reason", "audit"});
    if (shown.exit_code == 0) {
      EXPECT_THAT(shown.out, HasSubstr("Cornelia Weissenfels"));
      EXPECT_EQ(MemberText(found, "seq"), seq);
    } else {
      EXPECT_THAT(shown.err, HasSubstr("SEAL_STATE"));
      EXPECT_EQ(found, "");
    }
  }
  EXPECT_THAT(Must("auditors", {"audit"}), HasSubstr("VERIFIED"));
}

}  // namespace
}  // namespace ingot
