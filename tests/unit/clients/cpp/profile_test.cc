#include "clients/cpp/profile.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/unit/clients/support/reference.h"

namespace ingot::client {
namespace {

using ::testing::HasSubstr;

constexpr char kPath[] = "/etc/ingot/orgs/rhein/profile";
constexpr char kId[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

std::string Vkey(char seed) { return VerifierOf(KeyOf(seed), "bank.example/al").Format(); }

std::string Text() {
  return Cat(
      "# a comment\nserver = \"127.0.0.1:7443\"\nca = \"../../ca.pem\"\ncert = \"client.pem\"\n"
      "key = \"client.key\"\norganisation = \"rhein-mobil\"\nsigning-key = \"signing.key\"\nledger-id = \"",
      kId, "\"\nvkey = \"", Vkey('a'), "\"\n");
}

std::string Without(std::string_view name) {
  std::string text = Text();
  const size_t begin = text.find(Cat("\n", name, " ="));
  text.erase(begin, text.find('\n', begin + 1) - begin);
  return text;
}

std::string ErrorOfText(const std::string& text) { return std::string(ParseProfile(text, kPath).status().message()); }

TEST(ProfileTest, ReadsEverythingAndResolvesPaths) {
  const auto profile = ParseProfile(Text() + "timeout = \"2s\"\nstate = \"/var/lib/ingot\"\n", kPath);
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_EQ(profile->server, "127.0.0.1:7443");
  EXPECT_EQ(profile->ca, "/etc/ingot/orgs/rhein/../../ca.pem");
  EXPECT_EQ(profile->cert, "/etc/ingot/orgs/rhein/client.pem");
  EXPECT_EQ(profile->key, "/etc/ingot/orgs/rhein/client.key");
  EXPECT_EQ(profile->organisation, "rhein-mobil");
  EXPECT_EQ(profile->signing_key, "/etc/ingot/orgs/rhein/signing.key");
  EXPECT_EQ(ToHex(profile->ledger_id), kId);
  EXPECT_EQ(profile->origin(), "bank.example/al");
  EXPECT_EQ(profile->state, "/var/lib/ingot");
  EXPECT_EQ(profile->timeout, absl::Seconds(2));
}

TEST(ProfileTest, StateTimeoutAndSigningKeyHaveDefaults) {
  const auto profile = ParseProfile(Without("signing-key"), kPath);
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_EQ(profile->signing_key, "");
  EXPECT_EQ(profile->state, "/etc/ingot/orgs/rhein/state");
  EXPECT_EQ(profile->timeout, kDefaultTimeout);
}

TEST(ProfileTest, TakesSeveralVerifierKeysOfOneLedger) {
  const std::string two = Cat(Without("vkey"), "vkey = [\"", Vkey('a'), "\", \"", Vkey('b'), "\"]\n");
  const auto profile = ParseProfile(two, kPath);
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_EQ(profile->verifier_keys.size(), 2u);
  const std::string other = VerifierOf(KeyOf('c'), "other.example").Format();
  EXPECT_THAT(ErrorOfText(Cat(Without("vkey"), "vkey = [\"", Vkey('a'), "\", \"", other, "\"]\n")),
              HasSubstr("two ledgers"));
}

TEST(ProfileTest, NamesWhatIsMissing) {
  for (const char* name : {"server", "ca", "cert", "key", "organisation", "ledger-id", "vkey"}) {
    const std::string error = ErrorOfText(Without(name));
    EXPECT_THAT(error, HasSubstr(Cat(kPath, ": ", name, " is missing"))) << name;
  }
}

TEST(ProfileTest, NamesWhatIsUnknownOrTwiceThereOrWrong) {
  EXPECT_THAT(ErrorOfText(Text() + "colour = \"red\"\n"), HasSubstr("colour is not a setting"));
  EXPECT_THAT(ErrorOfText(Text() + "server = \"x:1\"\n"), HasSubstr("server"));
  EXPECT_THAT(ErrorOfText(Cat(Without("ledger-id"), "ledger-id = \"12\"\n")), HasSubstr("ledger-id must be 64"));
  EXPECT_THAT(ErrorOfText(Cat(Without("vkey"), "vkey = \"rubbish\"\n")), HasSubstr("vkey is no verifier key"));
  EXPECT_THAT(ErrorOfText(Text() + "timeout = \"soon\"\n"), HasSubstr("timeout must be a duration"));
  EXPECT_THAT(ErrorOfText(Text() + "timeout = \"-1s\"\n"), HasSubstr("timeout must be a duration"));
  EXPECT_FALSE(ParseProfile("", kPath).ok());
}

TEST(ProfileTest, AFileThatIsNotThereIsNamed) {
  const auto profile = LoadProfile("/nonexistent/profile");
  EXPECT_TRUE(absl::IsNotFound(profile.status()));
  EXPECT_THAT(std::string(profile.status().message()), HasSubstr("/nonexistent/profile"));
}

}  // namespace
}  // namespace ingot::client
