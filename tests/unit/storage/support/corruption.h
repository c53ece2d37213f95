// Damage and alteration behind a closed database's back.
#ifndef INGOT_TESTS_UNIT_STORAGE_SUPPORT_CORRUPTION_H_
#define INGOT_TESTS_UNIT_STORAGE_SUPPORT_CORRUPTION_H_

#include <string>
#include <string_view>
#include <vector>

#include "storage/db/database.h"

namespace ingot::storage {

// Writes all memtables to files, so that their blocks can be damaged.
void FlushAll(const Database& database);

// The table files of one family, with their paths.
std::vector<std::string> TableFiles(const Database& database, Family family);

// Flips one bit of a file.
void FlipByte(const std::string& path, size_t offset);

// Replaces or deletes a value, as somebody with access to the disk could.
void Overwrite(const Database& database, Family family, std::string_view key, std::string_view value);
void Erase(const Database& database, Family family, std::string_view key);
std::string Stored(const Database& database, Family family, std::string_view key);

}  // namespace ingot::storage

#endif  // INGOT_TESTS_UNIT_STORAGE_SUPPORT_CORRUPTION_H_
