// A profile: where the ledger is, who we are, and what we trust. A text file of lines `name = "value"`:
//
//   server = "127.0.0.1:7443"
//   ca = "../../ca.pem"              certificate authority of the server
//   cert = "client.pem"              our certificate, which names our organisation
//   key = "client.key"               its private key
//   organisation = "ruishi"
//   signing-key = "signing.key"      Ed25519, for submissions; may be absent for readers
//   ledger-id = "<64 hex digits>"
//   vkey = "<verifier key>"          of the checkpoint key; ["...", "..."] around a rotation
//   state = "state"                  where the last checkpoint is remembered
//   timeout = "15s"                  for one call
//
// Relative paths are relative to the profile's folder. '#' begins a comment.
#ifndef INGOT_CLIENTS_CPP_PROFILE_H_
#define INGOT_CLIENTS_CPP_PROFILE_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ledger/base/hash.h"
#include "ledger/note/note.h"

namespace ingot::client {

inline constexpr size_t kMaxProfileBytes = 64 * 1024;
inline constexpr size_t kMaxVerifierKeys = 8;
inline constexpr absl::Duration kDefaultTimeout = absl::Seconds(15);

struct Profile {
  std::string server;
  // Paths, made absolute or relative to the working folder.
  std::string ca;
  std::string cert;
  std::string key;
  std::string organisation;
  // Empty where the profile only reads.
  std::string signing_key;
  Hash ledger_id{};
  // All of one origin; at least one.
  std::vector<note::VerifierKey> verifier_keys;
  std::string state;
  absl::Duration timeout = kDefaultTimeout;

  const std::string& origin() const { return verifier_keys.front().name(); }
};

// INVALID_ARGUMENT names the profile and the line's name that is missing, unknown, twice there or wrong; errors of
// reading the file as in ReadFile. Opens none of the files that the profile names.
absl::StatusOr<Profile> LoadProfile(const std::string& path);

// LoadProfile on text; `path` is for messages and relative paths.
absl::StatusOr<Profile> ParseProfile(std::string_view text, const std::string& path);

// Verifier keys as they stand in a profile: all of one name, at most kMaxVerifierKeys. INVALID_ARGUMENT.
absl::StatusOr<std::vector<note::VerifierKey>> ParseVerifierKeys(const std::vector<std::string>& texts);

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_PROFILE_H_
