#include "storage/commit/disk_reserve.h"

#include <gtest/gtest.h>

#include "ledger/refusal/refusal.h"

namespace ingot::storage {
namespace {

class DiskReserveTest : public ::testing::Test {
 protected:
  absl::StatusOr<uint64_t> free_bytes_ = 0;
  absl::Duration now_ = absl::Hours(5);
  int measurements_ = 0;
  DiskReserve reserve_{1000,
                       [this] {
                         ++measurements_;
                         return free_bytes_;
                       },
                       [this] { return now_; }};
};

TEST_F(DiskReserveTest, ExactlyTheReserveIsEnough) {
  free_bytes_ = 1000;
  EXPECT_TRUE(reserve_.CheckAppend().ok());
}

TEST_F(DiskReserveTest, OneByteLessIsRefused) {
  free_bytes_ = 999;
  const absl::Status status = reserve_.CheckAppend();
  EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted);
  const auto refusal = refusal::RefusalOf(status);
  ASSERT_TRUE(refusal.has_value());
  EXPECT_EQ(refusal->reason(), ingot::v1::REFUSAL_REASON_DISK_RESERVE);
}

TEST_F(DiskReserveTest, AFailedMeasurementIsRefused) {
  free_bytes_ = absl::InternalError("statvfs");
  EXPECT_EQ(reserve_.CheckAppend().code(), absl::StatusCode::kResourceExhausted);
}

TEST_F(DiskReserveTest, MeasuresAtMostOnceASecondAndRecovers) {
  free_bytes_ = 999;
  EXPECT_FALSE(reserve_.CheckAppend().ok());
  free_bytes_ = 5000;
  now_ += absl::Milliseconds(999);
  EXPECT_FALSE(reserve_.CheckAppend().ok());
  EXPECT_EQ(measurements_, 1);
  now_ += absl::Milliseconds(1);
  EXPECT_TRUE(reserve_.CheckAppend().ok());
  EXPECT_TRUE(reserve_.CheckAppend().ok());
  EXPECT_EQ(measurements_, 2);
}

TEST(FreeDiskBytesTest, MeasuresARealDisk) {
  const absl::StatusOr<uint64_t> root = FreeDiskBytes("/");
  ASSERT_TRUE(root.ok()) << root.status();
  EXPECT_GT(*root, 0u);
  EXPECT_EQ(FreeDiskBytes("/no/such/directory").status().code(), absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace ingot::storage
