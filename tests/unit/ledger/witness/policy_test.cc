#include "ledger/witness/policy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "ledger/base/strings.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/note/note.h"
#include "ledger/verdict/verdict.h"

namespace ingot::witness {
namespace {

using note::SignatureType;
using note::VerifierKey;

VerifierKey KeyNamed(std::string_view name, char seed, SignatureType type = SignatureType::kCosignatureV1) {
  const crypto::PrivateKey key = crypto::PrivateKey::FromSeed(std::string(32, seed)).value();
  return VerifierKey::Create(name, type, key.public_key()).value();
}

// A cosignature as note::Open reports it.
note::VerifiedSignature By(const VerifierKey& key) {
  return {key.name(), key.id(), key.type(), std::optional<int64_t>(1)};
}

// The reason of the refusal, and the line that it names.
std::string Refusal(std::string_view text) {
  const absl::StatusOr<Policy> policy = Policy::Parse(text);
  if (policy.ok()) return "OK";
  EXPECT_EQ(verdict::ReasonOf(policy.status()), verdict::Reason::kMalformedPolicy);
  return std::string(FromAbsl(policy.status().message()));
}

class PolicyTest : public ::testing::Test {
 protected:
  static std::string WitnessLine(std::string_view name, char seed, std::string_view url = "") {
    return Cat("witness ", name, " ", KeyNamed(Cat("w/", name), seed).Format(), url.empty() ? "" : " ", url, "\n");
  }

