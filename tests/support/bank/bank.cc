#include "tests/support/bank/bank.h"

#include <filesystem>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cpp/error.h"
#include "clients/cpp/files.h"
#include "clients/cpp/random.h"
#include "ledger/audit/receipt.h"
#include "ledger/base/check.h"
#include "ledger/base/hash.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/pem.h"
#include "ledger/pki/certificate.h"

namespace ingot::testing {
namespace {

constexpr int64_t kMinuteUs = int64_t{60} * 1'000'000;
constexpr absl::Duration kAuditTimeout = absl::Minutes(2);

std::string MustRead(const std::string& path) {
  const auto text = client::ReadFile(path, 64 * 1024);
  INGOT_CHECK_OK(text);
  return *text;
}

void MustWrite(const std::string& path, const std::string& text, mode_t mode) {
  INGOT_CHECK_OK(client::WriteFile(path, text, mode, client::Existing::kRefuse));
}

}  // namespace

std::string RefusalText(const absl::Status& status) {
  const client::ClientError error = client::ErrorOf(status);
  std::string field = error.field;
  if (field.starts_with("events[0].")) field = field.substr(10);
  return field.empty() ? error.reason : Cat(error.reason, " ", field);
}

Bank::Bank() : server_(folder_.path()), now_us_(NowUs()) {
  INGOT_CHECK_MSG(server_.Start(), LogText());
  parties_.emplace(kOperator, OpenParty(server_.ProfilePath(kOperator)));
  Enrol({{kAuditor, "CH", {v1::ROLE_AUDITOR}}});
}

std::string Bank::LogText() const { return client::ReadFile(server_.log_path(), 1 << 20).value_or("no log"); }

// Certificate, signing key and profile, where the operator's own lie.
void Bank::OpenMember(const std::string& id) {
  const std::string folder = Cat(folder_.path(), "/orgs/", id);
  std::filesystem::create_directories(folder);
  const pki::Identity ca{.certificate_pem = MustRead(folder_.path() + "/ca.pem"),
                         .private_key_pem = MustRead(folder_.path() + "/ca.key")};
  pki::CertificateRequest request;
  request.common_name = id;
  request.organisation_id = id;
  request.validity = {.not_before = absl::Now() - absl::Minutes(30), .not_after = absl::Now() + absl::Hours(24)};
  request.serial = client::RandomBytes(pki::kSerialBytes);
  const auto identity = pki::IssueCertificate(ca, request);
  INGOT_CHECK_OK(identity);
  MustWrite(folder + "/client.pem", identity->certificate_pem, client::kPublicFile);
  MustWrite(folder + "/client.key", identity->private_key_pem, client::kSecretFile);
  MustWrite(folder + "/signing.key", crypto::PrivateKeyToPem(TestKey(id)), client::kSecretFile);
  const client::Profile& own = parties_.at(kOperator).profile;
  MustWrite(
      folder + "/profile",
      Cat("server = \"", own.server, "\"\n", "ca = \"../../ca.pem\"\n", "cert = \"client.pem\"\n",
          "key = \"client.key\"\n", "organisation = \"", id, "\"\n", "signing-key = \"signing.key\"\n",
          "ledger-id = \"", ToHex(own.ledger_id), "\"\n", "vkey = \"", own.verifier_keys.front().Format(), "\"\n"),
      client::kPublicFile);
  parties_.emplace(id, OpenParty(folder + "/profile"));
}

void Bank::Enrol(const std::vector<Member>& members) {
  std::vector<TestEvent> events;
  for (const Member& member : members) {
    v1::OrganisationEnrolled enrolled;
    enrolled.set_organisation_id(member.id);
    enrolled.set_name(Cat("Organisation ", member.id));
    enrolled.set_country(member.country);
    for (const v1::Role role : member.roles) enrolled.add_roles(role);
    events.push_back(Fact(enrolled));
    v1::KeyAdded key;
    key.set_organisation_id(member.id);
    key.set_public_key(std::string(TestKey(member.id).public_key().bytes()));
    key.set_algorithm(v1::KEY_ALGORITHM_ED25519);
    key.set_kind(v1::KEY_KIND_ORGANISATION);
    key.set_possession_signature(
        client::Signer::ProvePossession(parties_.at(kOperator).profile.ledger_id, member.id, TestKey(member.id)));
    events.push_back(Fact(key));
  }
  INGOT_CHECK_OK(Submit(kOperator, std::move(events)));
  for (const Member& member : members) OpenMember(member.id);
}

void Bank::On(int year, int month, int day) {
  now_us_ = absl::ToUnixMicros(absl::FromCivil(absl::CivilHour(year, month, day, 8), absl::UTCTimeZone()));
}

v1::Date Bank::Today() const {
  const absl::CivilDay day = absl::ToCivilDay(absl::FromUnixMicros(now_us_), absl::UTCTimeZone());
  return MakeDate(static_cast<int>(day.year()), day.month(), day.day());
}

absl::StatusOr<v1::Receipt> Bank::Submit(const std::string& organisation, std::vector<TestEvent> events) {
  Party& party = parties_.at(organisation);
  std::vector<client::Draft> drafts;
  for (TestEvent& event : events) {
    if (!event.event.has_occurred_at()) event.event.mutable_occurred_at()->set_unix_us(now_us_);
    drafts.push_back(
        {.event = std::move(event.event), .terms = std::move(event.terms), .sealed = std::move(event.sealed)});
  }
  const auto submission = party.signer->Sign(std::move(drafts), {.expires_at_us = SoonUs()});
  INGOT_CHECK_OK(submission);
  return party.client->Submit(*submission);
}

std::string Bank::Try(const std::string& organisation, std::vector<TestEvent> events) {
  const auto receipt = Submit(organisation, std::move(events));
  now_us_ += kMinuteUs;
  if (!receipt.ok()) return RefusalText(receipt.status());
  const auto verified = client::VerifyReceiptWithAny(*receipt, party(organisation).profile.verifier_keys, std::nullopt);
  INGOT_CHECK_OK(verified);
  last_entry_ = verified->entries.back();
  last_seq_ = verified->first_seq + verified->entries.size() - 1;
  return "OK";
}

std::string Bank::Try(const std::string& organisation, TestEvent event) {
  std::vector<TestEvent> events;
  events.push_back(std::move(event));
  return Try(organisation, std::move(events));
}

Books Bank::ReadBooks() {
  Books books;
  v1::GetAccountsRequest request;
  request.set_page_size(1000);
  const absl::Status read =
      auditor().QueryPages<v1::QueryService::Stub, v1::GetAccountsRequest, v1::GetAccountsResponse>(
          auditor().channel().query(), &v1::QueryService::Stub::GetAccounts, request,
          [&books](const v1::GetAccountsResponse& page) {
            for (const v1::AccountState& account : page.accounts()) books.Add(account);
            return absl::OkStatus();
          });
  INGOT_CHECK_MSG(read.ok(), read.ToString());
  return books;
}

client::AuditReport Bank::Audit() {
  client::AuditInput input;
  input.entries = client::EntriesFromServer(auditor(), kAuditTimeout);
  input.tiles = client::TilesFromServer(auditor(), kAuditTimeout);
  input.keys = auditor().profile().verifier_keys;
  input.ledger_id = auditor().profile().ledger_id;
  auto report = client::AuditLedger(input);
  INGOT_CHECK_OK(report);
  return *std::move(report);
}

}  // namespace ingot::testing
