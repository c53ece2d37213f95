#include "server/cosign/collector.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/proof.h"
#include "ledger/note/checkpoint.h"
#include "server/cosign/answer.h"
#include "server/files/files.h"
#include "server/log/log.h"

namespace ingot::cosign {
namespace {

// How often the threads look whether something new was published.
constexpr absl::Duration kPoll = absl::Milliseconds(100);

int64_t NowUs() { return absl::ToUnixMicros(absl::Now()); }

// States in which no repetition helps: a person has to look.
bool IsAlarming(v1::WitnessState state) {
  return state == v1::WITNESS_STATE_AHEAD || state == v1::WITNESS_STATE_CONFLICT;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Collector>> Collector::Start(CollectorOptions options, const head::Published& published,
                                                            Board& board, const EndpointFactory& make_endpoint) {
  if (options.policy.demands_nothing()) {
    return absl::InvalidArgumentError("the witness policy demands no cosignature: name a quorum");
  }
  std::unique_ptr<Collector> collector(new Collector(std::move(options), published, board));
  std::vector<v1::Witness> shown;
  for (const witness::Policy::Witness& named : collector->options_.policy.witnesses()) {
    INGOT_ASSIGN_OR_RETURN(std::unique_ptr<Endpoint> endpoint, make_endpoint(named));
    v1::Witness one;
    one.set_name(named.name);
    one.set_vkey(named.key.Format());
    one.set_state(v1::WITNESS_STATE_NOT_ASKED);
    collector->seats_.push_back(std::unique_ptr<Seat>(new Seat{.index = collector->seats_.size(),
                                                               .key = named.key,
                                                               .endpoint = std::move(endpoint),
                                                               .backoff = collector->options_.backoff_min,
                                                               .shown = one}));
    shown.push_back(std::move(one));
  }
  board.SetPolicy(collector->options_.policy.Format(), std::move(shown));
  collector->Recall();
  for (const std::unique_ptr<Seat>& seat : collector->seats_) {
    seat->thread = std::thread([owner = collector.get(), seat = seat.get()] { owner->Work(*seat); });
  }
  return collector;
}

Collector::~Collector() { Stop(); }

void Collector::Stop() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  for (const std::unique_ptr<Seat>& seat : seats_) seat->endpoint->Cancel();
  for (const std::unique_ptr<Seat>& seat : seats_) {
    if (seat->thread.joinable()) seat->thread.join();
  }
}

// The file is a convenience: where it does not fit, the next round makes a new one.
void Collector::Recall() {
  const absl::StatusOr<std::string> note = files::Read(options_.file, note::kMaxNoteBytes);
  if (absl::IsNotFound(note.status())) return;
  const absl::StatusOr<note::Checkpoint> checkpoint = note.ok() ? note::PeekCheckpoint(*note) : note.status();
  const std::shared_ptr<const storage::Snapshot> snapshot = published_.Get();
  bool fits = checkpoint.ok() && checkpoint->size <= snapshot->head().size;
  if (fits) {
    const absl::StatusOr<Hash> root = merkle::RootFromNodes(snapshot->Nodes(), checkpoint->size);
    const absl::StatusOr<note::OpenedNote> opened = note::Open(*note, options_.policy.WitnessKeys());
    fits = root.ok() && *root == checkpoint->root && opened.ok() && options_.policy.Satisfied(opened->signatures);
  }
  if (!fits) {
    log::Warning("the kept cosigned checkpoint is dropped: it does not fit the ledger and the witness policy",
                 {{"path", options_.file}});
    return;
  }
  board_.SetNewest(
      std::make_shared<const Cosigned>(Cosigned{.size = checkpoint->size, .root = checkpoint->root, .note = *note}));
}

void Collector::Work(Seat& seat) {
  while (true) {
    const std::optional<Target> target = NextFor(seat);
    if (target.has_value()) Ask(seat, *target);
    const absl::MutexLock lock(&mutex_);
    if (mutex_.AwaitWithTimeout(absl::Condition(&stopping_), kPoll)) return;
  }
}

std::optional<Collector::Target> Collector::NextFor(const Seat& seat) {
  const absl::MutexLock lock(&mutex_);
  if (stopping_) return std::nullopt;
  ChooseTarget();
  if (seat.done_size >= target_.size || absl::Now() < seat.not_before) return std::nullopt;
  return target_;
}

void Collector::ChooseTarget() {
  const absl::Time now = absl::Now();
  if (target_.size > 0) {
    if (now - target_.chosen < options_.interval) return;
    if (!round_won_ && now - target_.chosen < options_.round_limit) return;
  }
  const std::shared_ptr<const storage::Snapshot> snapshot = published_.Get();
  if (snapshot->head().size <= target_.size) return;
  const absl::StatusOr<std::string> text = note::TextOf(snapshot->note());
  if (!text.ok()) return;
  target_ = {.size = snapshot->head().size,
             .root = snapshot->head().root,
             .note = snapshot->note(),
             .text = *text,
             .chosen = now};
  lines_.clear();
  round_won_ = false;
}

void Collector::Ask(Seat& seat, const Target& target) {
  // Once more where the witness told which size it knows.
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (!Exchange(seat, target)) return;
  }
  Conclude(seat, v1::WITNESS_STATE_ANSWER_INVALID, "it names another size each time");
}

bool Collector::Exchange(Seat& seat, const Target& target) {
  const uint64_t old_size = seat.known_size.value_or(0);
  if (old_size > target.size) {
    seat.done_size = target.size;  // a larger target will come
    return false;
  }
  absl::StatusOr<merkle::Proof> proof = merkle::ConsistencyProof(published_.Get()->Nodes(), old_size, target.size);
  if (!proof.ok() || proof->size() > witness::kMaxRequestHashes) {
    Conclude(seat, v1::WITNESS_STATE_UNREACHABLE, "the proof for it can't be made");
    return false;
  }
  const Answer answer = Understand({.old_size = old_size, .size = target.size, .text = target.text},
                                   seat.endpoint->Post(witness::FormatAddCheckpoint(
                                       {.old_size = old_size, .proof = *std::move(proof), .checkpoint = target.note})),
                                   seat.key);
  if (answer.known_size.has_value()) {
    if (*answer.known_size <= published_.Get()->head().size) {
      seat.known_size = answer.known_size;
      return true;
    }
    Conclude(seat, v1::WITNESS_STATE_AHEAD, Cat("it has cosigned size ", *answer.known_size));
    return false;
  }
  if (answer.cosignature.has_value()) {
    seat.known_size = target.size;
    seat.done_size = target.size;
    seat.shown.set_cosigned_size(target.size);
  }
  Conclude(seat, answer.state, answer.why);
  if (answer.cosignature.has_value()) Record(seat, target, *answer.cosignature);
  return false;
}

void Collector::Conclude(Seat& seat, v1::WitnessState state, std::string_view why) {
  const bool news = seat.shown.state() != state;
  seat.shown.set_state(state);
  seat.shown.set_asked_at_us(NowUs());
  board_.SetWitness(seat.index, seat.shown);
  if (state == v1::WITNESS_STATE_COSIGNED) {
    seat.backoff = options_.backoff_min;
    seat.not_before = absl::InfinitePast();
    if (news) log::Info("a witness cosigns", {{"witness", seat.key.name()}, {"size", seat.shown.cosigned_size()}});
    return;
  }
  seat.not_before = absl::Now() + seat.backoff;
  seat.backoff = std::min(2 * seat.backoff, options_.backoff_max);
  // Asked anew what it knows: it may have been set up again.
  seat.known_size.reset();
  if (!news) return;
  if (IsAlarming(state)) {
    log::Error("a witness contradicts this ledger: compare its checkpoint before anything else",
               {{"witness", seat.key.name()}, {"why", why}});
  } else {
    log::Warning("a witness does not cosign", {{"witness", seat.key.name()}, {"why", why}});
  }
}

void Collector::Record(const Seat& seat, const Target& target, const witness::Cosignature& cosignature) {
  const absl::MutexLock lock(&mutex_);
  if (target_.size != target.size) return;  // the round is over
  lines_[seat.index] = cosignature;
  std::string note = target_.note;
  for (const auto& [index, line] : lines_) note += line.line;
  const absl::StatusOr<note::OpenedNote> opened = note::Open(note, options_.policy.WitnessKeys());
  if (!opened.ok() || !options_.policy.Satisfied(opened->signatures)) return;
  round_won_ = true;
  // Kept before it is shown, so that what clients were shown is there after a restart. A failing disk is no reason to
  // withhold it: the next start only asks again.
  const absl::Status kept = files::Write(options_.file, note, files::Access::kPublic);
  if (!kept.ok()) {
    log::Warning("the cosigned checkpoint is not kept", {{"why", FromAbsl(kept.message())}});
  }
  board_.SetNewest(
      std::make_shared<const Cosigned>(Cosigned{.size = target_.size, .root = target_.root, .note = std::move(note)}));
}

}  // namespace ingot::cosign
