#include "storage/commit/encoded_batch.h"

#include <optional>

#include "absl/status/status.h"
#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"

namespace ingot::storage {
namespace {

constexpr char kVersion = 2;

void AppendField(std::string_view field, std::string* out) {
  AppendBe32(static_cast<uint32_t>(field.size()), out);
  out->append(field);
}

// Takes a length-prefixed field off the front of `rest`; nullopt if it isn't whole.
std::optional<std::string_view> TakeField(std::string_view* rest) {
  if (rest->size() < sizeof(uint32_t)) {
    return std::nullopt;
  }
  const size_t size = ReadBe32(*rest);
  rest->remove_prefix(sizeof(uint32_t));
  if (rest->size() < size) {
    return std::nullopt;
  }
  const std::string_view field = rest->substr(0, size);
  rest->remove_prefix(size);
  return field;
}

absl::Status Malformed(const EncodedBatch& batch, std::string_view what) {
  return absl::DataLossError(Cat("Batch of ", batch.count, " entries from ", batch.first, ": ", what));
}

}  // namespace

std::string EncodeEntries(std::span<const BatchEntry> entries) {
  INGOT_CHECK(!entries.empty() && entries.size() <= kMaxBatchEntries);
  size_t size = 1;
  for (const BatchEntry& entry : entries) {
    INGOT_CHECK(!entry.entry.empty());
    size += 3 * sizeof(uint32_t) + entry.entry.size() + entry.terms.size() + entry.sealed.size();
  }
  INGOT_CHECK(size <= kMaxBatchBytes);
  std::string bytes;
  bytes.reserve(size);
  bytes.push_back(kVersion);
  for (const BatchEntry& entry : entries) {
    AppendField(entry.entry, &bytes);
    AppendField(entry.terms, &bytes);
    AppendField(entry.sealed, &bytes);
  }
  return bytes;
}

absl::StatusOr<std::vector<BatchEntry>> DecodeEntries(const EncodedBatch& batch) {
  if (batch.count == 0 || batch.count > kMaxBatchEntries || batch.bytes.size() > kMaxBatchBytes) {
    return Malformed(batch, "out of bounds");
  }
  std::string_view rest = batch.bytes;
  if (rest.empty() || rest.front() != kVersion) {
    return Malformed(batch, "unknown version");
  }
  rest.remove_prefix(1);
  std::vector<BatchEntry> entries;
  entries.reserve(batch.count);
  for (uint64_t i = 0; i < batch.count; ++i) {
    const std::optional<std::string_view> entry = TakeField(&rest);
    const std::optional<std::string_view> terms = entry.has_value() ? TakeField(&rest) : std::nullopt;
    const std::optional<std::string_view> sealed = terms.has_value() ? TakeField(&rest) : std::nullopt;
    if (!sealed.has_value()) {
      return Malformed(batch, "cut short");
    }
    if (entry->empty()) {
      return Malformed(batch, "an empty entry");
    }
    entries.push_back({*entry, *terms, *sealed});
  }
  if (!rest.empty()) {
    return Malformed(batch, "bytes left over");
  }
  return entries;
}

}  // namespace ingot::storage
