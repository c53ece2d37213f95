#include "ledger/directory/ids.h"

#include <string>

#include "gtest/gtest.h"
#include "ledger/refusal/refusal.h"

namespace ingot::directory {
namespace {

v1::RefusalReason ReasonOf(const absl::Status& status) {
  return status.ok() ? v1::REFUSAL_REASON_UNSPECIFIED : refusal::RefusalOf(status)->reason();
}

TEST(OrganisationIdTest, IsLowerCaseDigitsAndInnerHyphens) {
  for (const char* id : {"ab", "a1", "hansa", "bank-of-aluminium", "7x", "a--b", "12345678901234567890"}) {
    EXPECT_TRUE(IsOrganisationId(id)) << id;
  }
  for (const char* id :
       {"", "a", "-ab", "ab-", "--", "Hansa", "a b", "a_b", "a.b", "a/b", "\xc3\xa4z", "123456789012345678901"}) {
    EXPECT_FALSE(IsOrganisationId(id)) << id;
  }
}

TEST(ScopedIdTest, IsTheOwnersIdAndALocalPart) {
  const std::string longest = std::string(20, 'a') + "/" + std::string(27, 'Z');
  for (const std::string& id : {std::string("hansa/c1"), std::string("ab/A.b_c-9"), std::string("ab/."), longest}) {
    EXPECT_TRUE(IsScopedId(id)) << id;
  }
  EXPECT_EQ(longest.size(), 48u);
  for (const std::string& id :
       {std::string(""), std::string("hansa"), std::string("hansa/"), std::string("/c1"), std::string("a/c1"),
        std::string("hansa/c/1"), std::string("hansa/c 1"), std::string("Hansa/c1"), "hansa/" + std::string(28, 'x'),
        std::string("hansa/\0", 7), std::string("hansa/\xc3\xa4")}) {
    EXPECT_FALSE(IsScopedId(id)) << id;
  }
}

TEST(ScopedIdTest, TellsItsOwner) {
  EXPECT_EQ(OwnerOf("hansa/c1"), "hansa");
  EXPECT_EQ(OwnerOf("hansa"), "");
  EXPECT_EQ(OwnerOf(""), "");
}

TEST(ScopedIdTest, OfAnotherIsRefused) {
  EXPECT_EQ(ReasonOf(CheckOwnId("hansa", "hansa/c1", "f")), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(CheckOwnId("hansa", "", "f")), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(ReasonOf(CheckOwnId("hansa", "hansa", "f")), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(ReasonOf(CheckOwnId("hansa", "hansa2/c1", "f")), v1::REFUSAL_REASON_ID_NOT_OWN);
  // A prefix is not an owner.
  EXPECT_EQ(ReasonOf(CheckOwnId("hansa2", "hansa/c1", "f")), v1::REFUSAL_REASON_ID_NOT_OWN);
  EXPECT_EQ(refusal::RefusalOf(CheckOwnId("hansa", "other/c1", "site_registered.site_id"))->field(),
            "site_registered.site_id");
}

TEST(OrganisationIdTest, RefusalsTellMissingFromWrong) {
  EXPECT_EQ(ReasonOf(CheckOrganisationId("hansa", "f")), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(ReasonOf(CheckOrganisationId("", "f")), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(ReasonOf(CheckOrganisationId("Hansa", "f")), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(ReasonOf(CheckScopedId("x/y", "f")), v1::REFUSAL_REASON_INVALID_VALUE);
}

TEST(UserIdTest, IsPseudonymous) {
  EXPECT_TRUE(IsUserId(""));
  EXPECT_TRUE(IsUserId("u-17.A_b"));
  EXPECT_TRUE(IsUserId(std::string(48, 'u')));
  EXPECT_FALSE(IsUserId(std::string(49, 'u')));
  EXPECT_FALSE(IsUserId("Jane Doe"));
  EXPECT_FALSE(IsUserId("jane@example.org"));
}

TEST(NameTest, IsTextWithoutControlCharacters) {
  EXPECT_TRUE(IsName("Hansa Autohaus GmbH & Co. KG"));
  EXPECT_TRUE(IsName("\xe7\x91\x9e\xe9\xa9\xb0"));  // Chinese
  EXPECT_TRUE(IsName(std::string(200, 'n')));
  EXPECT_FALSE(IsName(""));
  EXPECT_FALSE(IsName(std::string(201, 'n')));
  EXPECT_FALSE(IsName("line\nbreak"));
  EXPECT_FALSE(IsName("tab\t"));
  EXPECT_FALSE(IsName(std::string_view("nul\0", 4)));
  EXPECT_FALSE(IsName("\x7f"));
  EXPECT_FALSE(IsName("next line \xc2\x85"));
  EXPECT_TRUE(IsName("no-break space \xc2\xa0"));
  EXPECT_FALSE(IsName("line separator \xe2\x80\xa8"));
  EXPECT_FALSE(IsName("paragraph separator \xe2\x80\xa9"));
  EXPECT_TRUE(IsName("dash \xe2\x80\x94"));
  EXPECT_FALSE(IsName("\xff"));
  EXPECT_FALSE(IsName("overlong \xc0\x80"));
  EXPECT_FALSE(IsName("surrogate \xed\xa0\x80"));
  EXPECT_EQ(ReasonOf(CheckName("", "f")), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(ReasonOf(CheckName(std::string(201, 'n'), "f")), v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(ReasonOf(CheckName("\n", "f")), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(ReasonOf(CheckName("n", "f")), v1::REFUSAL_REASON_UNSPECIFIED);
}

TEST(NumberTest, IsAsPrinted) {
  EXPECT_TRUE(IsNumber("2026/17 B"));
  EXPECT_TRUE(IsNumber("\xe6\xb2\xaa\xe6\x8b\x86\xe5\xad\x97 001"));  // a Chinese permit's
  EXPECT_TRUE(IsNumber(std::string(48, '1')));
  EXPECT_FALSE(IsNumber(std::string(49, '1')));
  EXPECT_FALSE(IsNumber(""));
  EXPECT_FALSE(IsNumber(" 1"));
  EXPECT_FALSE(IsNumber("1 "));
  EXPECT_FALSE(IsNumber("1\n2"));
  EXPECT_FALSE(IsNumber("\xff"));
  EXPECT_EQ(ReasonOf(CheckNumber("", "f")), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(ReasonOf(CheckNumber(std::string(49, '1'), "f")), v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(ReasonOf(CheckNumber(" 1", "f")), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(ReasonOf(CheckNumber("1", "f")), v1::REFUSAL_REASON_UNSPECIFIED);
}

TEST(RunningNumberTest, IsTheTrailingDigits) {
  EXPECT_EQ(RunningNumber("DU-000101"), 101u);
  EXPECT_EQ(RunningNumber("42"), 42u);
  EXPECT_EQ(RunningNumber("2026/7"), 7u);
  EXPECT_EQ(RunningNumber("A"), 0u);
  EXPECT_EQ(RunningNumber(""), 0u);
  EXPECT_EQ(RunningNumber("00000000000000000000000000000007"), 7u);
  EXPECT_EQ(RunningNumber("99999999999999999999999999999999"), 999'999'999'999'999'999u) << "18 digits count";
}

TEST(OriginTest, IsASchemelessLine) {
  EXPECT_TRUE(IsOrigin("bank.example/aluminium"));
  EXPECT_TRUE(IsOrigin(std::string(100, 'o')));
  EXPECT_FALSE(IsOrigin(""));
  EXPECT_FALSE(IsOrigin(std::string(101, 'o')));
  EXPECT_FALSE(IsOrigin("bank example"));
  EXPECT_FALSE(IsOrigin("bank+example"));
  EXPECT_FALSE(IsOrigin("bank\n"));
  EXPECT_FALSE(IsOrigin("b\xc3\xa4nk"));
}

}  // namespace
}  // namespace ingot::directory
