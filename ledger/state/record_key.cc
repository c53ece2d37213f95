#include "ledger/state/record_key.h"

#include "ledger/base/check.h"

namespace ingot::state {
namespace {

char SubjectPrefix(v1::SubjectKind kind) {
  switch (kind) {
    case v1::SUBJECT_KIND_LEDGER:
      return kLedgerPrefix;
    case v1::SUBJECT_KIND_ORGANISATION:
      return kOrganisationPrefix;
    case v1::SUBJECT_KIND_SITE:
      return kSitePrefix;
    case v1::SUBJECT_KIND_INSTRUMENT:
      return kInstrumentPrefix;
    case v1::SUBJECT_KIND_BRAND:
      return kBrandPrefix;
    case v1::SUBJECT_KIND_MODEL:
      return kModelPrefix;
    case v1::SUBJECT_KIND_YIELD_STANDARD:
      return kYieldStandardPrefix;
    case v1::SUBJECT_KIND_EMISSION_FACTOR:
      return kEmissionFactorPrefix;
    case v1::SUBJECT_KIND_VEHICLE:
      return kVehiclePrefix;
    case v1::SUBJECT_KIND_CONTRACT:
      return kContractPrefix;
    case v1::SUBJECT_KIND_TRANSFER:
      return kTransferPrefix;
    case v1::SUBJECT_KIND_BATCH:
      return kBatchPrefix;
    case v1::SUBJECT_KIND_LOT:
      return kLotPrefix;
    case v1::SUBJECT_KIND_HEAT:
      return kHeatPrefix;
    case v1::SUBJECT_KIND_CLAIM:
      return kClaimPrefix;
    case v1::SUBJECT_KIND_RECALL:
      return kRecallPrefix;
    case v1::SUBJECT_KIND_DISPUTE:
      return kDisputePrefix;
    default:
      INGOT_CHECK_MSG(false, "a subject of no kind has no record");
  }
}

// Ids never hold a zero byte, so it separates two of them without ambiguity.
constexpr char kSeparator = '\0';

std::string Prefixed(char prefix, std::string_view id) {
  std::string key;
  key.reserve(1 + id.size());
  key.push_back(prefix);
  key.append(id);
  return key;
}

std::string Numbered(char prefix, uint64_t seq) {
  std::string key(1, prefix);
  for (int shift = 56; shift >= 0; shift -= 8) key.push_back(static_cast<char>(seq >> shift & 0xff));
  return key;
}

}  // namespace

std::string LedgerKey() { return std::string(1, kLedgerPrefix); }

std::string KeyKey(std::string_view key_id) { return Prefixed(kKeyPrefix, key_id); }

std::string SubjectKey(v1::SubjectKind kind, std::string_view id) {
  if (kind == v1::SUBJECT_KIND_LEDGER) return LedgerKey();
  return Prefixed(SubjectPrefix(kind), id);
}

std::optional<std::pair<v1::SubjectKind, std::string>> SubjectOfKey(std::string_view key) {
  INGOT_CHECK(!key.empty());
  for (int number = v1::SUBJECT_KIND_UNSPECIFIED + 1; number <= v1::SubjectKind_MAX; ++number) {
    const auto kind = static_cast<v1::SubjectKind>(number);
    if (SubjectPrefix(kind) == key.front()) return std::make_pair(kind, std::string(key.substr(1)));
  }
  return std::nullopt;
}

std::string OrganisationKey(std::string_view organisation_id) { return Prefixed(kOrganisationPrefix, organisation_id); }

std::string VehicleKey(std::string_view vin) { return Prefixed(kVehiclePrefix, vin); }

std::string PaymentKey(std::string_view contract_id, std::string_view payment_id) {
  std::string key = Prefixed(kPaymentPrefix, contract_id);
  key.push_back(kSeparator);
  key.append(payment_id);
  return key;
}

std::string AccountKey(const v1::Account& account) {
  INGOT_CHECK(account.account_class() > 0 && account.account_class() <= 0xff);
  std::string key(1, kAccountPrefix);
  key.push_back(static_cast<char>(account.account_class()));
  key.append(account.party());
  key.push_back(kSeparator);
  key.append(account.detail());
  return key;
}

std::string UndoKey(uint64_t seq) { return Numbered(kUndoPrefix, seq); }

std::string SealKey(uint64_t seq) { return Numbered(kSealPrefix, seq); }

std::string NumberKey(NumberKind kind, std::string_view scope, std::string_view number) {
  std::string key(1, kNumberPrefix);
  key.push_back(static_cast<char>(kind));
  key.append(scope);
  key.push_back(kSeparator);
  key.append(number);
  return key;
}

std::string IdempotencyKey(std::string_view organisation_id, std::string_view idempotency_key) {
  std::string key = Prefixed(kIdempotencyPrefix, organisation_id);
  key.push_back(kSeparator);
  key.append(idempotency_key);
  return key;
}

}  // namespace ingot::state
