#include "server/past/past_states.h"

#include <pthread.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "absl/time/clock.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "server/log/log.h"
#include "storage/rebuild/boundary.h"
#include "storage/rebuild/rebuilder.h"

namespace ingot::past {
namespace {

// Below that of the threads that take submissions and answer queries.
constexpr int kNice = 5;
// Between two looks at whether a state in use is free.
constexpr absl::Duration kRoomPoll = absl::Milliseconds(50);
constexpr size_t kStateCacheRecords = 65'536;

absl::Duration MonotonicNow() { return absl::FromChrono(std::chrono::steady_clock::now().time_since_epoch()); }

absl::Status Refuse(v1::RefusalReason reason, std::string_view message) {
  return refusal::Refuse(reason, kAtSizeField, message);
}

// In groups of three digits.
std::string Grouped(uint64_t number) {
  std::string text = Cat(number);
  for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, " ");
  return text;
}

// Some count entries, some name the last one.
std::string EndText(uint64_t size) { return Cat(size, " (after entry ", size - 1, ")"); }

std::string ProgressOf(uint64_t done, uint64_t size) {
  return Cat(done * 100 / size, " %, ", Grouped(done), " of ", Grouped(size), " entries");
}

}  // namespace

absl::StatusOr<std::unique_ptr<PastStates>> PastStates::Start(PastOptions options, const head::Published& published,
                                                              const notary::Notary& notary) {
  INGOT_ASSIGN_OR_RETURN(StateFolder folder, StateFolder::Open(options.path));
  if (options.free_bytes == nullptr) {
    // The folder itself may not be there yet; it lies beside the database.
    const size_t slash = options.path.rfind('/');
    const std::string parent = slash == std::string::npos ? "." : options.path.substr(0, slash + 1);
    options.free_bytes = [parent] { return storage::FreeDiskBytes(parent); };
  }
  return std::unique_ptr<PastStates>(new PastStates(std::move(options), std::move(folder), published, notary));
}

PastStates::PastStates(PastOptions options, StateFolder folder, const head::Published& published,
                       const notary::Notary& notary)
    : options_(std::move(options)),
      published_(published),
      notary_(notary),
      disk_(options_.disk_reserve_bytes, options_.free_bytes, MonotonicNow),
      folder_(std::move(folder)),
      thread_([this] { Run(); }) {
  pthread_setname_np(thread_.native_handle(), "past");
}

PastStates::~PastStates() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
  const absl::MutexLock lock(&mutex_);
  for (State& state : states_) {
    if (state.snapshot.use_count() == 1) Discard(std::move(state));
  }
}

absl::StatusOr<std::shared_ptr<const storage::Snapshot>> PastStates::At(
    const std::shared_ptr<const storage::Snapshot>& head, uint64_t size) {
  INGOT_RETURN_IF_ERROR(CheckSize(*head, size));
  if (size == head->head().size) return head;
  const absl::MutexLock lock(&mutex_);
  const auto found =
      std::find_if(states_.begin(), states_.end(), [size](const State& state) { return state.head.size == size; });
  if (found == states_.end()) return NotReady(size);
  states_.splice(states_.begin(), states_, found);
  return found->snapshot;
}

absl::Status PastStates::CheckSize(const storage::Snapshot& head, uint64_t size) const {
  if (size == 0 || size > head.head().size) {
    return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE, Cat("must be 1 to ", head.head().size, ", the ledger's entries"));
  }
  if (size == head.head().size) return absl::OkStatus();
  if (options_.states_max == 0) {
    return Refuse(v1::REFUSAL_REASON_INVALID_VALUE,
                  "this server makes no past states; ask for the newest, or its operator for --past-states");
  }
  INGOT_ASSIGN_OR_RETURN(const storage::Boundary boundary, storage::BoundaryAround(head, size));
  if (boundary.exact()) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_OUT_OF_RANGE,
                Cat("lies within a submission, and the ledger never stood there: ask for ",
                    boundary.at_or_below > 0 ? Cat(EndText(boundary.at_or_below), " or ") : std::string(),
                    EndText(boundary.at_or_above)));
}

absl::Status PastStates::NotReady(uint64_t size) {
  if (const auto failed = failed_.find(size); failed != failed_.end()) {
    absl::Status why = std::move(failed->second);
    failed_.erase(failed);
    return why;
  }
  const absl::Time now = absl::Now();
  size_t ahead = 0;
  for (Wanted& wanted : wanted_) {
    if (wanted.size != size) {
      ++ahead;
      continue;
    }
    wanted.last_asked = now;
    return Refuse(v1::REFUSAL_REASON_PAST_STATE_NOT_READY,
                  Cat("the state is being made: ", ProgressOf(wanted.done, size),
                      ahead > 0 ? Cat("; others that are made first: ", ahead) : std::string()));
  }
  if (ahead > options_.waiting_max) {
    return Refuse(v1::REFUSAL_REASON_OVERLOADED, Cat("already ", ahead, " past states wait to be made; ask later"));
  }
  wanted_.push_back({.size = size, .last_asked = now, .done = 0});
  return Refuse(v1::REFUSAL_REASON_PAST_STATE_NOT_READY, Cat("the state is being made: ", ProgressOf(0, size)));
}

