#include "ledger/state/prior.h"

#include <algorithm>
#include <array>
#include <vector>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "ledger/base/check.h"
#include "ledger/state/record_key.h"

namespace ingot::state {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Fields of any state that stand whatever becomes of the facts.
constexpr std::array<std::string_view, 4> kStanding = {"flags", "last_occurred_at_us", "odometer_max_m",
                                                       "terms_unexamined"};

bool IsStanding(const FieldDescriptor& field) {
  return std::find(kStanding.begin(), kStanding.end(), field.name()) != kStanding.end();
}

// The member of `state` that is set, or nullptr.
const FieldDescriptor* StateField(const v1::Record& record) {
  return v1::Record::descriptor()->FindFieldByNumber(record.state_case());
}

const Message& StateOf(const v1::Record& record) {
  const FieldDescriptor* const field = StateField(record);
  INGOT_CHECK(field != nullptr);
  return record.GetReflection()->GetMessage(record, field);
}

Message& MutableStateOf(v1::Record& record) {
  const FieldDescriptor* const field = StateField(record);
  INGOT_CHECK(field != nullptr);
  return *record.GetReflection()->MutableMessage(&record, field);
}

bool EqualRepeated(const Message& a, const Message& b, const FieldDescriptor* field) {
  const Reflection& reflection = *a.GetReflection();
  const int size = reflection.FieldSize(a, field);
  if (size != reflection.FieldSize(b, field)) return false;
  for (int i = 0; i < size; ++i) {
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        if (reflection.GetRepeatedMessage(a, field, i).SerializeAsString() !=
            reflection.GetRepeatedMessage(b, field, i).SerializeAsString()) {
          return false;
        }
        break;
      case FieldDescriptor::CPPTYPE_STRING:
        if (reflection.GetRepeatedString(a, field, i) != reflection.GetRepeatedString(b, field, i)) return false;
        break;
      default:
        INGOT_CHECK_MSG(false, "lists in a mirrored state are of messages and strings");
    }
  }
  return true;
}

// Values of the same field of two messages of one type. The schema holds no floats and no maps, so that equal messages
// have equal bytes.
bool EqualField(const Message& a, const Message& b, const FieldDescriptor* field) {
  if (field->is_repeated()) return EqualRepeated(a, b, field);
  const Reflection& reflection = *a.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.GetInt32(a, field) == reflection.GetInt32(b, field);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.GetInt64(a, field) == reflection.GetInt64(b, field);
    case FieldDescriptor::CPPTYPE_UINT32:
      return reflection.GetUInt32(a, field) == reflection.GetUInt32(b, field);
    case FieldDescriptor::CPPTYPE_UINT64:
      return reflection.GetUInt64(a, field) == reflection.GetUInt64(b, field);
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(a, field) == reflection.GetBool(b, field);
    case FieldDescriptor::CPPTYPE_ENUM:
      return reflection.GetEnumValue(a, field) == reflection.GetEnumValue(b, field);
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch_a, scratch_b;
      return reflection.GetStringReference(a, field, &scratch_a) == reflection.GetStringReference(b, field, &scratch_b);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (!reflection.HasField(a, field) && !reflection.HasField(b, field)) return true;
      return reflection.HasField(a, field) == reflection.HasField(b, field) &&
             reflection.GetMessage(a, field).SerializeAsString() == reflection.GetMessage(b, field).SerializeAsString();
    default:
      INGOT_CHECK_MSG(false, "the schema holds no floating point");
  }
}

bool IsDefault(const Message& message, const FieldDescriptor* field) {
  const Reflection& reflection = *message.GetReflection();
  return field->is_repeated() ? reflection.FieldSize(message, field) == 0 : !reflection.HasField(message, field);
}

}  // namespace

bool IsMirrored(std::string_view key) {
  INGOT_CHECK(!key.empty());
  switch (key.front()) {
    case kVehiclePrefix:
    case kContractPrefix:
    case kPaymentPrefix:
    case kTransferPrefix:
    case kBatchPrefix:
    case kLotPrefix:
    case kHeatPrefix:
    case kClaimPrefix:
    case kRecallPrefix:
    case kDisputePrefix:
    case kNumberPrefix:
      return true;
    default:
      return false;
  }
}

