// Where a subject's flags stand.
#ifndef INGOT_LEDGER_STATE_FLAGS_H_
#define INGOT_LEDGER_STATE_FLAGS_H_

#include "google/protobuf/repeated_ptr_field.h"
#include "ingot/v1/state.pb.h"

namespace ingot::state {

using FlagList = google::protobuf::RepeatedPtrField<v1::Flag>;

// The flags of a subject's state; nullptr for subjects that carry none, and where there is no state.
const FlagList* FlagsOf(const v1::Record& record);

}  // namespace ingot::state

#endif  // INGOT_LEDGER_STATE_FLAGS_H_
