// Loaded before a program (LD_PRELOAD), its wall clock stands INGOT_TEST_CLOCK_SHIFT_S seconds ahead. Only what
// clock_gettime says is shifted: time(), by which certificates are judged, is not.
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

namespace {

time_t ShiftSeconds() {
  const char* const text = std::getenv("INGOT_TEST_CLOCK_SHIFT_S");
  return text == nullptr ? 0 : static_cast<time_t>(std::strtoll(text, nullptr, 10));
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, struct timespec* now) noexcept {
  static const time_t shift_s = ShiftSeconds();
  const int result = static_cast<int>(syscall(SYS_clock_gettime, clock, now));
  if (result == 0 && clock == CLOCK_REALTIME) now->tv_sec += shift_s;
  return result;
}
