#include "storage/books/book_keys.h"

#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/mass/account_class.h"
#include "ledger/state/record_key.h"

namespace ingot::storage {
namespace {

constexpr char kFurnace = 'F';
constexpr char kHeatSeqs = 'G';
constexpr char kConsumers = 'V';
constexpr uint32_t kDaysShift = 100;
constexpr int kFamilyShift = 8;

bool IsRecorded(char book) {
  return book == static_cast<char>(Book::kRecorded) || book == static_cast<char>(Book::kMovingRecorded);
}

bool IsOccurred(char book) {
  return book == static_cast<char>(Book::kOccurred) || book == static_cast<char>(Book::kMovingOccurred);
}

// Bytes of the number at the end; 0 for a key of another kind.
size_t NumberBytes(std::string_view key) {
  if (key.empty()) return 0;
  if (IsRecorded(key.front())) return sizeof(uint64_t);
  return IsOccurred(key.front()) ? sizeof(uint32_t) : 0;
}

}  // namespace

bool ComesAndGoes(ingot::v1::AccountClass account_class) {
  return account_class == ingot::v1::ACCOUNT_CLASS_TRANSIT || account_class == ingot::v1::ACCOUNT_CLASS_IN_PROCESS;
}

ingot::v1::Account OwnersAccount(ingot::v1::AccountClass account_class, std::string_view owner) {
  INGOT_CHECK(ComesAndGoes(account_class));
  return mass::MakeAccount(account_class, owner);
}

std::string BookPrefix(Book book, const ingot::v1::Account& account) {
  std::string prefix = state::AccountKey(account);
  prefix.front() = static_cast<char>(book);
  prefix.push_back('\0');
  return prefix;
}

std::string BookPrefix(Book book, ingot::v1::AccountClass account_class) {
  return {static_cast<char>(book), static_cast<char>(account_class)};
}

std::string RecordedKey(Book book, const ingot::v1::Account& account, uint64_t size) {
  INGOT_CHECK(IsRecorded(static_cast<char>(book)));
  std::string key = BookPrefix(book, account);
  AppendBe64(size, &key);
  return key;
}

std::string OccurredKey(Book book, const ingot::v1::Account& account, const ingot::v1::Date& day) {
  INGOT_CHECK(IsOccurred(static_cast<char>(book)));
  std::string key = BookPrefix(book, account);
  AppendBe32(DayNumber(day), &key);
  return key;
}

std::optional<ingot::v1::Account> AccountOfBookKey(std::string_view key) {
  const size_t number_bytes = NumberBytes(key);
  // Book, class, an end of party and one of detail.
  if (number_bytes == 0 || key.size() < number_bytes + 4) return std::nullopt;
  std::string_view account = key.substr(2, key.size() - number_bytes - 2);
  if (account.back() != '\0') return std::nullopt;
  account.remove_suffix(1);
  const size_t end_of_party = account.find('\0');
  if (end_of_party == std::string_view::npos) return std::nullopt;
  return mass::MakeAccount(static_cast<ingot::v1::AccountClass>(static_cast<unsigned char>(key[1])),
                           account.substr(0, end_of_party), account.substr(end_of_party + 1));
}

uint64_t RecordedSizeOf(std::string_view key) {
  INGOT_CHECK(key.size() > sizeof(uint64_t));
  return ReadBe64(key.substr(key.size() - sizeof(uint64_t)));
}

uint32_t OccurredDayOf(std::string_view key) {
  INGOT_CHECK(key.size() > sizeof(uint32_t));
  return ReadBe32(key.substr(key.size() - sizeof(uint32_t)));
}

std::string FurnacePrefix(std::string_view site_id) {
  std::string prefix(1, kFurnace);
  prefix.append(site_id);
  prefix.push_back('\0');
  return prefix;
}

std::string FurnaceKey(std::string_view site_id, uint64_t seq, std::string_view heat_id) {
  std::string key = FurnacePrefix(site_id);
  AppendBe64(seq, &key);
  key.append(heat_id);
  return key;
}

std::string HeatSeqKey(std::string_view heat_id) { return Cat(std::string(1, kHeatSeqs), heat_id); }

std::string ConsumersPrefix(std::string_view heat_id) {
  std::string prefix(1, kConsumers);
  prefix.append(heat_id);
  prefix.push_back('\0');
  return prefix;
}

std::string ConsumerKey(std::string_view heat_id, std::string_view vin) { return Cat(ConsumersPrefix(heat_id), vin); }

uint32_t DayNumber(const ingot::v1::Date& day) {
  return (static_cast<uint32_t>(day.year()) * kDaysShift + static_cast<uint32_t>(day.month())) * kDaysShift +
         static_cast<uint32_t>(day.day());
}

ingot::v1::Date DayOfNumber(uint32_t number) {
  ingot::v1::Date day;
  day.set_day(static_cast<int32_t>(number % kDaysShift));
  day.set_month(static_cast<int32_t>(number / kDaysShift % kDaysShift));
  day.set_year(static_cast<int32_t>(number / kDaysShift / kDaysShift));
  return day;
}

uint16_t CellNumber(ingot::v1::AlloyFamily family, ingot::v1::Origin origin) {
  return static_cast<uint16_t>(static_cast<unsigned>(family) << kFamilyShift | static_cast<unsigned>(origin));
}

mass::Cells CellsOf(const Sums& sums) {
  mass::Cells cells;
  for (const auto& [number, grams] : sums) {
    cells.emplace(mass::Cell(static_cast<ingot::v1::AlloyFamily>(number >> kFamilyShift),
                             static_cast<ingot::v1::Origin>(number & ((1u << kFamilyShift) - 1))),
                  grams);
  }
  return cells;
}

Sums SumsOf(const mass::Cells& cells) {
  Sums sums;
  for (const auto& [cell, grams] : cells) AddSum(sums, CellNumber(cell.first, cell.second), grams);
  return sums;
}

}  // namespace ingot::storage
