#include "server/log/protobuf.h"

#include <gmock/gmock.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include <string>

#include "server/log/log.h"

namespace ingot::log {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Field 1, of two bytes: "sec" ends in a byte that begins no character.
constexpr char kNotUtf8[] = "\x0a\x04sec\xff";

std::string StderrOfParsing(Level level) {
  SetLevel(level);
  ::testing::internal::CaptureStderr();
  google::protobuf::StringValue value;
  EXPECT_FALSE(value.ParseFromString(kNotUtf8));
  SetLevel(Level::kInfo);
  return ::testing::internal::GetCapturedStderr();
}

TEST(ProtobufLinesTest, CallersWriteNothingIntoTheLog) {
  EXPECT_THAT(StderrOfParsing(Level::kInfo), HasSubstr("libprotobuf")) << "what it does by itself";
  TakeProtobufLines();
  EXPECT_EQ(StderrOfParsing(Level::kInfo), "");
  const std::string detail = StderrOfParsing(Level::kDebug);
  EXPECT_THAT(detail, HasSubstr("DEBUG libprotobuf at="));
  EXPECT_THAT(detail, Not(HasSubstr("sec")));
}

TEST(ProtobufLinesDeathTest, WhatEndsTheProcessIsSaid) {
  // libprotobuf throws then, which nobody here catches.
  const auto fail = []() noexcept {
    TakeProtobufLines();
    GOOGLE_LOG(FATAL) << "broken";
  };
  EXPECT_DEATH(fail(), "ERROR libprotobuf ends the process at=protobuf_test.cc:[0-9]+ why=broken");
}

}  // namespace
}  // namespace ingot::log
