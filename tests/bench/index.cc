// What the authenticated index costs: its update by new entries, and a vehicle's history with its proof, at any number
// of vehicles and entries. Makes the ledger's families directly (entries that only look like ones, no signatures), so
// that ten million entries take minutes and not hours.
//
//   bench_index DIR [VEHICLES [ENTRIES_PER_VEHICLE]]       default 1000000 10; DIR must not exist
#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "ingot/v1/entry.pb.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/commitment/change.h"
#include "ledger/commitment/hashing.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/merkle/proof.h"
#include "ledger/state/record_key.h"
#include "storage/commit/applier.h"
#include "storage/commitment/commitment_tree.h"
#include "storage/db/database.h"
#include "storage/db/snapshot.h"

namespace ingot {
namespace {

constexpr size_t kEventBytes = 220;
constexpr uint64_t kBatch = 16'000;
// Entries between two commitments: five seconds of a busy stream.
constexpr uint64_t kInterval = 400'000;
constexpr size_t kProofs = 20'000;

uint64_t Number(const char* text) {
  uint64_t number = 0;
  std::from_chars(text, text + std::string_view(text).size(), number);
  INGOT_CHECK(number > 0);
  return number;
}

std::string VinOf(uint64_t vehicle) {
  std::string digits = Cat(vehicle);
  return Cat("W09BENCH", std::string(9 - digits.size(), '0'), digits);
}

double MicrosOf(absl::Duration duration) { return absl::ToDoubleMicroseconds(duration); }

// The families of a ledger whose entries each touch one vehicle, in turn.
class Bench {
 public:
  Bench(const std::string& dir, uint64_t vehicles, uint64_t rounds) : vehicles_(vehicles), size_(vehicles * rounds) {
    storage::DatabaseOptions options;
    options.path = dir;
    options.create_if_missing = true;
    auto database = storage::Database::Open(options);
    INGOT_CHECK_OK(database);
    database_ = *std::move(database);
    tree_ = std::make_unique<storage::CommitmentTree>(database_);
    heads_.resize(vehicles);
  }

  // Entries, tiles and index, batch by batch, as a server would write them.
  void Fill() {
    storage::Applier applier(database_, storage::Head(), /*must_sync=*/false);
    merkle::TileBuilder tiles;
    storage::Head head;
    std::vector<commitment::Change> changes;
    absl::Duration index_time;
    const absl::Time began = absl::Now();
    while (head.size < size_) {
      head = AppendBatch(applier, tiles, head, changes, &index_time);
      if (head.size % kInterval < kBatch || head.size == size_) {
        const absl::Time start = absl::Now();
        INGOT_CHECK_OK(tree_->Update(changes, head.size));
        changes.clear();
        last_update_ = absl::Now() - start;
        index_time += last_update_;
      }
    }
    std::printf("%llu entries of %llu vehicles in %.0f s\n", static_cast<unsigned long long>(size_),
                static_cast<unsigned long long>(vehicles_), absl::ToDoubleSeconds(absl::Now() - began));
    std::printf("index: %.2f us an entry in all; the last update took %.0f ms\n",
                MicrosOf(index_time) / static_cast<double>(size_), absl::ToDoubleMilliseconds(last_update_));
    snapshot_ = storage::Snapshot::Take(database_, head);
  }

  // What GetHistoryProof reads for a vehicle, at random ones.
  void Prove() {
    const auto view = tree_->View();
    std::mt19937_64 random(1);
    std::vector<double> micros;
    size_t largest = 0;
    for (size_t i = 0; i < kProofs; ++i) {
      const std::string vin = VinOf(random() % vehicles_);
      const absl::Time start = absl::Now();
      size_t bytes = 0;
      const auto path = view->Find(commitment::KeyHash(state::VehicleKey(vin)));
      INGOT_CHECK_OK(path);
      INGOT_CHECK(path->leaf.has_value());
      bytes += path->siblings.size() * (kHashSize + 2);
      const auto inclusion = merkle::InclusionProof(snapshot_->Nodes(), size_ - 1, size_);
      INGOT_CHECK_OK(inclusion);
      bytes += inclusion->size() * (kHashSize + 2);
      uint64_t seq = commitment::DecodeSubject(path->leaf->value)->last_seq;
      while (true) {
        const auto entry = snapshot_->Entry(seq);
        INGOT_CHECK_OK(entry);
        v1::Entry parsed;
        INGOT_CHECK(parsed.ParseFromString(*entry));
        if (parsed.subjects(0).count_before() == 0) break;
        seq = parsed.subjects(0).prev_seq();
      }
      micros.push_back(MicrosOf(absl::Now() - start));
      largest = std::max(largest, bytes);
    }
    std::sort(micros.begin(), micros.end());
    std::printf("history with proof, %zu random vehicles: p50 %.0f us, p99 %.0f us, max %.0f us\n", kProofs,
                micros[kProofs / 2], micros[kProofs * 99 / 100], micros.back());
    std::printf("hashes of both paths: at most %zu bytes\n", largest);
  }

