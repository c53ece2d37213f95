#include "clients/exchange/uri.h"

#include "absl/strings/ascii.h"
#include "ledger/base/strings.h"

namespace ingot::exchange {
namespace {

std::string Encoded(std::string_view id) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string text;
  for (const char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || c == '.' || c == '_' || c == '-' || c == '/') {
      text += c;
    } else {
      text += '%';
      text += kDigits[byte >> 4];
      text += kDigits[byte & 15];
    }
  }
  return text;
}

}  // namespace

std::string Uri(std::string_view kind, std::string_view id) { return Cat("urn:ingot:", kind, ":", Encoded(id)); }

std::string Uri(std::string_view kind, std::string_view id, std::string_view number) {
  return Cat(Uri(kind, id), ":", Encoded(number));
}

std::string EntryUri(const Hash& ledger_id, uint64_t seq) {
  return Cat("urn:ingot:entry:", ToHex(ledger_id), ":", seq);
}

std::string OwnBizStep(std::string_view name) { return Cat("urn:ingot:voc:bizstep:", name); }
std::string OwnDisposition(std::string_view name) { return Cat("urn:ingot:voc:disposition:", name); }
std::string OwnTransactionType(std::string_view name) { return Cat("urn:ingot:voc:btt:", name); }

}  // namespace ingot::exchange
