#include "storage/scrub/contents.h"

#include <memory>
#include <set>
#include <string_view>
#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/tile.h"
#include "rocksdb/db.h"
#include "storage/db/family_options.h"
#include "storage/db/keys.h"
#include "storage/db/snapshot_pin.h"
#include "storage/index/index_keys.h"

namespace ingot::storage {
namespace {

using audit::FindingKind;

std::unique_ptr<rocksdb::Iterator> Pass(const Database& database, Family family) {
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = size_t{2} << 20;
  return std::unique_ptr<rocksdb::Iterator>(database.rocks().NewIterator(options, database.family(family)));
}

// A key for a report: kind and printable rest.
std::string NameOf(std::string_view key) {
  std::string name;
  for (const char c : key.substr(0, 64)) {
    name += c > ' ' && c <= '~' ? std::string(1, c) : Cat("\\x", HexEncode(std::string_view(&c, 1)));
  }
  return name;
}

// What a letter at a key's beginning stands for (storage/books/book_keys.h, storage/db/keys.h).
std::string_view KindOf(Family family, char letter) {
  if (family == Family::kVault) {
    return letter == 'c'   ? "sealed part"
           : letter == 'k' ? "sealed part by its key"
           : letter == 'e' ? "erasure"
                           : "other";
  }
  if (family != Family::kBooks) return "record";
  switch (letter) {
    case 'r':
      return "balance by entry";
    case 'o':
      return "balance by day";
    case 'R':
      return "owner's balance by entry";
    case 'O':
      return "owner's balance by day";
    case 'f':
      return "fleet figure";
    case 'F':
      return "furnace's heat";
    case 'G':
      return "heat's entry";
    case 'V':
      return "heat's consumer";
    case 'h':
      return "brand's returned metal";
    default:
      return "other";
  }
}

// The entry that a record speaks of last, as far as it says; 0 otherwise.
uint64_t SeqOf(const ingot::v1::Record& record) {
  if (record.head().count() > 0) {
    return record.head().last_seq();
  }
  if (record.has_account()) {
    return record.account().last_seq();
  }
  if (record.has_idempotency()) {
    return record.idempotency().first_seq();
  }
  return record.settled_seq();
}

// Holds the keys and values of a family against what they must be, both in ascending order of keys.
class FamilyCheck {
 public:
  // `name_of`: a key for a report.
  using Namer = std::function<std::string(std::string_view key)>;
  FamilyCheck(const Database& database, Family family, const FindingSink& report, Namer name_of = NameOf)
      : at_(Pass(database, family)), report_(report), name_of_(std::move(name_of)) {
    at_->SeekToFirst();
  }

  // The next thing that must be there.
  void Expect(std::string_view key, std::string_view value, uint64_t seq) {
    while (at_->Valid() && ViewOf(at_->key()) < key) {
      Superfluous();
      at_->Next();
    }
    if (!at_->Valid() || ViewOf(at_->key()) != key) {
      report_({FindingKind::kStateMismatch, seq, Cat("the record ", name_of_(key), " is missing")});
      return;
    }
    if (ViewOf(at_->value()) != value) {
      report_({FindingKind::kStateMismatch, seq, Cat("the record ", name_of_(key), " is not what the entries make")});
    }
    at_->Next();
  }

  void End() {
    for (; at_->Valid(); at_->Next()) {
      Superfluous();
    }
    if (!at_->status().ok()) {
      report_({FindingKind::kUnreadable, 0, at_->status().ToString()});
    }
  }

 private:
  void Superfluous() {
    report_({FindingKind::kStateMismatch, 0, Cat("no entry makes the record ", name_of_(ViewOf(at_->key())))});
  }

