// An audit's state on disk, from which the next audit goes on: <state>/<first 16 hex digits of the ledger id>.audit.
#ifndef INGOT_CLIENTS_CPP_AUDIT_STATE_H_
#define INGOT_CLIENTS_CPP_AUDIT_STATE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "clients/cpp/profile.h"
#include "ledger/audit/replay_state.h"

namespace ingot::client {

// Where the profile's audits keep their state.
std::string AuditStatePath(const Profile& profile);

// Under what this program's audits by the profile are good: ledger, keys, program.
audit::ReplayBinding AuditBindingOf(const Profile& profile);

// The state kept at `path`; nullopt where there is none. INVALID_ARGUMENT, naming the file, where it is damaged or was
// made for another ledger, by other keys or another version of the program, or where its checkpoint does not verify
// with the profile's keys: then only a replay from entry 0 helps.
absl::StatusOr<std::optional<audit::ReplayState>> LoadAuditState(const std::string& path, const Profile& profile);

// Replaces the file at once or not at all, readable by the owner alone: it holds amounts.
absl::Status SaveAuditState(const std::string& path, const Profile& profile, std::string_view checkpoint,
                            const audit::Replayer& replayer);

}  // namespace ingot::client

#endif  // INGOT_CLIENTS_CPP_AUDIT_STATE_H_
