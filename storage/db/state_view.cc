#include "storage/db/state_view.h"

#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "rocksdb/db.h"
#include "storage/db/keys.h"

namespace ingot::storage {

state::RecordPtr StateView::Find(const std::string& key) const {
  rocksdb::PinnableSlice value;
  const rocksdb::Status read =
      database_->rocks().Get(rocksdb::ReadOptions(), database_->family(FamilyOfStateKey(key)), key, &value);
  if (read.IsNotFound()) {
    return nullptr;
  }
  INGOT_CHECK_MSG(read.ok(), Cat("A state record of kind '", key.substr(0, 1), "' can't be read: ", read.ToString()));
  auto record = std::make_shared<ingot::v1::Record>();
  INGOT_CHECK_MSG(record->ParseFromArray(value.data(), static_cast<int>(value.size())),
                  Cat("A state record of kind '", key.substr(0, 1), "' is not a message"));
  return record;
}

}  // namespace ingot::storage