  std::unique_ptr<rocksdb::Iterator> at_;
  const FindingSink& report_;
  const Namer name_of_;
};

void CheckBeyond(const Database& database, Family family, std::string_view first_beyond, std::string_view what,
                 const FindingSink& report) {
  const std::unique_ptr<rocksdb::Iterator> at = Pass(database, family);
  at->Seek(rocksdb::Slice(first_beyond.data(), first_beyond.size()));
  if (at->Valid()) {
    report({FindingKind::kStateMismatch, 0, Cat(what, " stands beyond the ledger's end")});
  } else if (!at->status().ok()) {
    report({FindingKind::kUnreadable, 0, at->status().ToString()});
  }
}

// Keys of a family that are none of its form.
void CheckKeys(const Database& database, Family family, const std::function<bool(std::string_view)>& known,
               const FindingSink& report) {
  const std::unique_ptr<rocksdb::Iterator> at = Pass(database, family);
  for (at->SeekToFirst(); at->Valid(); at->Next()) {
    if (!known(ViewOf(at->key()))) {
      report({FindingKind::kStateMismatch, 0,
              Cat("the family ", FamilyName(family), " holds an unknown key ", NameOf(ViewOf(at->key())))});
    }
  }
  if (!at->status().ok()) {
    report({FindingKind::kUnreadable, 0, at->status().ToString()});
  }
}

}  // namespace

void CompareRecords(const Database& database, const state::MemoryView& made, const FindingSink& report) {
  FamilyCheck state(database, Family::kState, report);
  FamilyCheck idempotency(database, Family::kIdempotency, report);
  std::set<std::string> index_keys;
  made.ForEach([&](const std::string& key, const state::RecordPtr& record) {
    FamilyCheck& family = FamilyOfStateKey(key) == Family::kState ? state : idempotency;
    family.Expect(key, record->SerializeAsString(), SeqOf(*record));
    for (std::string& index_key : IndexKeysOf(key, *record)) {
      index_keys.insert(std::move(index_key));
    }
  });
  state.End();
  idempotency.End();
  FamilyCheck index(database, Family::kIndex, report);
  for (const std::string& key : index_keys) {
    index.Expect(key, "", 0);
  }
  index.End();
}

void CompareFamily(const Database& stored, const Database& made, Family family, const FindingSink& report) {
  FamilyCheck check(stored, family, report, [family](std::string_view key) {
    return Cat(NameOf(key), " of ", FamilyName(family), " (", KindOf(family, key.empty() ? '\0' : key.front()), ")");
  });
  const std::unique_ptr<rocksdb::Iterator> at = Pass(made, family);
  for (at->SeekToFirst(); at->Valid(); at->Next()) check.Expect(ViewOf(at->key()), ViewOf(at->value()), 0);
  if (!at->status().ok()) report({FindingKind::kUnreadable, 0, at->status().ToString()});
  check.End();
}

void CheckNothingElse(const Database& database, uint64_t size, const FindingSink& report) {
  const auto is_number = [](std::string_view key) { return key.size() == sizeof(uint64_t); };
  CheckBeyond(database, Family::kEntries, NumberKey(size), "an entry", report);
  CheckBeyond(database, Family::kTerms, NumberKey(size), "a part of an entry", report);
  CheckBeyond(database, Family::kCheckpoints, NumberKey(size + 1), "a checkpoint", report);
  CheckKeys(database, Family::kEntries, is_number, report);
  CheckKeys(database, Family::kTerms, is_number, report);
  CheckKeys(database, Family::kCheckpoints, is_number, report);
  CheckKeys(
      database, Family::kTiles,
      [size](std::string_view key) {
        constexpr size_t kTileKeyBytes = 1 + sizeof(uint64_t);
        if (key.size() != kTileKeyBytes) return false;
        const auto level = static_cast<unsigned>(static_cast<uint8_t>(key.front()));
        return level < merkle::kMaxTileLevels && ReadBe64(key.substr(1)) < merkle::FullTileCount(size, level);
      },
      report);
  CheckKeys(
      database, Family::kMeta, [](std::string_view key) { return key == kFormatKey || key == kHeadKey; }, report);
}

void CheckTableFiles(const Database& database, const FindingSink& report) {
  for (size_t i = 0; i < kFamilyCount; ++i) {
    const auto family = static_cast<Family>(i);
    const std::unique_ptr<rocksdb::Iterator> at = Pass(database, family);
    for (at->SeekToFirst(); at->Valid(); at->Next()) {
    }
    if (!at->status().ok()) {
      report({FindingKind::kUnreadable, 0, Cat("the family ", FamilyName(family), ": ", at->status().ToString())});
    }
  }
}

}  // namespace ingot::storage
