#include <gtest/gtest.h>

#include <string>

#include "ledger/pki/certificate.h"

namespace ingot::pki {
namespace {

TEST(OrganisationUriTest, ThereAndBack) {
  for (const char* id : {"ab", "ruishi", "dealer-7", "0-0", "a234567890b234567890"}) {
    EXPECT_EQ(OrganisationFromUri(OrganisationUri(id)).value(), id);
  }
  EXPECT_EQ(OrganisationUri("ruishi"), "urn:ingot:org:ruishi");
}

TEST(OrganisationUriTest, NothingElseNamesAnOrganisation) {
  for (const char* uri :
       {"", "ruishi", "urn:ingot:org:", "urn:ingot:org:a", "URN:ingot:org:ruishi", "urn:ingot:org:Ruishi",
        "urn:ingot:org:-ruishi", "urn:ingot:org:ruishi-", "urn:ingot:org:rui shi", "urn:ingot:org:rui/shi",
        "urn:ingot:org:ruishi\n", " urn:ingot:org:ruishi", "urn:ingot:org:a234567890b234567890c",
        "urn:other:org:ruishi", "urn:ingot:org:r\xc3\xbcishi"}) {
    EXPECT_EQ(OrganisationFromUri(uri).status().code(), absl::StatusCode::kInvalidArgument) << uri;
  }
  EXPECT_FALSE(OrganisationFromUri(std::string("urn:ingot:org:ruishi\0", 21)).ok());
}

TEST(OrganisationUriDeathTest, BadIdsAreTheCallersFault) {
  EXPECT_DEATH(OrganisationUri("Bad Id"), "IsOrganisationId");
}

}  // namespace
}  // namespace ingot::pki
