#include <dirent.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "server/dev/dev_ledger.h"
#include "server/files/files.h"

namespace ingot::dev {
namespace {

constexpr size_t kMaxProfileBytes = 64 * 1024;
constexpr size_t kMaxOrganisations = 10'000;
constexpr std::string_view kServerLine = "server = ";

std::vector<std::string> Subdirectories(const std::string& path) {
  std::vector<std::string> names;
  DIR* const directory = opendir(path.c_str());
  if (directory == nullptr) return names;
  const absl::Cleanup close_directory = [directory] { closedir(directory); };
  while (const dirent* entry = readdir(directory)) {
    if (entry->d_name[0] != '.' && names.size() < kMaxOrganisations) names.emplace_back(entry->d_name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

// The profile's text with another server line; what else stands in it is its owner's.
std::string WithServer(std::string_view profile, const std::string& address) {
  std::string out;
  while (!profile.empty()) {
    const size_t end = std::min(profile.find('\n'), profile.size() - 1) + 1;
    const std::string_view line = profile.substr(0, end);
    out +=
        line.substr(0, kServerLine.size()) == kServerLine ? Cat(kServerLine, "\"", address, "\"\n") : std::string(line);
    profile.remove_prefix(end);
  }
  return out;
}

}  // namespace

absl::Status WriteProfiles(const std::string& dir, const std::string& address, const Hash& ledger_id,
                           const std::string& verifier_key) {
  const std::string own = Cat(dir, "/orgs/", kOperatorId, "/profile");
  if (!files::Exists(own)) {
    const std::string text = Cat("# The operator of a development ledger.\n", kServerLine, "\"", address, "\"\n",
                                 "ca = \"../../ca.pem\"\n", "cert = \"client.pem\"\n", "key = \"client.key\"\n",
                                 "organisation = \"", kOperatorId, "\"\n", "signing-key = \"signing.key\"\n",
                                 "ledger-id = \"", ToHex(ledger_id), "\"\n", "vkey = \"", verifier_key, "\"\n");
    INGOT_RETURN_IF_ERROR(files::Write(own, text, files::Access::kPublic));
  }
  for (const std::string& name : Subdirectories(Cat(dir, "/orgs"))) {
    const std::string path = Cat(dir, "/orgs/", name, "/profile");
    if (!files::Exists(path)) continue;
    INGOT_ASSIGN_OR_RETURN(const std::string text, files::Read(path, kMaxProfileBytes));
    const std::string updated = WithServer(text, address);
    if (updated != text) INGOT_RETURN_IF_ERROR(files::Write(path, updated, files::Access::kPublic));
  }
  return absl::OkStatus();
}

}  // namespace ingot::dev
