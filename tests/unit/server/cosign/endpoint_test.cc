#include "server/cosign/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/pki/certificate.h"
#include "ledger/witness/add_checkpoint.h"
#include "server/files/files.h"
#include "tests/support/temp/temp_dir.h"

namespace ingot::testing {
namespace {

using cosign::HttpAnswer;
using cosign::HttpEndpoint;

constexpr absl::Duration kTimeout = absl::Seconds(5);

pki::Identity NewCa(const std::string& name) {
  const absl::Time now = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  absl::StatusOr<pki::Identity> ca = pki::IssueCa({.common_name = name,
                                                   .validity = {now - absl::Hours(480), now + absl::Hours(24)},
                                                   .serial = std::string(pki::kSerialBytes, 'c')});
  INGOT_CHECK_OK(ca);
  return *std::move(ca);
}

// Of a server at that name or address, valid from so many hours before now to so many after.
pki::Identity NewServer(const pki::Identity& ca, const std::string& dns, const std::string& ip, int before = 1,
                        int after = 1) {
  const absl::Time now = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  pki::CertificateRequest request;
  request.usage = pki::Usage::kServer;
  request.common_name = "witness";
  if (!dns.empty()) request.dns_names = {dns};
  if (!ip.empty()) request.ip_addresses = {ip};
  request.validity = {now - absl::Hours(before), now + absl::Hours(after)};
  request.serial = std::string(pki::kSerialBytes, 's');
  absl::StatusOr<pki::Identity> server = pki::IssueCertificate(ca, request);
  INGOT_CHECK_OK(server);
  return *std::move(server);
}

// A witness behind TLS that answers everything with what it was asked.
class TlsServer {
 public:
  TlsServer(const std::string& folder, const pki::Identity& identity) {
    INGOT_CHECK_OK(files::Write(folder + "/server.pem", identity.certificate_pem, files::Access::kPublic));
    INGOT_CHECK_OK(files::Write(folder + "/server.key", identity.private_key_pem, files::Access::kPublic));
    server_ = std::make_unique<httplib::SSLServer>((folder + "/server.pem").c_str(), (folder + "/server.key").c_str());
    server_->Post("/w/add-checkpoint", [this](const httplib::Request& request, httplib::Response& response) {
      ++requests_;
      response.set_content(request.body, "text/plain; charset=utf-8");
    });
    port_ = server_->bind_to_any_port("127.0.0.1");
    INGOT_CHECK(port_ > 0);
    thread_ = std::thread([this] { server_->listen_after_bind(); });
  }
  ~TlsServer() {
    server_->stop();
    thread_.join();
  }
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;

  std::string Url(const std::string& host) const { return Cat("https://", host, ":", port_, "/w/"); }
  int requests() const { return requests_; }

 private:
  std::unique_ptr<httplib::SSLServer> server_;
  std::atomic<int> requests_{0};
  int port_ = 0;
  std::thread thread_;
};

class TlsEndpointTest : public ::testing::Test {
 protected:
  TlsEndpointTest() : ca_(NewCa("authority")) {
    INGOT_CHECK_OK(files::Write(CaPath(), ca_.certificate_pem, files::Access::kPublic));
  }
  std::string CaPath() const { return Cat(dir_.path(), "/ca.pem"); }

  absl::StatusOr<HttpAnswer> PostTo(const TlsServer& server, const std::string& host) const {
    return HttpEndpoint(server.Url(host), CaPath(), kTimeout).value()->Post("question\n");
  }
  // The question never left: nothing was said to whom nobody vouches for.
  void ExpectRefused(const pki::Identity& identity, const std::string& host, const std::string& why) const {
    const TlsServer server(dir_.path(), identity);
    const absl::StatusOr<HttpAnswer> answer = PostTo(server, host);
    EXPECT_TRUE(absl::IsUnavailable(answer.status())) << why;
    EXPECT_EQ(server.requests(), 0) << why;
  }

