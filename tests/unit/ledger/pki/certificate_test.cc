// Certificates as the openssl program sees them.
#include "ledger/pki/certificate.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "ledger/base/strings.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot::pki {
namespace {

constexpr int64_t kNow = 1'780'000'000;  // 2026-05-28T20:26:40Z
constexpr int64_t kDay = 86'400;

Validity Days(int64_t first, int64_t last) {
  return {absl::FromUnixSeconds(kNow + first * kDay), absl::FromUnixSeconds(kNow + last * kDay)};
}

std::string Serial(char fill) { return std::string(kSerialBytes, fill); }

CaRequest CaExample() { return {"Ingot test authority", Days(0, 3650), Serial('\x81')}; }

CertificateRequest ServerExample() {
  return {Usage::kServer, "ingotd",      "", {"localhost", "*.ledger.example"}, {"127.0.0.1", "::1"},
          Days(0, 90),    Serial('\x02')};
}

CertificateRequest ClientExample() {
  return {Usage::kClient, "Ruishi Motors", "ruishi", {}, {}, Days(0, 90), Serial('\x03')};
}

struct Outcome {
  int exit_code;
  std::string output;
};

// A folder of its own for each test, with files for the openssl program.
class CertificateTest : public ::testing::Test {
 protected:
  CertificateTest() : ca_(IssueCa(CaExample()).value()) {}

  std::string Store(const std::string& name, const std::string& text) const {
    std::string path = folder_.Sub(name);
    std::ofstream(path) << text;
    return path;
  }

  static Outcome OpenSsl(const std::string& arguments) {
    FILE* pipe = popen(Cat("openssl ", arguments, " 2>&1").c_str(), "r");
    EXPECT_NE(pipe, nullptr);
    std::string output;
    char buffer[4096];
    for (size_t n; (n = fread(buffer, 1, sizeof(buffer), pipe)) > 0;) output.append(buffer, n);
    return {WEXITSTATUS(pclose(pipe)), output};
  }

  std::string TextOf(const Identity& identity) const {
    return OpenSsl(Cat("x509 -noout -text -in ", Store("shown.pem", identity.certificate_pem))).output;
  }

  Outcome Verified(const Identity& identity, const std::string& options) const {
    return OpenSsl(Cat("verify -attime ", kNow + kDay, " -x509_strict -CAfile ", Store("ca.pem", ca_.certificate_pem),
                       " ", options, " ", Store("checked.pem", identity.certificate_pem)));
  }

  // The key belongs to the certificate: both have the same public part.
  void ExpectKeyFits(const Identity& identity) const {
    const Outcome of_key = OpenSsl(Cat("pkey -pubout -in ", Store("key.pem", identity.private_key_pem)));
    const Outcome of_certificate =
        OpenSsl(Cat("x509 -noout -pubkey -in ", Store("certificate.pem", identity.certificate_pem)));
    EXPECT_EQ(of_key.exit_code, 0) << of_key.output;
    EXPECT_EQ(of_key.output, of_certificate.output);
  }

