// Names of ledger things as URIs (docs/EXCHANGE.md, "Names"): urn:ingot:<kind>:<id>. Ids keep [A-Za-z0-9._/-]; other
// bytes are percent-encoded (RFC 3986, section 2.1).
#ifndef INGOT_CLIENTS_EXCHANGE_URI_H_
#define INGOT_CLIENTS_EXCHANGE_URI_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "ledger/base/hash.h"

namespace ingot::exchange {

// "urn:ingot:vin:1M8GDM9AXKP042788", "urn:ingot:site:ruhr-metall/mill".
std::string Uri(std::string_view kind, std::string_view id);
// A number that is unique below another name: "urn:ingot:certificate:elbe/yard:S-1".
std::string Uri(std::string_view kind, std::string_view id, std::string_view number);
// "urn:ingot:entry:<ledger id>:<seq>": the same entry has the same name in every document.
std::string EntryUri(const Hash& ledger_id, uint64_t seq);

// Terms that CBV 2.0 does not have.
std::string OwnBizStep(std::string_view name);
std::string OwnDisposition(std::string_view name);
std::string OwnTransactionType(std::string_view name);

}  // namespace ingot::exchange

#endif  // INGOT_CLIENTS_EXCHANGE_URI_H_
