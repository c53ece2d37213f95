#include "clients/cpp/audit_state.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "clients/cpp/files.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"

namespace ingot::client {
namespace {

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// That the state's tree is the one that its checkpoint signs.
absl::Status CheckCheckpoint(const audit::ReplayState& state, const Profile& profile) {
  INGOT_ASSIGN_OR_RETURN(
      const note::OpenedCheckpoint opened,
      note::OpenCheckpoint(state.checkpoint, profile.verifier_keys.front().name(), profile.verifier_keys));
  INGOT_ASSIGN_OR_RETURN(const merkle::TileBuilder tree,
                         merkle::TileBuilder::Restore(state.base.size, state.base.edge));
  if (opened.checkpoint.size == state.base.size && opened.checkpoint.root == tree.Root()) return absl::OkStatus();
  return absl::InvalidArgumentError("its checkpoint is of another tree");
}

}  // namespace

std::string AuditStatePath(const Profile& profile) {
  return Cat(profile.state, "/", ToHex(profile.ledger_id).substr(0, 16), ".audit");
}

audit::ReplayBinding AuditBindingOf(const Profile& profile) {
  audit::ReplayBinding binding;
  binding.program = "ingot " INGOT_VERSION;
  binding.ledger_id = profile.ledger_id;
  for (const note::VerifierKey& key : profile.verifier_keys) binding.verifier_keys.push_back(key.Format());
  std::sort(binding.verifier_keys.begin(), binding.verifier_keys.end());
  return binding;
}

absl::StatusOr<std::optional<audit::ReplayState>> LoadAuditState(const std::string& path, const Profile& profile) {
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(path.c_str(), "rbe"));
  if (file == nullptr) {
    if (errno == ENOENT) return std::optional<audit::ReplayState>();
    return absl::InvalidArgumentError(Cat("can't read ", path, ": ", std::string_view(std::strerror(errno))));
  }
  const auto unusable = [&path](std::string_view why) {
    return absl::InvalidArgumentError(
        Cat(path, " can't be gone on from (", why, "): remove it, and the audit begins with entry 0"));
  };
  absl::StatusOr<audit::ReplayState> state = audit::ReadReplayState([&file](std::string* buffer) {
    if (std::fread(buffer->data(), 1, buffer->size(), file.get()) == buffer->size()) return absl::OkStatus();
    return absl::InvalidArgumentError("it is cut off");
  });
  if (!state.ok()) return unusable(FromAbsl(state.status().message()));
  if (std::fgetc(file.get()) != EOF) return unusable("something follows its end");
  if (state->binding != AuditBindingOf(profile)) {
    return unusable("it was made for another ledger, with other keys, or by another version of this program");
  }
  if (const absl::Status checked = CheckCheckpoint(*state, profile); !checked.ok()) {
    return unusable(FromAbsl(checked.message()));
  }
  return std::optional<audit::ReplayState>(*std::move(state));
}

absl::Status SaveAuditState(const std::string& path, const Profile& profile, std::string_view checkpoint,
                            const audit::Replayer& replayer) {
  INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<PendingFile> file,
                         PendingFile::Create(path, kSecretFile, Existing::kReplace));
  INGOT_RETURN_IF_ERROR(audit::WriteReplayState(AuditBindingOf(profile), checkpoint, replayer.Base(), replayer.state(),
                                                [&file](std::string_view bytes) { return file->Write(bytes); }));
  return file->Commit();
}

}  // namespace ingot::client
