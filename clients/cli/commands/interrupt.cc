#include "clients/cli/commands/interrupt.h"

#include <atomic>

namespace ingot::cli {
namespace {

constexpr int kNotListening = -1;
constexpr int kListening = 0;

// kNotListening, kListening, or the signal that was noted.
std::atomic<int> noted{kNotListening};

}  // namespace

Interruptible::Interruptible() { noted = kListening; }
Interruptible::~Interruptible() { noted = kNotListening; }

int Interruptible::signal() const { return noted > 0 ? noted.load() : 0; }

bool NoteSignal(int signal) {
  int expected = kListening;
  return noted.compare_exchange_strong(expected, signal);
}

}  // namespace ingot::cli
