// X.509 certificates for development and small installations; larger ones bring their own authority. Keys are ECDSA
// P-256, which every TLS stack speaks; signatures ECDSA with SHA-256. Times and serial numbers are passed in. Key
// generation and ECDSA draw from OpenSSL's generator: this is the one module of the ledger that is not deterministic.
#ifndef INGOT_LEDGER_PKI_CERTIFICATE_H_
#define INGOT_LEDGER_PKI_CERTIFICATE_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace ingot::pki {

inline constexpr size_t kSerialBytes = 16;
inline constexpr size_t kMaxNames = 64;

// A certificate and its private key, both PEM (the key PKCS #8, unencrypted). private_key_pem is a secret.
struct Identity {
  std::string certificate_pem;
  std::string private_key_pem;
};

// Whole seconds count; not_before < not_after, years 1970..9999.
struct Validity {
  absl::Time not_before;
  absl::Time not_after;
};

struct CaRequest {
  std::string common_name;  // 1..64 bytes of UTF-8
  Validity validity;
  std::string serial;  // kSerialBytes random bytes of the caller's; the first bit is cleared
};

// A self-signed authority that may issue end certificates and no further authorities (path length 0).
// InvalidArgument names the field that is refused.
absl::StatusOr<Identity> IssueCa(const CaRequest& request);

enum class Usage {
  kServer,  // TLS server; needs a DNS name or an IP address
  kClient,  // TLS client; needs an organisation
};

struct CertificateRequest {
  Usage usage = Usage::kClient;
  std::string common_name;                // 1..64 bytes of UTF-8; shown only, never decided on
  std::string organisation_id;            // client: adds the SAN URI OrganisationUri(organisation_id); server: empty
  std::vector<std::string> dns_names;     // at most kMaxNames; letters, digits, '-', '.', leading "*." allowed
  std::vector<std::string> ip_addresses;  // at most kMaxNames; IPv4 or IPv6 text
  Validity validity;                      // within the authority's
  std::string serial;                     // as above; unique per authority is the caller's promise
};

// A new key and its certificate, signed by `ca`. InvalidArgument names the field that is refused, or says that `ca`
// isn't an authority whose key fits its certificate.
absl::StatusOr<Identity> IssueCertificate(const Identity& ca, const CertificateRequest& request);

// How a client certificate names its organisation: "urn:ingot:org:<id>", as SAN URI.
// REQUIRES: IsOrganisationId(organisation_id).
std::string OrganisationUri(std::string_view organisation_id);

// The organisation's id; InvalidArgument if `uri` is anything but an OrganisationUri.
absl::StatusOr<std::string> OrganisationFromUri(std::string_view uri);

// 2..20 bytes of [a-z0-9] and inner '-'.
bool IsOrganisationId(std::string_view id);

}  // namespace ingot::pki

#endif  // INGOT_LEDGER_PKI_CERTIFICATE_H_