  const Identity ca_;
  const testing::TempDir folder_;
};

TEST_F(CertificateTest, TheAuthorityIsOne) {
  const std::string text = TextOf(ca_);
  for (const char* part : {"Version: 3", "Issuer: CN = Ingot test authority", "Subject: CN = Ingot test authority",
                           "CA:TRUE, pathlen:0", "Certificate Sign, CRL Sign", "ASN1 OID: prime256v1",
                           "ecdsa-with-SHA256", "Not Before: May 28 20:26:40 2026 GMT",
                           "Not After : May 25 20:26:40 2036 GMT", "01:81:81:81:81:81:81:81:81:81:81:81:81:81:81:81"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
  ExpectKeyFits(ca_);
  EXPECT_EQ(Verified(ca_, "-check_ss_sig").exit_code, 0);
}

TEST_F(CertificateTest, AServerCertificateServesItsNames) {
  const Identity server = IssueCertificate(ca_, ServerExample()).value();
  ExpectKeyFits(server);
  const std::string text = TextOf(server);
  for (const char* part :
       {"Issuer: CN = Ingot test authority", "Subject: CN = ingotd", "CA:FALSE", "TLS Web Server Authentication",
        "DNS:localhost, DNS:*.ledger.example, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
  for (const char* options : {"-purpose sslserver", "-purpose sslserver -verify_hostname localhost",
                              "-verify_hostname a.ledger.example", "-verify_ip 127.0.0.1", "-verify_ip ::1"}) {
    EXPECT_EQ(Verified(server, options).exit_code, 0) << options << Verified(server, options).output;
  }
  for (const char* options : {"-purpose sslclient", "-verify_hostname other.example", "-verify_ip 127.0.0.2"}) {
    EXPECT_NE(Verified(server, options).exit_code, 0) << options;
  }
}

TEST_F(CertificateTest, AClientCertificateNamesItsOrganisation) {
  const Identity client = IssueCertificate(ca_, ClientExample()).value();
  ExpectKeyFits(client);
  const std::string text = TextOf(client);
  EXPECT_NE(text.find("URI:urn:ingot:org:ruishi\n"), std::string::npos) << text;
  EXPECT_NE(text.find("TLS Web Client Authentication"), std::string::npos) << text;
  EXPECT_EQ(Verified(client, "-purpose sslclient").exit_code, 0) << Verified(client, "-purpose sslclient").output;
  EXPECT_NE(Verified(client, "-purpose sslserver").exit_code, 0);
}

TEST_F(CertificateTest, AnotherAuthorityDoesNotVouch) {
  const Identity other = IssueCa(CaExample()).value();
  const Identity client = IssueCertificate(other, ClientExample()).value();
  EXPECT_NE(Verified(client, "-purpose sslclient").exit_code, 0);
}

TEST_F(CertificateTest, KeysAreNewEachTime) {
  EXPECT_NE(IssueCertificate(ca_, ClientExample())->private_key_pem,
            IssueCertificate(ca_, ClientExample())->private_key_pem);
}

TEST_F(CertificateTest, EveryRefusalNamesTheField) {
  using Change = std::function<void(CertificateRequest*)>;
  const std::vector<std::pair<std::string, Change>> changes = {
      {"common_name", [](auto* r) { r->common_name = ""; }},
      {"common_name", [](auto* r) { r->common_name = std::string(65, 'n'); }},
      {"common_name", [](auto* r) { r->common_name = "a\nb"; }},
      {"common_name", [](auto* r) { r->common_name = "\xff"; }},
      {"validity", [](auto* r) { r->validity = Days(5, 5); }},
      {"validity", [](auto* r) { r->validity = Days(5, 4); }},
      {"validity", [](auto* r) { r->validity = Days(-1, 4); }},
      {"validity", [](auto* r) { r->validity = Days(1, 4000); }},
      {"validity", [](auto* r) { r->validity.not_after = absl::InfiniteFuture(); }},
      {"validity", [](auto* r) { r->validity.not_before = absl::InfinitePast(); }},
      {"serial", [](auto* r) { r->serial = ""; }},
      {"serial", [](auto* r) { r->serial.push_back('x'); }},
      {"serial", [](auto* r) { r->serial = Serial('\0'); }},
      {"serial", [](auto* r) { r->serial = "\x80" + Serial('\0').substr(1); }},
      {"organisation_id", [](auto* r) { r->organisation_id = "ruishi"; }},
      {"dns_names", [](auto* r) { r->dns_names = {}, r->ip_addresses = {}; }},
      {"dns_names", [](auto* r) { r->dns_names = {"a,URI:urn:ingot:org:other"}; }},
      {"dns_names", [](auto* r) { r->dns_names = {"*"}; }},
      {"dns_names", [](auto* r) { r->dns_names = {"a..b"}; }},
      {"dns_names", [](auto* r) { r->dns_names = {""}; }},
      {"dns_names", [](auto* r) { r->dns_names = std::vector<std::string>(kMaxNames + 1, "a"); }},
      {"ip_addresses", [](auto* r) { r->ip_addresses = {"127.0.0"}; }},
      {"ip_addresses", [](auto* r) { r->ip_addresses = {std::string("127.0.0.1\0x", 11)}; }},
      {"ip_addresses", [](auto* r) { r->ip_addresses = std::vector<std::string>(kMaxNames + 1, "::1"); }},
      {"organisation_id", [](auto* r) { r->usage = Usage::kClient; }},
      {"organisation_id", [](auto* r) { r->usage = Usage::kClient, r->organisation_id = "a/b"; }},
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    CertificateRequest request = ServerExample();
    changes[i].second(&request);
    const absl::Status status = IssueCertificate(ca_, request).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << i;
    EXPECT_EQ(FromAbsl(status.message()).substr(0, changes[i].first.size() + 1), changes[i].first + ":") << i;
  }
}

TEST_F(CertificateTest, OnlyAnAuthorityIssues) {
  const Identity client = IssueCertificate(ca_, ClientExample()).value();
  const Identity not_an_authority[] = {
      client,
      {ca_.certificate_pem, client.private_key_pem},
      {"", ""},
      {ca_.private_key_pem, ca_.certificate_pem},
      {ca_.certificate_pem, ""},
      {std::string(70'000, 'x'), ca_.private_key_pem},
  };
  for (const Identity& identity : not_an_authority) {
    const absl::Status status = IssueCertificate(identity, ClientExample()).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_EQ(FromAbsl(status.message()).substr(0, 3), "ca:");
  }
}

TEST_F(CertificateTest, AForeignRsaAuthorityIssuesToo) {
  const std::string key = folder_.Sub("rsa.pem");
  const std::string certificate = folder_.Sub("rsa-ca.pem");
  ASSERT_EQ(OpenSsl(Cat("req -x509 -newkey rsa:2048 -nodes -subj /CN=foreign -days 10000 -keyout ", key, " -out ",
                        certificate))
                .exit_code,
            0);
  const auto read = [](const std::string& path) {
    std::ifstream file(path);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  CertificateRequest request = ClientExample();
  request.validity.not_before = absl::Now() + absl::Hours(1);
  request.validity.not_after = absl::Now() + absl::Hours(48);
  const absl::StatusOr<Identity> client = IssueCertificate({read(certificate), read(key)}, request);
  ASSERT_TRUE(client.ok()) << client.status();
  const Outcome verified = OpenSsl(Cat("verify -no_check_time -purpose sslclient -CAfile ", certificate, " ",
                                       Store("client.pem", client->certificate_pem)));
  EXPECT_EQ(verified.exit_code, 0) << verified.output;
}

TEST(IssueCaTest, RefusalsNameTheField) {
  CaRequest request = CaExample();
  request.common_name = "";
  EXPECT_EQ(FromAbsl(IssueCa(request).status().message()).substr(0, 12), "common_name:");
  request = CaExample();
  request.serial = "short";
  EXPECT_EQ(FromAbsl(IssueCa(request).status().message()).substr(0, 7), "serial:");
  request = CaExample();
  request.validity = Days(2, 1);
  EXPECT_EQ(FromAbsl(IssueCa(request).status().message()).substr(0, 9), "validity:");
}

}  // namespace
}  // namespace ingot::pki
