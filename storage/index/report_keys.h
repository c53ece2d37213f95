// The reports' index keys of a record. For this folder alone.
#ifndef INGOT_STORAGE_INDEX_REPORT_KEYS_H_
#define INGOT_STORAGE_INDEX_REPORT_KEYS_H_

#include <string>
#include <string_view>
#include <vector>

#include "ingot/v1/state.pb.h"

namespace ingot::storage {

// Appends them in no order. `key` is the record's state key.
void AppendReportKeys(std::string_view key, const ingot::v1::Record& record, std::vector<std::string>* keys);

}  // namespace ingot::storage

#endif  // INGOT_STORAGE_INDEX_REPORT_KEYS_H_
