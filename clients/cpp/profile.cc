#include "clients/cpp/profile.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <sstream>
#include <utility>

#include "clients/cpp/files.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::client {
namespace {

using Values = std::map<std::string, std::vector<std::string>>;

absl::Status Wrong(const std::string& path, std::string_view name, std::string_view what) {
  return absl::InvalidArgumentError(Cat("profile ", path, ": ", name, " ", what));
}

absl::StatusOr<Values> ReadValues(std::string_view text, const std::string& path) {
  static const auto* const known = new std::set<std::string>{
      "server", "ca", "cert", "key", "organisation", "signing-key", "ledger-id", "vkey", "state", "timeout"};
  Values values;
  std::istringstream in{std::string(text)};
  std::vector<CLI::ConfigItem> items;
  try {
    items = CLI::ConfigTOML().from_config(in);
  } catch (const CLI::Error& error) {
    return Wrong(path, "file", Cat("is not a profile: ", error.what()));
  }
  for (CLI::ConfigItem& item : items) {
    const std::string name = item.fullname();
    if (known->count(name) == 0) return Wrong(path, name, "is not a setting of profiles");
    if (!values.emplace(name, std::move(item.inputs)).second) return Wrong(path, name, "stands there twice");
  }
  return values;
}

// Takes single values out of a profile and remembers the first error.
class Taker {
 public:
  Taker(const Values& values, const std::string& path) : values_(values), path_(path) {}

  std::string Take(const std::string& name, bool required) {
    const auto it = values_.find(name);
    if (it == values_.end()) {
      if (required) Fail(name, "is missing");
      return "";
    }
    if (it->second.size() != 1 || it->second.front().empty()) {
      Fail(name, "needs one value in double quotes");
      return "";
    }
    return it->second.front();
  }
  std::string TakePath(const std::string& name, bool required) {
    const std::string value = Take(name, required);
    return value.empty() ? "" : Below(FolderOf(path_), value);
  }
  std::vector<std::string> TakeList(const std::string& name) {
    const auto it = values_.find(name);
    if (it == values_.end()) {
      Fail(name, "is missing");
      return {};
    }
    return it->second;
  }
  void Fail(std::string_view name, std::string_view what) {
    if (status_.ok()) status_ = Wrong(path_, name, what);
  }
  const absl::Status& status() const { return status_; }

 private:
  const Values& values_;
  const std::string& path_;
  absl::Status status_;
};

}  // namespace

absl::StatusOr<std::vector<note::VerifierKey>> ParseVerifierKeys(const std::vector<std::string>& texts) {
  if (texts.empty() || texts.size() > kMaxVerifierKeys) {
    return absl::InvalidArgumentError(Cat("needs 1 to ", kMaxVerifierKeys, " verifier keys"));
  }
  std::vector<note::VerifierKey> keys;
  for (const std::string& text : texts) {
    absl::StatusOr<note::VerifierKey> key = note::VerifierKey::Parse(text);
    if (!key.ok()) {
      return absl::InvalidArgumentError(Cat("is no verifier key (name+hex+base64): ", key.status().message()));
    }
    if (key->type() != note::SignatureType::kEd25519) {
      return absl::InvalidArgumentError("is the key of a witness, not of a ledger");
    }
    if (!keys.empty() && key->name() != keys.front().name()) {
      return absl::InvalidArgumentError("holds keys of two ledgers");
    }
    keys.push_back(*std::move(key));
  }
  return keys;
}

absl::StatusOr<Profile> ParseProfile(std::string_view text, const std::string& path) {
  INGOT_ASSIGN_OR_RETURN(const Values values, ReadValues(text, path));
  Taker taker(values, path);
  Profile profile;
  profile.server = taker.Take("server", true);
  profile.ca = taker.TakePath("ca", true);
  profile.cert = taker.TakePath("cert", true);
  profile.key = taker.TakePath("key", true);
  profile.organisation = taker.Take("organisation", true);
  profile.signing_key = taker.TakePath("signing-key", false);
  const std::string ledger_id = taker.Take("ledger-id", true);
  const std::vector<std::string> vkeys = taker.TakeList("vkey");
  profile.state = taker.TakePath("state", false);
  if (profile.state.empty()) profile.state = Below(FolderOf(path), "state");
  const std::string timeout = taker.Take("timeout", false);
  INGOT_RETURN_IF_ERROR(taker.status());

  const absl::StatusOr<Hash> id = HashFromHex(ledger_id);
  if (!id.ok()) return Wrong(path, "ledger-id", "must be 64 lower-case hexadecimal digits");
  profile.ledger_id = *id;
  absl::StatusOr<std::vector<note::VerifierKey>> keys = ParseVerifierKeys(vkeys);
  if (!keys.ok()) return Wrong(path, "vkey", FromAbsl(keys.status().message()));
  profile.verifier_keys = *std::move(keys);
  if (!timeout.empty() && (!absl::ParseDuration(timeout, &profile.timeout) || profile.timeout < absl::Milliseconds(1) ||
                           profile.timeout > absl::Hours(1))) {
    return Wrong(path, "timeout", "must be a duration like \"15s\", up to an hour");
  }
  return profile;
}

absl::StatusOr<Profile> LoadProfile(const std::string& path) {
  INGOT_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxProfileBytes));
  return ParseProfile(text, path);
}

}  // namespace ingot::client
