// JSON values of the exchange documents: members keep their order, so that a document reads as its standard lists it.
#ifndef INGOT_CLIENTS_EXCHANGE_JSON_H_
#define INGOT_CLIENTS_EXCHANGE_JSON_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace ingot::exchange {

using Json = nlohmann::ordered_json;

// One value (RFC 8259) and nothing after it; `name` stands for the text in the message. INVALID_ARGUMENT. No exceptions
// leave this module: use Find and the is_... questions before get.
absl::StatusOr<Json> ParseJson(std::string_view text, std::string_view name);

// Indented by two blanks, with a line break at the end. Bytes that are no UTF-8 become U+FFFD.
std::string Dump(const Json& value);

// The member of that name, or nullptr where `value` is no object or has none.
const Json* Find(const Json& value, std::string_view name);
// The text of a member; empty where it is absent or no string.
std::string TextOf(const Json& value, std::string_view name);

// Grams as a number of kilograms: the nearest double, which prints with three decimals at most up to 9 * 10^12 g.
Json Kilograms(int64_t grams);

}  // namespace ingot::exchange

#endif  // INGOT_CLIENTS_EXCHANGE_JSON_H_