 private:
  struct SubjectEnd {
    uint64_t count = 0;
    uint64_t seq = 0;
    Hash hash{};
  };

  storage::Head AppendBatch(storage::Applier& applier, merkle::TileBuilder& tiles, const storage::Head& head,
                            std::vector<commitment::Change>& changes, absl::Duration* index_time) {
    storage::EncodedBatch batch;
    batch.first = head.size;
    batch.count = std::min(kBatch, size_ - head.size);
    batch.prev = head.last_leaf;
    storage::BatchEffects effects;
    std::vector<std::string> bytes;
    std::vector<storage::BatchEntry> entries;
    bytes.reserve(batch.count);
    Hash leaf = head.last_leaf;
    storage::Head next = head;
    for (uint64_t seq = head.size; seq < head.size + batch.count; ++seq) {
      SubjectEnd& end = heads_[seq % vehicles_];
      v1::Entry entry;
      entry.set_seq(seq);
      entry.set_recorded_at_us(1);
      if (seq > 0) entry.set_prev_hash(ToBytes(leaf));
      v1::SubjectLink& link = *entry.add_subjects();
      link.set_kind(v1::SUBJECT_KIND_VEHICLE);
      link.set_id(VinOf(seq % vehicles_));
      link.set_count_before(end.count);
      if (end.count > 0) {
        link.set_prev_seq(end.seq);
        link.set_prev_hash(ToBytes(end.hash));
      }
      entry.set_event(std::string(kEventBytes, 'e'));
      bytes.push_back(entry.SerializeAsString());
      leaf = merkle::LeafHash(bytes.back());
      end = {end.count + 1, seq, leaf};
      for (merkle::FullTile& tile : tiles.Append(leaf)) effects.tiles.push_back(std::move(tile));
      if (seq == 0) next.ledger_id = leaf;
      // What the server's builder does for it.
      const absl::Time start = absl::Now();
      v1::Entry parsed;
      INGOT_CHECK(parsed.ParseFromString(bytes.back()));
      commitment::AppendChanges(parsed, merkle::LeafHash(bytes.back()), changes);
      *index_time += absl::Now() - start;
    }
    for (const std::string& entry : bytes) entries.push_back({entry, {}});
    batch.end = leaf;
    batch.bytes = storage::EncodeEntries(entries);
    next.size = head.size + batch.count;
    next.root = tiles.Root();
    next.last_recorded_at_us = 1;
    next.last_leaf = leaf;
    next.edge = std::make_shared<const merkle::TileEdge>(tiles.edge());
    effects.head = next;
    effects.checkpoint_key_ids = {Hash{}};
    applier.Apply(batch, effects);
    return next;
  }

  const uint64_t vehicles_;
  const uint64_t size_;
  std::shared_ptr<const storage::Database> database_;
  std::unique_ptr<storage::CommitmentTree> tree_;
  std::shared_ptr<const storage::Snapshot> snapshot_;
  std::vector<SubjectEnd> heads_;
  absl::Duration last_update_;
};

}  // namespace
}  // namespace ingot

int main(int argc, char** argv) {
  if (argc < 2 || argc > 4) {
    std::fprintf(stderr, "usage: bench_index DIR [VEHICLES [ENTRIES_PER_VEHICLE]]\n");
    return 2;
  }
  const uint64_t vehicles = argc > 2 ? ingot::Number(argv[2]) : 1'000'000;
  const uint64_t rounds = argc > 3 ? ingot::Number(argv[3]) : 10;
  ingot::Bench bench(argv[1], vehicles, rounds);
  bench.Fill();
  bench.Prove();
  return 0;
}
