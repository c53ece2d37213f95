#include "server/log/log.h"

#include <gtest/gtest.h>

#include <string>

namespace ingot::log {
namespace {

TEST(LogTest, OneLineOfKeysAndValues) {
  EXPECT_EQ(Format(Level::kInfo, "serving", {{"address", "127.0.0.1:7443"}, {"size", uint64_t{12}}}),
            "INFO serving address=127.0.0.1:7443 size=12");
}

TEST(LogTest, QuotesAndNeverBreaksALine) {
  EXPECT_EQ(Format(Level::kError, "failed", {{"why", "a \"b\"\nc=\x1b[31m\\"}, {"empty", ""}}),
            "ERROR failed why=\"a \\\"b\\\"?c=?[31m\\\\\" empty=\"\"");
}

TEST(LogTest, CutsLongLines) {
  EXPECT_EQ(Format(Level::kWarning, "long", {{"text", std::string(100'000, 'x')}}).size(), kMaxLineBytes);
}

}  // namespace
}  // namespace ingot::log
