// Keys of the books family: what the ledger's books said at every batch and on every day, and figures of the fleet. All
// of it follows from entries and state; it changes in the same write as they do.
//
//   'r' account 0x00 size(u64be)  balance of the account after the first `size` entries; only sizes of batches that
//                                 changed it, so the last one at or before a size tells
//   'o' account 0x00 day(u32be)   what occurred on the account that day (year 10^4 + month 10^2 + day), of all entries
//   'R', 'O'                      the same of accounts that come and go (TRANSIT, IN_PROCESS), all of one owner
//                                 together: their party is the owner
//   'f' fleet group               vehicles, grams (fleet_cube.h)
//   'F' site 0x00 seq(u64be) heat heats that left metal in the site's furnace or found some there, by their entry
//   'G' heat                      that entry: kHeatSeq
//   'V' heat 0x00 vin             new bodies that took metal of the heat: kConsumedG
//   'h' brand                     metal ever returned to the brand's production: own_body, repair (fleet_cube.h)
//
// An account is its state key without the first letter: class(u8) party 0x00 detail. Values are Sums by CellNumber.
#ifndef INGOT_STORAGE_BOOKS_BOOK_KEYS_H_
#define INGOT_STORAGE_BOOKS_BOOK_KEYS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ingot/v1/common.pb.h"
#include "ledger/mass/amounts.h"
#include "storage/db/sums.h"

namespace ingot::storage {

// Numbers in the Sums of 'G' and 'V'.
inline constexpr uint16_t kHeatSeq = 1;
inline constexpr uint16_t kConsumedG = 1;

enum class Book : char {
  kRecorded = 'r',
  kOccurred = 'o',
  kMovingRecorded = 'R',
  kMovingOccurred = 'O',
};

// Whether accounts of the class come and go, one for each transfer or batch.
bool ComesAndGoes(ingot::v1::AccountClass account_class);

// The account that stands for all of one owner's that come and go.
ingot::v1::Account OwnersAccount(ingot::v1::AccountClass account_class, std::string_view owner);

// Everything of an account in a book; of a class.
std::string BookPrefix(Book book, const ingot::v1::Account& account);
std::string BookPrefix(Book book, ingot::v1::AccountClass account_class);
// REQUIRES: a Recorded book, and an Occurred book.
std::string RecordedKey(Book book, const ingot::v1::Account& account, uint64_t size);
std::string OccurredKey(Book book, const ingot::v1::Account& account, const ingot::v1::Date& day);

// The account that a key of one of the four books names; nullopt for other bytes.
std::optional<ingot::v1::Account> AccountOfBookKey(std::string_view key);
// The number at the end of such a key: size, or day as a number.
uint64_t RecordedSizeOf(std::string_view key);
uint32_t OccurredDayOf(std::string_view key);

std::string FurnacePrefix(std::string_view site_id);
std::string FurnaceKey(std::string_view site_id, uint64_t seq, std::string_view heat_id);
std::string HeatSeqKey(std::string_view heat_id);
std::string ConsumersPrefix(std::string_view heat_id);
std::string ConsumerKey(std::string_view heat_id, std::string_view vin);

// year 10^4 + month 10^2 + day: sorts as the days do.
uint32_t DayNumber(const ingot::v1::Date& day);
ingot::v1::Date DayOfNumber(uint32_t number);

// Number of a cell in Sums: family 256 + origin.
uint16_t CellNumber(ingot::v1::AlloyFamily family, ingot::v1::Origin origin);
mass::Cells CellsOf(const Sums& sums);
Sums SumsOf(const mass::Cells& cells);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_BOOKS_BOOK_KEYS_H_
