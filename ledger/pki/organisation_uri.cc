// How a certificate names an organisation.
#include <algorithm>

#include "absl/status/status.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/pki/certificate.h"

namespace ingot::pki {
namespace {

constexpr std::string_view kUriPrefix = "urn:ingot:org:";
constexpr size_t kMinIdBytes = 2;
constexpr size_t kMaxIdBytes = 20;

}  // namespace

bool IsOrganisationId(std::string_view id) {
  if (id.size() < kMinIdBytes || id.size() > kMaxIdBytes) return false;
  if (id.front() == '-' || id.back() == '-') return false;
  return std::all_of(id.begin(), id.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
}

std::string OrganisationUri(std::string_view organisation_id) {
  INGOT_CHECK(IsOrganisationId(organisation_id));
  return Cat(kUriPrefix, organisation_id);
}

absl::StatusOr<std::string> OrganisationFromUri(std::string_view uri) {
  if (uri.substr(0, kUriPrefix.size()) != kUriPrefix || !IsOrganisationId(uri.substr(kUriPrefix.size()))) {
    return absl::InvalidArgumentError(Cat("expected ", kUriPrefix, "<organisation id>"));
  }
  return std::string(uri.substr(kUriPrefix.size()));
}

}  // namespace ingot::pki
