#include "clients/exchange/json.h"

#include "absl/status/status.h"
#include "ledger/base/strings.h"

namespace ingot::exchange {

absl::StatusOr<Json> ParseJson(std::string_view text, std::string_view name) {
  Json value = Json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (value.is_discarded()) return absl::InvalidArgumentError(Cat(name, " is no JSON"));
  return value;
}

std::string Dump(const Json& value) {
  return value.dump(2, ' ', /*ensure_ascii=*/false, Json::error_handler_t::replace) + "\n";
}

const Json* Find(const Json& value, std::string_view name) {
  if (!value.is_object()) return nullptr;
  const auto found = value.find(std::string(name));
  return found == value.end() ? nullptr : &*found;
}

std::string TextOf(const Json& value, std::string_view name) {
  const Json* const found = Find(value, name);
  return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
}

Json Kilograms(int64_t grams) { return static_cast<double>(grams) / 1000.0; }

}  // namespace ingot::exchange