void PastStates::Run() {
  setpriority(PRIO_PROCESS, 0, kNice);  // Linux: of this thread
  while (true) {
    uint64_t size = 0;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(this, &PastStates::HasWork));
      if (stopping_) return;
      size = wanted_.front().size;
    }
    const absl::Time began = absl::Now();
    absl::Status made = Make(size);
    const absl::MutexLock lock(&mutex_);
    wanted_.pop_front();
    if (made.ok()) {
      log::Info("past state made", {{"size", size}, {"took_ms", absl::ToInt64Milliseconds(absl::Now() - began)}});
    } else if (!absl::IsCancelled(made)) {
      log::Error("a past state can't be made", {{"size", size}, {"why", FromAbsl(made.message())}});
      if (failed_.size() >= options_.waiting_max) failed_.erase(failed_.begin());
      failed_[size] = std::move(made);
    }
  }
}

absl::Status PastStates::Make(uint64_t size) {
  INGOT_RETURN_IF_ERROR(GoOn(size, 0));
  INGOT_ASSIGN_OR_RETURN(State state, Begin(size));
  absl::Status filled = Fill(size, state);
  if (!filled.ok()) {
    Discard(std::move(state));
    return filled;
  }
  return Keep(size, std::move(state));
}

absl::StatusOr<PastStates::State> PastStates::Begin(uint64_t size) {
  INGOT_ASSIGN_OR_RETURN(std::optional<State> given_up, MakeRoom());
  if (given_up.has_value()) {
    given_up->snapshot = nullptr;
    if (given_up->ends_batch && given_up->head.size < size) return *std::move(given_up);
    Discard(*std::move(given_up));
  }
  State begun;
  INGOT_ASSIGN_OR_RETURN(begun.path, folder_.Next());
  std::shared_ptr<const storage::Database> copied;
  {
    const absl::MutexLock lock(&mutex_);
    for (const State& state : states_) {
      if (!state.ends_batch || state.head.size >= size || state.head.size < begun.head.size) continue;
      begun.head = state.head;
      copied = state.database;
    }
  }
  if (copied != nullptr) INGOT_RETURN_IF_ERROR(copied->CopyTo(begun.path));
  storage::DatabaseOptions database;
  database.path = begun.path;
  database.create_if_missing = copied == nullptr;
  database.block_cache_bytes = options_.block_cache_bytes;
  database.memtable_bytes = options_.memtable_bytes;
  database.background_jobs = 1;
  INGOT_ASSIGN_OR_RETURN(begun.database, storage::Database::Open(database));
  return begun;
}

absl::StatusOr<std::optional<PastStates::State>> PastStates::MakeRoom() {
  const absl::MutexLock lock(&mutex_);
  while (states_.size() >= options_.states_max) {
    const auto unused = std::find_if(states_.rbegin(), states_.rend(),
                                     [](const State& state) { return state.snapshot.use_count() == 1; });
    if (unused != states_.rend()) {
      std::optional<State> given_up = std::move(*unused);
      states_.erase(std::next(unused).base());
      return given_up;
    }
    mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kRoomPoll);
    if (stopping_) return absl::CancelledError("the server stops");
  }
  return std::optional<State>();
}

absl::Status PastStates::Fill(uint64_t size, State& state) {
  storage::Rebuilder rebuilder({.sealed = false, .state_cache_records = kStateCacheRecords}, state.database,
                               state.head);
  while (rebuilder.size() < size) {
    if (options_.before_step != nullptr) options_.before_step();
    INGOT_RETURN_IF_ERROR(GoOn(size, rebuilder.taken()));
    // Nobody may hold the ledger's snapshot for long: each step takes the newest.
    INGOT_RETURN_IF_ERROR(rebuilder.Step(*published_.Get(), size, options_.step_entries));
  }
  state.snapshot = rebuilder.snapshot();
  state.head = state.snapshot->head();
  return absl::OkStatus();
}

absl::Status PastStates::Keep(uint64_t size, State state) {
  const std::shared_ptr<const storage::Snapshot> head = published_.Get();
  INGOT_ASSIGN_OR_RETURN(const storage::CheckpointRecord covering, head->CheckpointAtOrAfter(size));
  state.ends_batch = covering.size == size;
  // The newest ones are not stored signed yet; where a retired key would have to sign again, the head's covers it too.
  absl::StatusOr<std::string> note = notary_.NoteOf(covering);
  state.snapshot = state.snapshot->WithNote(note.ok() ? *std::move(note) : head->note());
  const absl::MutexLock lock(&mutex_);
  states_.push_front(std::move(state));
  return absl::OkStatus();
}

absl::Status PastStates::GoOn(uint64_t size, uint64_t done) {
  if (!disk_.CheckAppend().ok()) {
    return Refuse(v1::REFUSAL_REASON_DISK_RESERVE,
                  "the server has no room for a past state; ask for the newest, or its operator to make room");
  }
  const absl::MutexLock lock(&mutex_);
  if (stopping_) return absl::CancelledError("the server stops");
  Wanted& wanted = wanted_.front();
  INGOT_CHECK(wanted.size == size);
  wanted.done = done;
  if (absl::Now() - wanted.last_asked <= options_.abandon_after) return absl::OkStatus();
  log::Info("a past state is given up: nobody asked for it again", {{"size", size}});
  return absl::CancelledError("nobody waits for it");
}

void PastStates::Discard(State state) {
  state.snapshot = nullptr;
  state.database = nullptr;
  if (!state.path.empty()) StateFolder::Remove(state.path);
}

}  // namespace ingot::past
