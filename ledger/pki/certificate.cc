#include "ledger/pki/certificate.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>

#include "absl/status/status.h"
#include "ledger/base/bytes.h"
#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::pki {
namespace {

constexpr size_t kMaxCommonNameBytes = 64;  // X.520's upper bound
constexpr size_t kMaxDnsNameBytes = 253;
constexpr size_t kMaxPemBytes = 64 * 1024;
constexpr int64_t kMaxUnixSeconds = 253'402'300'799;  // 9999-12-31T23:59:59Z, the last that X.509 can write

// One deleter for each of OpenSSL's types that this file owns.
struct Deleter {
  void operator()(ASN1_OCTET_STRING* value) const { ASN1_OCTET_STRING_free(value); }
  void operator()(BIO* value) const { BIO_free_all(value); }
  void operator()(BIGNUM* value) const { BN_free(value); }
  void operator()(EVP_PKEY* value) const { EVP_PKEY_free(value); }
  void operator()(GENERAL_NAMES* value) const { GENERAL_NAMES_free(value); }
  void operator()(X509* value) const { X509_free(value); }
  void operator()(X509_EXTENSION* value) const { X509_EXTENSION_free(value); }
};
template <typename T>
using Handle = std::unique_ptr<T, Deleter>;

absl::Status BadField(std::string_view field, std::string_view what) {
  return absl::InvalidArgumentError(Cat(field, ": ", what));
}

absl::Status CheckCommonName(std::string_view name) {
  if (name.empty() || name.size() > kMaxCommonNameBytes) {
    return BadField("common_name", Cat("must have 1 to ", kMaxCommonNameBytes, " bytes"));
  }
  const bool printable = std::none_of(name.begin(), name.end(), [](char c) { return static_cast<uint8_t>(c) < 0x20; });
  if (!printable || !IsValidUtf8(name)) return BadField("common_name", "must be UTF-8 without control characters");
  return absl::OkStatus();
}

absl::Status CheckValidity(const Validity& validity) {
  for (const absl::Time time : {validity.not_before, validity.not_after}) {
    const int64_t seconds = absl::ToUnixSeconds(time);
    if (seconds < 0 || seconds > kMaxUnixSeconds) return BadField("validity", "must lie in the years 1970 to 9999");
  }
  if (absl::ToUnixSeconds(validity.not_before) >= absl::ToUnixSeconds(validity.not_after)) {
    return BadField("validity", "not_before must be before not_after");
  }
  return absl::OkStatus();
}

absl::Status CheckSerial(std::string_view serial) {
  if (serial.size() != kSerialBytes) return BadField("serial", Cat("must have ", kSerialBytes, " bytes"));
  const bool zero =
      (serial.front() & 0x7f) == 0 && std::all_of(serial.begin() + 1, serial.end(), [](char c) { return c == '\0'; });
  return zero ? BadField("serial", "must be random, not zero") : absl::OkStatus();
}

bool IsDnsName(std::string_view name) {
  if (name.substr(0, 2) == "*.") name.remove_prefix(2);
  if (name.empty() || name.size() > kMaxDnsNameBytes || name.front() == '.' || name.back() == '.') return false;
  return name.find("..") == std::string_view::npos && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
         });
}

absl::Status CheckNames(const CertificateRequest& request) {
  if (request.usage == Usage::kClient) {
    if (!IsOrganisationId(request.organisation_id)) {
      return BadField("organisation_id", "must be 2 to 20 bytes of [a-z0-9] and inner '-'");
    }
  } else {
    if (!request.organisation_id.empty()) return BadField("organisation_id", "belongs to client certificates only");
    if (request.dns_names.empty() && request.ip_addresses.empty()) {
      return BadField("dns_names", "a server certificate needs a DNS name or an IP address");
    }
  }
  if (request.dns_names.size() > kMaxNames) return BadField("dns_names", Cat("must be at most ", kMaxNames));
  if (request.ip_addresses.size() > kMaxNames) return BadField("ip_addresses", Cat("must be at most ", kMaxNames));
  for (const std::string& name : request.dns_names) {
    if (!IsDnsName(name)) return BadField("dns_names", "must be DNS names");
  }
  return absl::OkStatus();
}

// The contents of a memory BIO.
std::string Contents(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);  // NOLINT(google-runtime-int): OpenSSL's type
  INGOT_CHECK(size > 0);
  return std::string(data, static_cast<size_t>(size));
}

Handle<BIO> ReadOnly(std::string_view text) {
  Handle<BIO> bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
  INGOT_CHECK(bio != nullptr);
  return bio;
}

