// Ctrl-C for commands that have something to finish first.
#ifndef INGOT_CLIENTS_CLI_COMMANDS_INTERRUPT_H_
#define INGOT_CLIENTS_CLI_COMMANDS_INTERRUPT_H_

namespace ingot::cli {

// While one lives, the first SIGINT, SIGTERM or SIGHUP is only noted, and the command ends by itself soon; a second one
// ends the process as usual. One at a time.
class Interruptible {
 public:
  Interruptible();
  ~Interruptible();
  Interruptible(const Interruptible&) = delete;
  Interruptible& operator=(const Interruptible&) = delete;

  // The signal that came; 0 for none. Thread-safe.
  int signal() const;
};

// Called by the program's signal thread: true where the signal was noted and the process goes on. Thread-safe.
bool NoteSignal(int signal);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_COMMANDS_INTERRUPT_H_
