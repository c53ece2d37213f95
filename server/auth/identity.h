// Who calls: the organisation that the client certificate names, and what the directory says about it.
#ifndef INGOT_SERVER_AUTH_IDENTITY_H_
#define INGOT_SERVER_AUTH_IDENTITY_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "ingot/v1/entry.pb.h"
#include "ingot/v1/state.pb.h"
#include "ledger/state/view.h"

namespace ingot::auth {

// The organisation in the SAN URIs of a verified client certificate. Refused with UNAUTHENTICATED unless exactly one of
// them is urn:ingot:org:<id>; URIs of other schemes are not ours to judge and are skipped. Thread-safe.
absl::StatusOr<std::string> OrganisationFromUris(const std::vector<std::string>& uris);

// IDENTITY_MISMATCH unless the submission's organisation is the certificate's.
absl::Status CheckSubmitter(std::string_view organisation_id, const v1::SubmissionHeader& header);

// A caller with what the directory knew about it in one snapshot. A value; as thread-safe as the views it is given.
class Caller {
 public:
  // UNKNOWN_ORGANISATION unless the organisation is enrolled and not succeeded.
  static absl::StatusOr<Caller> Resolve(const state::View& view, std::string_view organisation_id);

  // The same caller before an earlier state: successions and groups count as `directory`, the newest, has them, and not
  // as the views that Owns is given. `directory` outlives the caller.
  Caller JudgedBy(const state::View& directory) const;

  const std::string& organisation_id() const { return organisation_id_; }
  // Auditors and the operator see everything.
  bool sees_everything() const { return sees_everything_; }

  // Whether what belongs to `organisation_id` is the caller's to see: it is the caller's own, or of a member of the
  // group that the caller is, or of an organisation whose succession led to one of these.
  bool Owns(const state::View& view, std::string_view organisation_id) const;

 private:
  explicit Caller(const v1::OrganisationState& state);

  std::string organisation_id_;
  bool sees_everything_ = false;
  bool group_ = false;
  const state::View* directory_ = nullptr;
};

}  // namespace ingot::auth

#endif  // INGOT_SERVER_AUTH_IDENTITY_H_
