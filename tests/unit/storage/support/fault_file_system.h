// A file system that knows what a power failure would leave: for every file the bytes that were synced, for every
// directory the names that were synced.
#ifndef INGOT_TESTS_UNIT_STORAGE_SUPPORT_FAULT_FILE_SYSTEM_H_
#define INGOT_TESTS_UNIT_STORAGE_SUPPORT_FAULT_FILE_SYSTEM_H_

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "rocksdb/file_system.h"

namespace ingot::storage {

// Writes through to the machine's file system and keeps a model of the disk beside it. Thread-safe. Use a fresh
// directory for each instance.
class FaultFileSystem : public rocksdb::FileSystemWrapper {
 public:
  // What a crash leaves of bytes that were written and not synced.
  struct Tail {
    // This many of a log's unsynced bytes reached the disk,
    size_t kept_bytes = 0;
    // and so many after them are there as zeros (blocks that were allocated and not written).
    size_t zero_bytes = 0;
  };

  FaultFileSystem();
  ~FaultFileSystem() override;

  const char* Name() const override { return "FaultFileSystem"; }

  // Writes into `directory`, which must not exist, what a power failure now would leave of `source`.
  void WriteImage(const std::string& source, const std::string& directory, Tail tail) const;
  void WriteImage(const std::string& source, const std::string& directory) const {
    WriteImage(source, directory, Tail());
  }

  // Bytes of write-ahead logs that are not synced.
  size_t UnsyncedLogBytes() const;

  // Called before each append, sync, creation, rename, deletion and directory sync.
  void OnOperation(std::function<void()> hook);

  // Fails from now on.
  void FailSyncs() {
    Locked([this] { fail_syncs_ = true; });
  }
  void FailAppends() {
    Locked([this] { fail_appends_ = true; });
  }

  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& path, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;

 private:
  class File;
  class Directory;
  struct Content {
    std::string bytes;
    size_t synced = 0;
  };
  using Names = std::map<std::string, std::shared_ptr<Content>>;

  template <typename Action>
  void Locked(Action action) const {
    const std::lock_guard<std::mutex> lock(mutex_);
    action();
  }
  void Announce() const;
  void SyncNames(const std::string& directory);

  mutable std::mutex mutex_;
  // By path: as the process sees them, and as the disk has them.
  Names names_;
  Names durable_names_;
  bool fail_syncs_ = false;
  bool fail_appends_ = false;
  std::function<void()> hook_;
};

}  // namespace ingot::storage

#endif  // INGOT_TESTS_UNIT_STORAGE_SUPPORT_FAULT_FILE_SYSTEM_H_