std::string ToPem(X509* certificate) {
  const Handle<BIO> bio(BIO_new(BIO_s_mem()));
  INGOT_CHECK(bio != nullptr && PEM_write_bio_X509(bio.get(), certificate) == 1);
  return Contents(bio.get());
}

std::string ToPem(EVP_PKEY* key) {
  const Handle<BIO> bio(BIO_new(BIO_s_secmem()));
  INGOT_CHECK(bio != nullptr);
  INGOT_CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return Contents(bio.get());
}

// Refuses to ask a terminal for the pass phrase of an encrypted key.
int NoPassPhrase(char*, int, int, void*) { return -1; }

// Random bytes may be unavailable: a failure is fatal, as a weak key would be worse.
Handle<EVP_PKEY> NewKey() {
  Handle<EVP_PKEY> key(EVP_EC_gen("P-256"));
  INGOT_CHECK_MSG(key != nullptr, "OpenSSL could not generate a P-256 key");
  return key;
}

void SetTime(ASN1_TIME* field, absl::Time time) {
  INGOT_CHECK(ASN1_TIME_adj(field, static_cast<time_t>(absl::ToUnixSeconds(time)), 0, 0) != nullptr);
}

// First bit cleared: serial numbers are positive (RFC 5280, section 4.1.2.2).
void SetSerial(X509* certificate, std::string serial) {
  serial.front() = static_cast<char>(serial.front() & 0x7f);
  const Handle<BIGNUM> number(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(serial.data()), static_cast<int>(serial.size()), nullptr));
  INGOT_CHECK(number != nullptr);
  INGOT_CHECK(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr);
}

// A certificate with all but issuer, extensions and signature.
Handle<X509> NewCertificate(std::string_view common_name, const Validity& validity, const std::string& serial,
                            EVP_PKEY* key) {
  Handle<X509> certificate(X509_new());
  INGOT_CHECK(certificate != nullptr);
  INGOT_CHECK(X509_set_version(certificate.get(), X509_VERSION_3) == 1);
  SetSerial(certificate.get(), serial);
  SetTime(X509_getm_notBefore(certificate.get()), validity.not_before);
  SetTime(X509_getm_notAfter(certificate.get()), validity.not_after);
  INGOT_CHECK(X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                                         reinterpret_cast<const unsigned char*>(common_name.data()),
                                         static_cast<int>(common_name.size()), -1, 0) == 1);
  INGOT_CHECK(X509_set_pubkey(certificate.get(), key) == 1);
  return certificate;
}

// `value` in the syntax of x509v3_config(5); never text from a request.
void AddExtension(X509* certificate, X509* issuer, int nid, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Handle<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
  INGOT_CHECK(extension != nullptr);
  INGOT_CHECK(X509_add_ext(certificate, extension.get(), -1) == 1);
}

// Appends a name of `type` whose value is an IA5 string.
void AppendText(GENERAL_NAMES* names, int type, std::string_view text) {
  ASN1_IA5STRING* value = ASN1_IA5STRING_new();
  INGOT_CHECK(value != nullptr && ASN1_STRING_set(value, text.data(), static_cast<int>(text.size())) == 1);
  GENERAL_NAME* name = GENERAL_NAME_new();
  INGOT_CHECK(name != nullptr);
  GENERAL_NAME_set0_value(name, type, value);
  INGOT_CHECK(sk_GENERAL_NAME_push(names, name) > 0);
}

absl::Status AppendIpAddress(GENERAL_NAMES* names, const std::string& address) {
  Handle<ASN1_OCTET_STRING> value(address.find('\0') == std::string::npos ? a2i_IPADDRESS(address.c_str()) : nullptr);
  if (value == nullptr) {
    ERR_clear_error();
    return BadField("ip_addresses", "must be IPv4 or IPv6 addresses");
  }
  GENERAL_NAME* name = GENERAL_NAME_new();
  INGOT_CHECK(name != nullptr);
  GENERAL_NAME_set0_value(name, GEN_IPADD, value.release());
  INGOT_CHECK(sk_GENERAL_NAME_push(names, name) > 0);
  return absl::OkStatus();
}

// Built from parts, not from OpenSSL's configuration syntax, so that no name can smuggle in another.
absl::Status AddAlternativeNames(X509* certificate, const CertificateRequest& request) {
  const Handle<GENERAL_NAMES> names(GENERAL_NAMES_new());
  INGOT_CHECK(names != nullptr);
  for (const std::string& name : request.dns_names) AppendText(names.get(), GEN_DNS, name);
  for (const std::string& address : request.ip_addresses) {
    INGOT_RETURN_IF_ERROR(AppendIpAddress(names.get(), address));
  }
  if (!request.organisation_id.empty()) AppendText(names.get(), GEN_URI, OrganisationUri(request.organisation_id));
  INGOT_CHECK(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names.get(), 0, X509V3_ADD_DEFAULT) == 1);
  return absl::OkStatus();
}