  TempDir dir_;
  const pki::Identity ca_;
};

TEST_F(TlsEndpointTest, AsksAWitnessThatTheAuthorityVouchesFor) {
  for (const std::string host : {"127.0.0.1", "localhost"}) {
    const TlsServer server(dir_.path(), NewServer(ca_, "localhost", "127.0.0.1"));
    const auto endpoint = HttpEndpoint(server.Url(host), CaPath(), kTimeout).value();
    for (int i = 1; i <= 3; ++i) {
      const absl::StatusOr<HttpAnswer> answer = endpoint->Post(Cat("question ", i, "\n"));
      ASSERT_TRUE(answer.ok()) << host << ": " << answer.status();
      EXPECT_EQ(answer->status, 200);
      EXPECT_EQ(answer->body, Cat("question ", i, "\n"));
      EXPECT_EQ(server.requests(), i);
    }
  }
}

TEST_F(TlsEndpointTest, RefusesACertificateThatIsNotTheWitnesss) {
  ExpectRefused(NewServer(NewCa("another authority"), "localhost", "127.0.0.1"), "127.0.0.1", "another authority");
  ExpectRefused(NewServer(NewCa("authority"), "localhost", "127.0.0.1"), "127.0.0.1", "one of the same name");
  ExpectRefused(NewServer(ca_, "elsewhere.example", ""), "localhost", "another host's name");
  ExpectRefused(NewServer(ca_, "", "127.0.0.2"), "127.0.0.1", "another host's address");
  ExpectRefused(NewServer(ca_, "localhost", "127.0.0.1", 48, -24), "127.0.0.1", "expired");
  ExpectRefused(NewServer(ca_, "localhost", "127.0.0.1", -12, 23), "127.0.0.1", "not valid yet");
}

TEST_F(TlsEndpointTest, TheSystemsAuthoritiesAreAskedWhereNoneIsNamed) {
  const TlsServer server(dir_.path(), NewServer(ca_, "localhost", "127.0.0.1"));
  const auto endpoint = HttpEndpoint(server.Url("localhost"), "", kTimeout).value();
  EXPECT_TRUE(absl::IsUnavailable(endpoint->Post("question\n").status())) << "none of them vouches for it";
  EXPECT_EQ(server.requests(), 0);
}

TEST_F(TlsEndpointTest, PlainHttpIsNoTls) {
  const TlsServer server(dir_.path(), NewServer(ca_, "localhost", "127.0.0.1"));
  std::string url = server.Url("localhost");
  url.replace(0, 5, "http");
  EXPECT_TRUE(absl::IsUnavailable(HttpEndpoint(url, CaPath(), kTimeout).value()->Post("question\n").status()));
}

TEST_F(TlsEndpointTest, TooLongAnAnswerIsNotTaken) {
  const TlsServer server(dir_.path(), NewServer(ca_, "localhost", "127.0.0.1"));
  const auto endpoint = HttpEndpoint(server.Url("localhost"), CaPath(), kTimeout).value();
  EXPECT_TRUE(endpoint->Post(std::string(witness::kMaxAnswerBytes, 'x')).ok());
  EXPECT_TRUE(absl::IsUnavailable(endpoint->Post(std::string(witness::kMaxAnswerBytes + 1, 'x')).status()));
}

TEST(HttpEndpointTest, OnlyHttpUrlsAreTaken) {
  for (const std::string url : {"", "w.example", "ftp://w.example", "http://", "https:///x", "http://u:p@w.example/",
                                "http://w.example/?q", "http://w.example/ x"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(HttpEndpoint(url, "", absl::Seconds(1)).status())) << url;
  }
  for (const std::string url : {"http://w.example", "https://w.example:8443/prefix/", "http://127.0.0.1:7480"}) {
    EXPECT_TRUE(HttpEndpoint(url, "", absl::Seconds(1)).ok()) << url;
  }
}

}  // namespace
}  // namespace ingot::testing
