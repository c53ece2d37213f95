// The canonical spelling judged on the wire, without a parsed message: docs/FORMAT.md, section 1, rule by rule. It
// costs a fraction of parsing and serialising again, which the server does once an event and an audit once an entry.
#ifndef INGOT_LEDGER_ENTRY_WIRE_WALK_H_
#define INGOT_LEDGER_ENTRY_WIRE_WALK_H_

#include <string_view>

#include "google/protobuf/descriptor.h"

namespace ingot::entry {

// Whether `bytes` are a canonical `type`, but for UTF-8 in strings, which the parser checks. False says nothing about
// the reason, and is also the answer for schemas with types that the format does not have. Thread-safe: each thread
// keeps what it learnt about a schema.
bool IsCanonicalWire(std::string_view bytes, const google::protobuf::Descriptor& type);

}  // namespace ingot::entry

#endif  // INGOT_LEDGER_ENTRY_WIRE_WALK_H_
