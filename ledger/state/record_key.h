// Keys of the ledger's state: one letter for the kind, then ids. Sorted by bytes, so that a kind, and within it a
// scope, is one range. docs/FORMAT.md lists them; they are part of the on-disk format.
#ifndef INGOT_LEDGER_STATE_RECORD_KEY_H_
#define INGOT_LEDGER_STATE_RECORD_KEY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ingot/v1/common.pb.h"

namespace ingot::state {

// First bytes of the keys.
inline constexpr char kLedgerPrefix = 'l';
inline constexpr char kOrganisationPrefix = 'o';
inline constexpr char kKeyPrefix = 'k';
inline constexpr char kSitePrefix = 's';
inline constexpr char kInstrumentPrefix = 'i';
inline constexpr char kBrandPrefix = 'b';
inline constexpr char kModelPrefix = 'm';
inline constexpr char kYieldStandardPrefix = 'y';
inline constexpr char kEmissionFactorPrefix = 'e';
inline constexpr char kVehiclePrefix = 'v';
inline constexpr char kContractPrefix = 'c';
inline constexpr char kPaymentPrefix = 'p';
inline constexpr char kTransferPrefix = 't';
inline constexpr char kBatchPrefix = 'h';
inline constexpr char kLotPrefix = 'x';
inline constexpr char kHeatPrefix = 'f';
inline constexpr char kClaimPrefix = 'q';
inline constexpr char kRecallPrefix = 'r';
inline constexpr char kDisputePrefix = 'g';
inline constexpr char kUndoPrefix = 'u';
inline constexpr char kSealPrefix = 'z';
inline constexpr char kAccountPrefix = 'a';
inline constexpr char kNumberPrefix = 'n';
inline constexpr char kIdempotencyPrefix = 'd';

std::string LedgerKey();
// key_id: 32 bytes.
std::string KeyKey(std::string_view key_id);
// The key of a subject's record (LEDGER: id is ignored).
std::string SubjectKey(v1::SubjectKind kind, std::string_view id);
// The other way: the subject whose record a key names, or nullopt where it names none.
std::optional<std::pair<v1::SubjectKind, std::string>> SubjectOfKey(std::string_view key);
// Shorthands for the subjects that the rules read most.
std::string OrganisationKey(std::string_view organisation_id);
std::string VehicleKey(std::string_view vin);
std::string PaymentKey(std::string_view contract_id, std::string_view payment_id);
// class as one byte, party, 0x00, detail.
std::string AccountKey(const v1::Account& account);

// By entry, as u64 big-endian.
std::string UndoKey(uint64_t seq);
std::string SealKey(uint64_t seq);

// Numbers that are used once.
enum class NumberKind : char { kTicket = 't', kCertificateSerial = 's', kInsuranceClaim = 'c', kDefault = 'd' };
// scope: the instrument of a ticket, the site of a serial, "<VIN>/<insurer>" of a claim, the contract of a default,
// whose number is the day on which the instalment was due ("2026-03-01").
std::string NumberKey(NumberKind kind, std::string_view scope, std::string_view number);
// idempotency_key: 16 bytes.
std::string IdempotencyKey(std::string_view organisation_id, std::string_view idempotency_key);

}  // namespace ingot::state

#endif  // INGOT_LEDGER_STATE_RECORD_KEY_H_
