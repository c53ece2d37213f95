// Damage to the stored index, as a disk may do it.
#ifndef INGOT_TESTS_UNIT_STORAGE_SUPPORT_INDEX_DAMAGE_H_
#define INGOT_TESTS_UNIT_STORAGE_SUPPORT_INDEX_DAMAGE_H_

#include "storage/db/database.h"

namespace ingot::storage::testing {

// Flips a bit of every page of the authenticated index and gives it new checksums. The number of pages; aborts where
// the database can't be opened. REQUIRES: nobody has it open.
int DamageIndexPages(const DatabaseOptions& options);

}  // namespace ingot::storage::testing

#endif  // INGOT_TESTS_UNIT_STORAGE_SUPPORT_INDEX_DAMAGE_H_