  // The example of c2sp.org/tlog-policy.
  const std::string example_ =
      Cat("log ", KeyNamed("log.example", 'l', SignatureType::kEd25519).Format(), " https://log.example/\n\n",
          WitnessLine("X1", 'a'), WitnessLine("X2", 'b'), WitnessLine("X3", 'c'),
          "group X-witnesses 2 X1 X2 X3\n\n# another operator\n", WitnessLine("Y1", 'd', "https://y1.example/"),
          WitnessLine("Y2", 'e'), WitnessLine("Y3", 'f'),
          "group Y-witnesses any Y1 Y2 Y3\n \t\ngroup X-and-Y\tall  X-witnesses Y-witnesses \nquorum X-and-Y\n");
};

TEST_F(PolicyTest, TheSpecificationsExample) {
  const absl::StatusOr<Policy> policy = Policy::Parse(example_);
  ASSERT_TRUE(policy.ok()) << policy.status();
  ASSERT_EQ(policy->logs().size(), 1u);
  EXPECT_EQ(policy->logs()[0].key.name(), "log.example");
  EXPECT_EQ(policy->logs()[0].url, "https://log.example/");
  ASSERT_EQ(policy->witnesses().size(), 6u);
  EXPECT_EQ(policy->witnesses()[3].name, "Y1");
  EXPECT_EQ(policy->witnesses()[3].url, "https://y1.example/");
  EXPECT_EQ(policy->witnesses()[0].url, "");
}

TEST_F(PolicyTest, EverySubsetOfTheExampleByItsDefinition) {
  const Policy policy = Policy::Parse(example_).value();
  for (unsigned mask = 0; mask < 64; ++mask) {
    std::vector<note::VerifiedSignature> cosignatures;
    for (unsigned i = 0; i < 6; ++i) {
      if ((mask >> i & 1) != 0) cosignatures.push_back(By(policy.witnesses()[i].key));
    }
    const int x = static_cast<int>(mask & 1) + static_cast<int>(mask >> 1 & 1) + static_cast<int>(mask >> 2 & 1);
    EXPECT_EQ(policy.Satisfied(cosignatures), x >= 2 && (mask >> 3) != 0) << mask;
  }
}

TEST_F(PolicyTest, OnlyItsOwnWitnessesCount) {
  const Policy policy = Policy::Parse(Cat(WitnessLine("A", 'a'), "quorum A\n")).value();
  const VerifierKey own = policy.witnesses()[0].key;
  EXPECT_TRUE(policy.Satisfied({{By(own)}}));
  EXPECT_FALSE(policy.Satisfied({{By(KeyNamed("w/A", 'z'))}})) << "the name with another key";
  EXPECT_FALSE(policy.Satisfied({{By(KeyNamed("w/B", 'a'))}})) << "the key under another name";
  EXPECT_FALSE(policy.Satisfied({{By(KeyNamed("w/A", 'a', SignatureType::kEd25519))}})) << "not a cosignature";
  EXPECT_FALSE(policy.Satisfied({}));
  EXPECT_TRUE(Policy::Parse("quorum none").value().Satisfied({}));
  EXPECT_TRUE(Policy::Parse("quorum none").value().demands_nothing());
}

TEST_F(PolicyTest, FormatIsWhatParseReads) {
  const Policy policy = Policy::Parse(example_).value();
  const std::string text = policy.Format();
  EXPECT_EQ(text.find("https"), std::string::npos);
  EXPECT_EQ(Policy::Parse(text).value().Format(), text);
  EXPECT_THAT(text, ::testing::EndsWith("group X-and-Y 2 X-witnesses Y-witnesses\nquorum X-and-Y\n"));
  EXPECT_EQ(Policy::Parse("quorum none").value().Format(), "quorum none\n");
}

TEST_F(PolicyTest, MalformedPoliciesNameTheLine) {
  const std::string a = WitnessLine("A", 'a');
  const std::string b = WitnessLine("B", 'b');
  const std::string log = Cat("log ", KeyNamed("l", 'l', SignatureType::kEd25519).Format(), "\n");
  EXPECT_THAT(Refusal(""), ::testing::HasSubstr("no line quorum"));
  EXPECT_THAT(Refusal(Cat(a, "quorum B\n")), ::testing::HasSubstr("line 2: "));
  EXPECT_THAT(Refusal(Cat("quorum A\n", a)), ::testing::HasSubstr("not defined before"));
  EXPECT_THAT(Refusal("quorum none\nquorum none\n"), ::testing::HasSubstr("two lines quorum"));
  EXPECT_THAT(Refusal(Cat(a, WitnessLine("A", 'b'), "quorum A\n")), ::testing::HasSubstr("defined twice"));
  EXPECT_THAT(Refusal(Cat(a, WitnessLine("B", 'a'), "quorum A\n")), ::testing::HasSubstr("the same key"));
  EXPECT_THAT(Refusal(Cat(log, log, "quorum none\n")), ::testing::HasSubstr("the same key"));
  EXPECT_THAT(Refusal(Cat("witness none ", KeyNamed("w", 'a').Format(), "\nquorum none\n")),
              ::testing::HasSubstr("none is taken"));
  EXPECT_THAT(Refusal(Cat("log ", KeyNamed("l", 'l').Format(), "\nquorum none\n")), ::testing::HasSubstr("0x01"));
  EXPECT_THAT(Refusal(Cat("witness A ", KeyNamed("w", 'a', SignatureType::kEd25519).Format(), "\nquorum A\n")),
              ::testing::HasSubstr("0x04"));
  for (const std::string_view k : {"0", "3", "01", "-1", "some", ""}) {
    EXPECT_NE(Refusal(Cat(a, b, "group G ", k, " A B\nquorum G\n")), "OK") << k;
  }
  EXPECT_EQ(Refusal(Cat(a, b, "group G 2 A B\nquorum G\n")), "OK");
  EXPECT_THAT(Refusal(Cat(a, "group G any A A\nquorum G\n")), ::testing::HasSubstr("twice"));
  EXPECT_THAT(Refusal(Cat(a, b, "group G any A B\ngroup H any B\nquorum G\n")), ::testing::HasSubstr("twice"));
  EXPECT_THAT(Refusal(Cat(a, "group G any G\nquorum G\n")), ::testing::HasSubstr("not defined"));
  EXPECT_NE(Refusal(Cat(a, "group G any\nquorum G\n")), "OK");
  EXPECT_NE(Refusal("witness A\nquorum none\n"), "OK");
  EXPECT_NE(Refusal("policy 1\nquorum none\n"), "OK");
  EXPECT_NE(Refusal("quorum none\r\n"), "OK");
  EXPECT_NE(Refusal("# \x7f\nquorum none\n"), "OK");
  EXPECT_EQ(Refusal("# \xff is no UTF-8, and allowed\nquorum none\n"), "OK");
}

TEST_F(PolicyTest, BoundsAndOneBeyond) {
  std::string witnesses;
  for (size_t i = 0; i < kMaxPolicyWitnesses; ++i) {
    witnesses += WitnessLine(Cat("W", i), static_cast<char>('0' + i));
  }
  EXPECT_EQ(Refusal(Cat(witnesses, "quorum W0\n")), "OK");
  EXPECT_NE(Refusal(Cat(witnesses, WitnessLine("more", '!'), "quorum W0\n")), "OK");
  std::string groups = "group G0 any W0\n";
  for (size_t i = 1; i < kMaxPolicyGroups; ++i) groups += Cat("group G", i, " all G", i - 1, " W", i, "\n");
  EXPECT_EQ(Refusal(Cat(witnesses, groups, "quorum G63\n")), "OK");
  EXPECT_NE(Refusal(Cat(witnesses, groups, "group G64 any G63\nquorum G63\n")), "OK");
  const std::string end = "quorum none\n";
  EXPECT_EQ(Refusal(Cat("#", std::string(kMaxPolicyBytes - end.size() - 2, ' '), "\n", end)), "OK");
  EXPECT_NE(Refusal(Cat("#", std::string(kMaxPolicyBytes - end.size() - 1, ' '), "\n", end)), "OK");
}

TEST_F(PolicyTest, AnyOfSomeKeys) {
  const std::vector<VerifierKey> keys = {KeyNamed("a", 'a'), KeyNamed("b", 'b'), KeyNamed("c", 'c')};
  const Policy two = Policy::AnyOf(keys, 2).value();
  EXPECT_FALSE(two.Satisfied({{By(keys[1])}}));
  EXPECT_TRUE(two.Satisfied({{By(keys[1]), By(keys[2])}}));
  EXPECT_EQ(Policy::Parse(two.Format()).value().Format(), two.Format());
  EXPECT_FALSE(Policy::AnyOf(keys, 0).ok());
  EXPECT_FALSE(Policy::AnyOf(keys, 4).ok());
  EXPECT_FALSE(Policy::AnyOf(std::vector{keys[0], keys[0]}, 1).ok());
  EXPECT_FALSE(Policy::AnyOf(std::vector{KeyNamed("a", 'a', SignatureType::kEd25519)}, 1).ok());
}

}  // namespace
}  // namespace ingot::witness
