#include "server/work/worker_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "absl/synchronization/notification.h"

namespace ingot::work {
namespace {

TEST(WorkerPoolTest, RefusesBeyondItsCapacityAndLeavesTheTask) {
  WorkerPool pool("test", 1, 2);
  absl::Notification begun, go_on;
  pool.Post([&] {
    begun.Notify();
    go_on.WaitForNotification();
  });
  begun.WaitForNotification();
  std::atomic<int> ran{0};
  for (int i = 0; i < 2; ++i) {
    Task task = [&ran] { ++ran; };
    EXPECT_TRUE(pool.TryPost(task));
  }
  Task third = [&ran] { ran += 100; };
  EXPECT_FALSE(pool.TryPost(third));
  ASSERT_TRUE(third != nullptr);
  // Bounded elsewhere: goes in all the same.
  pool.Post([&ran] { ++ran; });
  go_on.Notify();
  pool.Stop();
  EXPECT_EQ(ran, 3);
  std::move(third)();
  EXPECT_EQ(ran, 103);
}

TEST(WorkerPoolTest, StopRunsWhatIsQueuedAndLaterPostsRunInPlace) {
  std::atomic<int> ran{0};
  WorkerPool pool("test", 3, 1000);
  for (int i = 0; i < 500; ++i) pool.Post([&ran] { ++ran; });
  pool.Stop();
  EXPECT_EQ(ran, 500);
  std::thread::id ran_on;
  pool.Post([&ran_on] { ran_on = std::this_thread::get_id(); });
  EXPECT_EQ(ran_on, std::this_thread::get_id());
  Task task = [] {};
  EXPECT_FALSE(pool.TryPost(task));
}

}  // namespace
}  // namespace ingot::work