void SignWith(X509* certificate, EVP_PKEY* key) { INGOT_CHECK(X509_sign(certificate, key, EVP_sha256()) > 0); }

struct Authority {
  Handle<X509> certificate;
  Handle<EVP_PKEY> key;
};

absl::StatusOr<Authority> ParseAuthority(const Identity& ca) {
  if (ca.certificate_pem.size() > kMaxPemBytes || ca.private_key_pem.size() > kMaxPemBytes) {
    return BadField("ca", Cat("its PEM texts have at most ", kMaxPemBytes, " bytes"));
  }
  Authority authority;
  authority.certificate.reset(PEM_read_bio_X509(ReadOnly(ca.certificate_pem).get(), nullptr, NoPassPhrase, nullptr));
  authority.key.reset(PEM_read_bio_PrivateKey(ReadOnly(ca.private_key_pem).get(), nullptr, NoPassPhrase, nullptr));
  const bool fits = authority.certificate != nullptr && authority.key != nullptr &&
                    X509_check_private_key(authority.certificate.get(), authority.key.get()) == 1;
  ERR_clear_error();
  if (!fits) return BadField("ca", "its key does not fit its certificate, or one of them is not PEM");
  const int type = EVP_PKEY_get_base_id(authority.key.get());
  if (type != EVP_PKEY_EC && type != EVP_PKEY_RSA) return BadField("ca", "its key must be an EC or RSA key");
  if (X509_check_ca(authority.certificate.get()) != 1) return BadField("ca", "its certificate is not an authority's");
  return authority;
}

absl::Status CheckWithin(const Validity& validity, const X509* ca) {
  const auto compare = [](const ASN1_TIME* field, absl::Time time) {
    return ASN1_TIME_cmp_time_t(field, static_cast<time_t>(absl::ToUnixSeconds(time)));
  };
  if (compare(X509_get0_notBefore(ca), validity.not_before) > 0 ||
      compare(X509_get0_notAfter(ca), validity.not_after) < 0) {
    return BadField("validity", "must lie within the authority's");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Identity> IssueCa(const CaRequest& request) {
  INGOT_RETURN_IF_ERROR(CheckCommonName(request.common_name));
  INGOT_RETURN_IF_ERROR(CheckValidity(request.validity));
  INGOT_RETURN_IF_ERROR(CheckSerial(request.serial));
  const Handle<EVP_PKEY> key = NewKey();
  const Handle<X509> certificate = NewCertificate(request.common_name, request.validity, request.serial, key.get());
  INGOT_CHECK(X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get())) == 1);
  AddExtension(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  AddExtension(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  AddExtension(certificate.get(), certificate.get(), NID_subject_key_identifier, "hash");
  SignWith(certificate.get(), key.get());
  return Identity{ToPem(certificate.get()), ToPem(key.get())};
}

absl::StatusOr<Identity> IssueCertificate(const Identity& ca, const CertificateRequest& request) {
  INGOT_RETURN_IF_ERROR(CheckCommonName(request.common_name));
  INGOT_RETURN_IF_ERROR(CheckValidity(request.validity));
  INGOT_RETURN_IF_ERROR(CheckSerial(request.serial));
  INGOT_RETURN_IF_ERROR(CheckNames(request));
  INGOT_ASSIGN_OR_RETURN(const Authority authority, ParseAuthority(ca));
  INGOT_RETURN_IF_ERROR(CheckWithin(request.validity, authority.certificate.get()));

  const Handle<EVP_PKEY> key = NewKey();
  const Handle<X509> certificate = NewCertificate(request.common_name, request.validity, request.serial, key.get());
  X509* issuer = authority.certificate.get();
  INGOT_CHECK(X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer)) == 1);
  AddExtension(certificate.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  AddExtension(certificate.get(), issuer, NID_key_usage, "critical,digitalSignature");
  AddExtension(certificate.get(), issuer, NID_ext_key_usage,
               request.usage == Usage::kServer ? "serverAuth" : "clientAuth");
  AddExtension(certificate.get(), issuer, NID_subject_key_identifier, "hash");
  AddExtension(certificate.get(), issuer, NID_authority_key_identifier, "keyid");
  INGOT_RETURN_IF_ERROR(AddAlternativeNames(certificate.get(), request));
  SignWith(certificate.get(), authority.key.get());
  return Identity{ToPem(certificate.get()), ToPem(key.get())};
}

}  // namespace ingot::pki
