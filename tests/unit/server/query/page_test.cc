#include "server/query/page.h"

#include <gtest/gtest.h>

#include <string>

#include "ledger/base/bytes.h"
#include "ledger/refusal/refusal.h"

namespace ingot::query {
namespace {

v1::RefusalReason ReasonOf(const absl::Status& status) {
  const auto refusal = refusal::RefusalOf(status);
  return refusal.has_value() ? refusal->reason() : v1::REFUSAL_REASON_UNSPECIFIED;
}

TEST(PageTest, SizesHaveADefaultAndABound) {
  EXPECT_EQ(*PageSize(0), 100u);
  EXPECT_EQ(*PageSize(1), 1u);
  EXPECT_EQ(*PageSize(1000), 1000u);
  EXPECT_EQ(ReasonOf(PageSize(1001).status()), v1::REFUSAL_REASON_OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(PageSize(-1).status()), v1::REFUSAL_REASON_OUT_OF_RANGE);
}

TEST(PageTest, ATokenComesBackToItsOwnMethodAndFilters) {
  const PageScope scope{"ListVehicles", "dealer", "3"};
  const std::string cursor = std::string("1M8GDM9AXKP042788\0x", 19);
  EXPECT_EQ(*ReadPageToken(scope, MakePageToken(scope, cursor)), cursor);
  EXPECT_EQ(*ReadPageToken(scope, ""), "");
}

TEST(PageTest, ATokenOfOtherFiltersIsRefused) {
  const std::string token = MakePageToken({"ListVehicles", "dealer", "3"}, "cursor");
  for (const PageScope& other : {PageScope{"ListVehicles", "dealer", "4"}, PageScope{"ListVehicles", "dealer3", ""},
                                 PageScope{"GetAccounts", "dealer", "3"}, PageScope{"ListVehicles", "dealer"}}) {
    EXPECT_EQ(ReasonOf(ReadPageToken(other, token).status()), v1::REFUSAL_REASON_INVALID_PAGE_TOKEN);
  }
}

TEST(PageTest, AnAlteredTokenIsRefused) {
  const PageScope scope{"ListBrands"};
  const std::string bytes = *Base64Decode(MakePageToken(scope, "maker/brand"));
  for (size_t i = 0; i < bytes.size(); ++i) {
    std::string altered = bytes;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_EQ(ReasonOf(ReadPageToken(scope, Base64Encode(altered)).status()), v1::REFUSAL_REASON_INVALID_PAGE_TOKEN)
        << i;
    EXPECT_FALSE(ReadPageToken(scope, Base64Encode(bytes.substr(0, i))).ok() && i > 0) << i;
  }
  for (const std::string& junk : {std::string("-"), std::string("===="), std::string("AAAA"), std::string(4096, 'A')}) {
    EXPECT_EQ(ReasonOf(ReadPageToken(scope, junk).status()), v1::REFUSAL_REASON_INVALID_PAGE_TOKEN);
  }
}

}  // namespace
}  // namespace ingot::query
