#include "storage/books/book_writer.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include "ingot/v1/entry.pb.h"
#include "ingot/v1/event.pb.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/books/entry_postings.h"
#include "ledger/mass/amounts.h"
#include "ledger/state/record_key.h"
#include "rocksdb/db.h"
#include "storage/books/book_keys.h"
#include "storage/books/fleet_cube.h"
#include "storage/db/keys.h"

namespace ingot::storage {
namespace {

using state::RecordPtr;

// One batch's work.
class BatchBooks {
 public:
  BatchBooks(const Database& database, std::map<std::string, Sums>& moving, const std::vector<state::Change>& changes,
             uint64_t size)
      : database_(database), moving_(moving), changes_(changes), size_(size) {}

  BookUpdate Make(const std::vector<std::string_view>& entries) && {
    for (const state::Change& change : changes_) {
      switch (change.key.front()) {
        case state::kAccountPrefix:
          NoteBalance(change);
          break;
        case state::kVehiclePrefix:
          NoteVehicle(change);
          break;
        case state::kContractPrefix:
          NoteContract(change);
          break;
        case state::kHeatPrefix:
          NoteHeat(change);
          break;
        default:
          break;
      }
    }
    for (const std::string_view entry : entries) NoteMovements(entry);
    return std::move(update_);
  }

 private:
  void Add(std::string key, const Sums& sums, int sign = 1) { AddSums(update_.added[std::move(key)], sums, sign); }

  void NoteBalance(const state::Change& change) {
    const ingot::v1::AccountState& after = change.after->account();
    const Sums now = SumsOf(mass::ToCells(after.balance()));
    Sums before;
    if (change.before != nullptr) before = SumsOf(mass::ToCells(change.before->account().balance()));
    if (now == before) return;
    update_.written.emplace(RecordedKey(Book::kRecorded, after.account(), size_), now);
    const ingot::v1::AccountClass account_class = after.account().account_class();
    if (!ComesAndGoes(account_class)) return;
    const ingot::v1::Account owners = OwnersAccount(account_class, after.organisation_id());
    Sums& sum = MovingBalance(owners);
    AddSums(sum, now);
    AddSums(sum, before, -1);
    update_.written[RecordedKey(Book::kMovingRecorded, owners, size_)] = sum;
  }

  // The newest stored balance, if it is not known yet.
  Sums& MovingBalance(const ingot::v1::Account& owners) {
    const std::string prefix = BookPrefix(Book::kMovingRecorded, owners);
    const auto [at, added] = moving_.try_emplace(prefix);
    if (!added) return at->second;
    const std::unique_ptr<rocksdb::Iterator> stored(
        database_.rocks().NewIterator(rocksdb::ReadOptions(), database_.family(Family::kBooks)));
    stored->SeekForPrev(RecordedKey(Book::kMovingRecorded, owners, std::numeric_limits<uint64_t>::max()));
    INGOT_CHECK_MSG(stored->status().ok(), stored->status().ToString());
    if (!stored->Valid() || !stored->key().starts_with(prefix)) return at->second;
    const rocksdb::Slice value = stored->value();
    std::optional<Sums> sums = DecodeSums({value.data(), value.size()});
    INGOT_CHECK_MSG(sums.has_value(), "a stored balance can't be read");
    at->second = *std::move(sums);
    return at->second;
  }

  void NoteMovements(std::string_view entry) {
    const absl::StatusOr<books::EntryPostings> posted = books::PostingsOf(entry);
    INGOT_CHECK_OK(posted);
    for (const ingot::v1::Posting& posting : posted->postings) {
      if (posting.account().account_class() == ingot::v1::ACCOUNT_CLASS_FURNACE)
        NoteFurnace(posting.account().party(), entry);
      if (posting.account().account_class() == ingot::v1::ACCOUNT_CLASS_BACK_IN_PRODUCTION) NoteConsumers(entry);
      const Sums sums = SumsOf(mass::ToCells(posting.amounts()));
      Add(OccurredKey(Book::kOccurred, posting.account(), posted->day), sums);
      const ingot::v1::AccountClass account_class = posting.account().account_class();
      if (!ComesAndGoes(account_class)) continue;
      const state::Change* const account = FindChange(state::AccountKey(posting.account()));
      INGOT_CHECK_MSG(account != nullptr, "a posting changes its account");
      const ingot::v1::Account owners = OwnersAccount(account_class, account->after->account().organisation_id());
      Add(OccurredKey(Book::kMovingOccurred, owners, posted->day), sums);
    }
  }

  // A heat is the subject of its melting before any other entry.
  void NoteFurnace(const std::string& site_id, std::string_view bytes) {
    const ingot::v1::Entry entry = ParseEntry(bytes);
    for (const ingot::v1::SubjectLink& link : entry.subjects()) {
      if (link.kind() != ingot::v1::SUBJECT_KIND_HEAT || link.count_before() != 0) continue;
      update_.written[FurnaceKey(site_id, entry.seq(), link.id())] = {};
      Sums seq;
      AddSum(seq, kHeatSeq, static_cast<int64_t>(entry.seq()));
      update_.written[HeatSeqKey(link.id())] = seq;
    }
  }

  void NoteConsumers(std::string_view bytes) {
    ingot::v1::Event event;
    INGOT_CHECK(event.ParseFromString(ParseEntry(bytes).event()));
    for (const ingot::v1::ConsumedHeat& consumed : event.vehicle_registered().heats()) {
      Sums grams;
      AddSum(grams, kConsumedG, consumed.grams());
      update_.written[ConsumerKey(consumed.heat_id(), event.vehicle_registered().vin())] = grams;
    }
  }