v1::PriorRecord PriorOf(const std::string& key, const v1::Record* before, const v1::Record& after) {
  v1::PriorRecord prior;
  prior.set_key(key);
  if (before == nullptr || StateField(*before) == nullptr) return prior;
  INGOT_CHECK(before->state_case() == after.state_case());
  v1::Record& kept = *prior.mutable_record();
  kept.set_settled_seq(before->settled_seq());

  const Message& old_state = StateOf(*before);
  const Message& new_state = StateOf(after);
  const google::protobuf::Descriptor& type = *old_state.GetDescriptor();
  std::vector<const FieldDescriptor*> changed;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* const field = type.field(i);
    if (IsStanding(*field) || EqualField(old_state, new_state, field)) continue;
    if (IsDefault(old_state, field)) {
      prior.add_cleared(static_cast<uint32_t>(field->number()));
    } else {
      changed.push_back(field);
    }
  }
  std::sort(prior.mutable_cleared()->begin(), prior.mutable_cleared()->end());
  if (changed.empty()) return prior;
  Message& values = *kept.GetReflection()->MutableMessage(&kept, StateField(*before));
  values.CopyFrom(old_state);
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* const field = type.field(i);
    if (std::find(changed.begin(), changed.end(), field) == changed.end()) {
      values.GetReflection()->ClearField(&values, field);
    }
  }
  return prior;
}

bool IsSubject(const v1::PriorRecord& prior) {
  const bool excepted = !prior.cleared().empty() && prior.cleared(0) == kNoSubject;
  return SubjectOfKey(prior.key()).has_value() && !excepted;
}

void Restore(const v1::PriorRecord& prior, v1::Record& record) {
  if (!prior.has_record()) {
    record.clear_state();
    record.clear_settled_seq();
    return;
  }
  record.set_settled_seq(prior.record().settled_seq());
  Message& state = MutableStateOf(record);
  for (const uint32_t number : prior.cleared()) {
    if (number == kNoSubject) continue;
    const FieldDescriptor* const field = state.GetDescriptor()->FindFieldByNumber(static_cast<int>(number));
    INGOT_CHECK(field != nullptr);
    state.GetReflection()->ClearField(&state, field);
  }
  if (StateField(prior.record()) == nullptr) return;
  INGOT_CHECK(prior.record().state_case() == record.state_case());
  const Message& values = StateOf(prior.record());
  std::vector<const FieldDescriptor*> given;
  values.GetReflection()->ListFields(values, &given);
  // Merging appends to lists and mixes messages, so what it sets is cleared first.
  for (const FieldDescriptor* const field : given) state.GetReflection()->ClearField(&state, field);
  state.MergeFrom(values);
}

v1::PriorRecord MoneyOf(const std::string& key, const v1::ContractState& before, const v1::ContractState& after) {
  v1::PriorRecord prior;
  prior.set_key(key);
  v1::ContractState& money = *prior.mutable_record()->mutable_contract();
  // Modulo 2^32: a default cured takes one away.
  money.set_defaults(after.defaults() - before.defaults());
  // An auditor without the terms knows no amounts.
  if (after.terms_unexamined()) return prior;
  money.set_paid_minor_units(after.paid_minor_units() - before.paid_minor_units());
  money.set_deposit_held_minor_units(after.deposit_held_minor_units() - before.deposit_held_minor_units());
  money.set_waived_minor_units(after.waived_minor_units() - before.waived_minor_units());
  money.set_fees_minor_units(after.fees_minor_units() - before.fees_minor_units());
  money.set_refunded_minor_units(after.refunded_minor_units() - before.refunded_minor_units());
  return prior;
}

bool TakeOut(const v1::ContractState& money, v1::ContractState& contract) {
  const int64_t defaults_added = static_cast<int32_t>(money.defaults());
  if (contract.terms_unexamined()) {
    contract.set_defaults(static_cast<uint32_t>(contract.defaults() - defaults_added));
    return true;
  }
  // An amount that is below 0 already (a bank took back what was refunded before) may still be brought nearer to it.
  const auto spent = [](int64_t amount, int64_t added) { return added > 0 && amount < added; };
  if (spent(contract.paid_minor_units(), money.paid_minor_units()) ||
      spent(contract.deposit_held_minor_units(), money.deposit_held_minor_units()) ||
      spent(contract.waived_minor_units(), money.waived_minor_units()) ||
      spent(contract.fees_minor_units(), money.fees_minor_units()) ||
      spent(contract.refunded_minor_units(), money.refunded_minor_units()) ||
      spent(contract.defaults(), defaults_added)) {
    return false;
  }
  contract.set_paid_minor_units(contract.paid_minor_units() - money.paid_minor_units());
  contract.set_deposit_held_minor_units(contract.deposit_held_minor_units() - money.deposit_held_minor_units());
  contract.set_waived_minor_units(contract.waived_minor_units() - money.waived_minor_units());
  contract.set_fees_minor_units(contract.fees_minor_units() - money.fees_minor_units());
  contract.set_refunded_minor_units(contract.refunded_minor_units() - money.refunded_minor_units());
  contract.set_defaults(static_cast<uint32_t>(contract.defaults() - defaults_added));
  return true;
}

bool HoldsMoney(const v1::ContractState& contract) {
  return contract.paid_minor_units() != 0 || contract.deposit_held_minor_units() != 0 ||
         contract.waived_minor_units() != 0 || contract.fees_minor_units() != 0 ||
         contract.refunded_minor_units() != 0 || contract.defaults() != 0;
}

}  // namespace ingot::state
