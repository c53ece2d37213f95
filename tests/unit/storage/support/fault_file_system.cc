#include "tests/unit/storage/support/fault_file_system.h"

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

#include "ledger/base/check.h"
#include "tests/unit/storage/support/temp_dir.h"

namespace ingot::storage {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

bool IsLog(const std::string& path) { return std::filesystem::path(path).extension() == ".log"; }

// RocksDB spells a directory's files with one slash or two.
std::string Normal(const std::string& path) { return std::filesystem::path(path).lexically_normal().string(); }

}  // namespace

class FaultFileSystem::File : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  File(FaultFileSystem& owner, std::shared_ptr<Content> content, std::unique_ptr<rocksdb::FSWritableFile> target)
      : FSWritableFileOwnerWrapper(std::move(target)), owner_(owner), content_(std::move(content)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = BeforeAppend(data);
    return status.ok() ? FSWritableFileOwnerWrapper::Append(data, options, debug) : status;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& verification,
                  IODebugContext* debug) override {
    IOStatus status = BeforeAppend(data);
    return status.ok() ? FSWritableFileOwnerWrapper::Append(data, options, verification, debug) : status;
  }
  IOStatus Truncate(uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    owner_.Locked([&] { content_->bytes.resize(size); });
    return FSWritableFileOwnerWrapper::Truncate(size, options, debug);
  }
  IOStatus Sync(const IOOptions&, IODebugContext*) override { return MarkSynced(); }
  IOStatus Fsync(const IOOptions&, IODebugContext*) override { return MarkSynced(); }

 private:
  IOStatus BeforeAppend(const Slice& data) {
    owner_.Announce();
    IOStatus status;
    owner_.Locked([&] {
      if (owner_.fail_appends_) {
        status = IOStatus::NoSpace("injected");
      } else {
        content_->bytes.append(data.data(), data.size());
      }
    });
    return status;
  }

  // The model is what counts, so the machine's own sync is spared.
  IOStatus MarkSynced() {
    owner_.Announce();
    IOStatus status;
    owner_.Locked([&] {
      if (owner_.fail_syncs_) {
        status = IOStatus::IOError("injected");
      } else {
        content_->synced = content_->bytes.size();
      }
    });
    return status;
  }

  FaultFileSystem& owner_;
  const std::shared_ptr<Content> content_;
};

class FaultFileSystem::Directory : public rocksdb::FSDirectory {
 public:
  Directory(FaultFileSystem& owner, std::string path) : owner_(owner), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions&, IODebugContext*) override {
    owner_.Announce();
    owner_.SyncNames(path_);
    return IOStatus::OK();
  }
  IOStatus Close(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }

 private:
  FaultFileSystem& owner_;
  const std::string path_;
};

FaultFileSystem::FaultFileSystem() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}
FaultFileSystem::~FaultFileSystem() = default;

void FaultFileSystem::OnOperation(std::function<void()> hook) {
  Locked([&] { hook_ = std::move(hook); });
}

void FaultFileSystem::Announce() const {
  std::function<void()> hook;
  Locked([&] { hook = hook_; });
  if (hook) {
    hook();
  }
}

void FaultFileSystem::SyncNames(const std::string& directory) {
  const auto inside = [&directory](const auto& name) {
    return std::filesystem::path(name.first).parent_path() == directory;
  };
  Locked([&] {
    std::erase_if(durable_names_, inside);
    std::copy_if(names_.begin(), names_.end(), std::inserter(durable_names_, durable_names_.end()), inside);
  });
}

void FaultFileSystem::WriteImage(const std::string& source, const std::string& directory, Tail tail) const {
  std::map<std::string, std::string> files;
  Locked([&] {
    for (const auto& [path, content] : durable_names_) {
      if (std::filesystem::path(path).parent_path() != Normal(source)) {
        continue;
      }
      const size_t unsynced = content->bytes.size() - content->synced;
      const size_t kept = IsLog(path) ? std::min(tail.kept_bytes, unsynced) : 0;
      std::string bytes = content->bytes.substr(0, content->synced + kept);
      if (IsLog(path)) {
        bytes.append(std::min(tail.zero_bytes, unsynced - kept), '\0');
      }
      files[std::filesystem::path(path).filename().string()] = std::move(bytes);
    }
  });
  INGOT_CHECK(std::filesystem::create_directory(directory));
  for (const auto& [name, bytes] : files) {
    WriteFile(directory + "/" + name, bytes);
  }
}

size_t FaultFileSystem::UnsyncedLogBytes() const {
  size_t total = 0;
  Locked([&] {
    for (const auto& [path, content] : names_) {
      total += IsLog(path) ? content->bytes.size() - content->synced : 0;
    }
  });
  return total;
}

IOStatus FaultFileSystem::NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                          std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* debug) {
  Announce();
  std::unique_ptr<rocksdb::FSWritableFile> target_file;
  IOStatus status = FileSystemWrapper::NewWritableFile(path, options, &target_file, debug);
  if (status.ok()) {
    auto content = std::make_shared<Content>();
    Locked([&] { names_[Normal(path)] = content; });
    *file = std::make_unique<File>(*this, std::move(content), std::move(target_file));
  }
  return status;
}

IOStatus FaultFileSystem::NewDirectory(const std::string& path, const IOOptions&,
                                       std::unique_ptr<rocksdb::FSDirectory>* directory, IODebugContext*) {
  std::string normal = Normal(path);
  if (normal.size() > 1 && normal.back() == '/') {
    normal.pop_back();
  }
  *directory = std::make_unique<Directory>(*this, std::move(normal));
  return IOStatus::OK();
}

IOStatus FaultFileSystem::RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                                     IODebugContext* debug) {
  Announce();
  IOStatus status = FileSystemWrapper::RenameFile(from, to, options, debug);
  if (status.ok()) {
    Locked([&] {
      const auto found = names_.find(Normal(from));
      if (found != names_.end()) {
        names_[Normal(to)] = found->second;
        names_.erase(found);
      }
    });
  }
  return status;
}

IOStatus FaultFileSystem::DeleteFile(const std::string& path, const IOOptions& options, IODebugContext* debug) {
  Announce();
  IOStatus status = FileSystemWrapper::DeleteFile(path, options, debug);
  if (status.ok()) {
    Locked([&] { names_.erase(Normal(path)); });
  }
  return status;
}

}  // namespace ingot::storage