  static ingot::v1::Entry ParseEntry(std::string_view bytes) {
    ingot::v1::Entry entry;
    INGOT_CHECK(entry.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())));
    return entry;
  }

  const state::Change* FindChange(const std::string& key) const {
    const auto at = std::lower_bound(changes_.begin(), changes_.end(), key,
                                     [](const state::Change& change, const std::string& k) { return change.key < k; });
    return at != changes_.end() && at->key == key ? &*at : nullptr;
  }

  // A record that the batch does not change, or nullptr.
  RecordPtr Stored(const std::string& key) const {
    std::string bytes;
    const rocksdb::Status read =
        database_.rocks().Get(rocksdb::ReadOptions(), database_.family(FamilyOfStateKey(key)), key, &bytes);
    if (read.IsNotFound()) return nullptr;
    INGOT_CHECK_MSG(read.ok(), read.ToString());
    auto record = std::make_shared<ingot::v1::Record>();
    INGOT_CHECK_MSG(record->ParseFromString(bytes), "a stored record can't be read");
    return record;
  }

  // Before and after the batch; the same one where the batch does not change it.
  std::pair<RecordPtr, RecordPtr> BothOf(const std::string& key) const {
    if (const state::Change* const change = FindChange(key); change != nullptr) return {change->before, change->after};
    const RecordPtr stored = Stored(key);
    return {stored, stored};
  }

  static const ingot::v1::VehicleState* VehicleIn(const RecordPtr& record) {
    // A record without a state is what a reversed registration leaves.
    return record != nullptr && record->has_vehicle() ? &record->vehicle() : nullptr;
  }

  static const ingot::v1::ContractState* ContractIn(const RecordPtr& record) {
    return record != nullptr && record->has_contract() ? &record->contract() : nullptr;
  }

  // Moves the vehicle from its group before to its group after.
  void Regroup(const ingot::v1::VehicleState* before, const RecordPtr& contract_before,
               const ingot::v1::VehicleState* after, const RecordPtr& contract_after) {
    if (before != nullptr) Add(FleetKey(GroupOf(*before, ContractIn(contract_before))), FiguresOf(*before), -1);
    if (after != nullptr) Add(FleetKey(GroupOf(*after, ContractIn(contract_after))), FiguresOf(*after));
  }

  void NoteVehicle(const state::Change& change) {
    const ingot::v1::VehicleState* const before = VehicleIn(change.before);
    const ingot::v1::VehicleState* const after = VehicleIn(change.after);
    RecordPtr contract_before;
    RecordPtr contract_after;
    if (before != nullptr && after != nullptr && CountAlike(*before, *after)) {
      // Nothing of its own; what its contract changes is the contract's to note, or, where both change, noted here.
      if (!CountsByContract(*after)) return;
      const state::Change* const contract = FindChange(ContractKey(*after));
      if (contract == nullptr) return;
      Regroup(before, contract->before, after, contract->after);
      return;
    }
    if (before != nullptr && CountsByContract(*before)) contract_before = BothOf(ContractKey(*before)).first;
    if (after != nullptr && CountsByContract(*after)) contract_after = BothOf(ContractKey(*after)).second;
    Regroup(before, contract_before, after, contract_after);
  }

  // A contract whose vehicle the batch does not change.
  void NoteContract(const state::Change& change) {
    const ingot::v1::ContractState* const before = ContractIn(change.before);
    const ingot::v1::ContractState* const after = ContractIn(change.after);
    if (before == nullptr || after == nullptr || !ChangesDueYear(*before, *after)) return;
    const std::string vehicle_key = state::VehicleKey(after->vin());
    if (FindChange(vehicle_key) != nullptr) return;
    const RecordPtr record = Stored(vehicle_key);
    const ingot::v1::VehicleState* const vehicle = VehicleIn(record);
    if (vehicle == nullptr || !CountsByContract(*vehicle) || vehicle->contract_id() != after->contract_id()) return;
    Regroup(vehicle, change.before, vehicle, change.after);
  }

  static std::string ContractKey(const ingot::v1::VehicleState& vehicle) {
    return state::SubjectKey(ingot::v1::SUBJECT_KIND_CONTRACT, vehicle.contract_id());
  }

  void NoteHeat(const state::Change& change) {
    if (change.before != nullptr) AddReturned(change.before->heat(), -1);
    AddReturned(change.after->heat(), 1);
  }

  void AddReturned(const ingot::v1::HeatState& heat, int sign) {
    for (const ingot::v1::HeatReturn& returned : heat.returned()) {
      Add(ReturnedKey(returned.brand_id()), ReturnedOf(returned), sign);
    }
  }

  const Database& database_;
  std::map<std::string, Sums>& moving_;
  const std::vector<state::Change>& changes_;
  const uint64_t size_;
  BookUpdate update_;
};

}  // namespace

BookUpdate BookWriter::Update(const std::vector<std::string_view>& entries, const std::vector<state::Change>& changes,
                              uint64_t size) {
  BookUpdate update = BatchBooks(*database_, moving_, changes, size).Make(entries);
  // Sums that cancel within a batch need no write.
  for (auto at = update.added.begin(); at != update.added.end();) {
    at = at->second.empty() ? update.added.erase(at) : std::next(at);
  }
  return update;
}

}  // namespace ingot::storage
