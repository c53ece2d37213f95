#include "server/dev/dev_ledger.h"

#include <cstdint>
#include <vector>

#include "ingot/v1/entry.pb.h"
#include "ingot/v1/event.pb.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/crypto/pem.h"
#include "ledger/entry/canonical.h"
#include "ledger/entry/limits.h"
#include "ledger/entry/submission.h"
#include "ledger/pki/certificate.h"
#include "ledger/rules/decide.h"
#include "server/files/files.h"
#include "storage/file/file.h"

namespace ingot::dev {
namespace {

constexpr absl::Duration kYear = absl::Hours(24 * 365);

absl::StatusOr<crypto::PrivateKey> MakeKey(const std::string& path) {
  std::string seed = storage::RandomBytes(crypto::kSeedSize);
  absl::StatusOr<crypto::PrivateKey> key = crypto::PrivateKey::FromSeed(seed);
  crypto::WipeString(&seed);
  if (!key.ok()) return key;
  std::string pem = crypto::PrivateKeyToPem(*key);
  const absl::Status written = files::Write(path, pem, files::Access::kSecret);
  crypto::WipeString(&pem);
  if (!written.ok()) return written;
  return key;
}

absl::Status WriteIdentity(const std::string& stem, const pki::Identity& identity) {
  INGOT_RETURN_IF_ERROR(files::Write(Cat(stem, ".key"), identity.private_key_pem, files::Access::kSecret));
  return files::Write(Cat(stem, ".pem"), identity.certificate_pem, files::Access::kPublic);
}

// The host part of host:port, without the brackets of an IPv6 address.
std::string HostOf(const std::string& listen) {
  std::string host = listen.substr(0, listen.rfind(':'));
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
  return host;
}

bool IsIpAddress(const std::string& host) {
  return host.find_first_not_of("0123456789.") == std::string::npos || host.find(':') != std::string::npos;
}

absl::Status MakeCertificates(const std::string& dir, const std::string& listen, absl::Time now) {
  // Begins earlier than now, for clients whose clocks are behind.
  const pki::Validity validity{.not_before = now - absl::Hours(1), .not_after = now + 10 * kYear};
  INGOT_ASSIGN_OR_RETURN(const pki::Identity ca, pki::IssueCa({.common_name = "Ingot development authority",
                                                               .validity = validity,
                                                               .serial = storage::RandomBytes(pki::kSerialBytes)}));
  INGOT_RETURN_IF_ERROR(WriteIdentity(Cat(dir, "/ca"), ca));

  pki::CertificateRequest server;
  server.usage = pki::Usage::kServer;
  server.common_name = "ingotd --dev";
  server.dns_names = {"localhost"};
  server.ip_addresses = {"127.0.0.1", "::1"};
  const std::string host = HostOf(listen);
  if (IsIpAddress(host)) {
    if (host != "127.0.0.1" && host != "::1") server.ip_addresses.push_back(host);
  } else if (host != "localhost") {
    server.dns_names.push_back(host);
  }
  server.validity = validity;
  server.serial = storage::RandomBytes(pki::kSerialBytes);
  INGOT_ASSIGN_OR_RETURN(const pki::Identity server_identity, pki::IssueCertificate(ca, server));
  INGOT_RETURN_IF_ERROR(WriteIdentity(Cat(dir, "/server"), server_identity));

  pki::CertificateRequest client;
  client.usage = pki::Usage::kClient;
  client.common_name = std::string(kOperatorId);
  client.organisation_id = std::string(kOperatorId);
  client.validity = validity;
  client.serial = storage::RandomBytes(pki::kSerialBytes);
  INGOT_ASSIGN_OR_RETURN(const pki::Identity client_identity, pki::IssueCertificate(ca, client));
  return WriteIdentity(Cat(dir, "/orgs/", kOperatorId, "/client"), client_identity);
}

v1::Event LedgerCreatedEvent(const crypto::PublicKey& operator_key, const crypto::PublicKey& service_key,
                             const crypto::PublicKey& checkpoint_key, int64_t now_us) {
  v1::Event event;
  event.set_salt(storage::RandomBytes(entry::kSaltBytes));
  event.mutable_actor()->set_organisation_id(std::string(kOperatorId));
  event.mutable_occurred_at()->set_unix_us(now_us);
  v1::LedgerCreated* const created = event.mutable_ledger_created();
  created->set_origin(std::string(kOrigin));
  created->set_nonce(storage::RandomBytes(kHashSize));
  created->set_format_version(entry::kFormatVersion);
  created->set_rules_version(rules::kNewestRulesVersion);
  created->set_operator_id(std::string(kOperatorId));
  created->set_operator_name("Development bank");
  created->set_operator_country("DE");
  created->set_operator_key(std::string(operator_key.bytes()));
  created->set_service_key(std::string(service_key.bytes()));
  created->set_checkpoint_key(std::string(checkpoint_key.bytes()));
  return event;
}

absl::Status MakeLedgerKeysAndGenesis(const std::string& dir, absl::Time now) {
  INGOT_ASSIGN_OR_RETURN(const crypto::PrivateKey operator_key,
                         MakeKey(Cat(dir, "/orgs/", kOperatorId, "/signing.key")));
  INGOT_ASSIGN_OR_RETURN(const crypto::PrivateKey service_key, MakeKey(Cat(dir, "/service.key")));
  INGOT_ASSIGN_OR_RETURN(const crypto::PrivateKey checkpoint_key, MakeKey(Cat(dir, "/checkpoint.key")));
  const int64_t now_us = absl::ToUnixMicros(now);
  const std::string event = entry::Serialise(
      LedgerCreatedEvent(operator_key.public_key(), service_key.public_key(), checkpoint_key.public_key(), now_us));
  v1::Submission submission;
  submission.add_events()->set_event(event);
  v1::SubmissionHeader* const header = submission.mutable_header();
  header->set_organisation_id(std::string(kOperatorId));
  header->set_key_id(ToBytes(crypto::KeyId(operator_key.public_key())));
  header->set_idempotency_key(storage::RandomBytes(entry::kIdempotencyKeyBytes));
  header->set_expires_at_us(now_us + entry::kMaxExpiryAheadUs / 7);
  header->set_count(1);
  header->set_events_root(ToBytes(entry::EventsRoot({event})));
  header->set_signature(operator_key.Sign(entry::SigningMessage(Hash{}, *header)));
  // The file that is written last: where it is, all others are.
  return files::Write(Cat(dir, "/genesis.pb"), entry::Serialise(submission), files::Access::kPublic);
}

}  // namespace

absl::Status Prepare(absl::Time now, config::Options* options) {
  const std::string& dir = options->dir;
  INGOT_RETURN_IF_ERROR(files::MakeDirectory(dir));
  INGOT_RETURN_IF_ERROR(files::MakeDirectory(Cat(dir, "/orgs")));
  INGOT_RETURN_IF_ERROR(files::MakeDirectory(Cat(dir, "/orgs/", kOperatorId)));
  // Without a ledger an earlier attempt is made again, whole.
  if (!files::Exists(Cat(dir, "/genesis.pb")) || !files::Exists(Cat(dir, "/anchor"))) {
    if (files::Exists(Cat(dir, "/anchor"))) {
      return absl::FailedPreconditionError(
          Cat(dir, " holds a ledger, but not its genesis.pb; put it back, or name another --dir"));
    }
    INGOT_RETURN_IF_ERROR(MakeCertificates(dir, options->listen, now));
    INGOT_RETURN_IF_ERROR(MakeLedgerKeysAndGenesis(dir, now));
  }
  options->db = Cat(dir, "/db");
  options->anchor = Cat(dir, "/anchor");
  options->ca = Cat(dir, "/ca.pem");
  options->cert = Cat(dir, "/server.pem");
  options->key = Cat(dir, "/server.key");
  options->genesis = Cat(dir, "/genesis.pb");
  if (options->checkpoint_key.empty()) options->checkpoint_key = Cat(dir, "/checkpoint.key");
  if (options->service_key.empty()) options->service_key = Cat(dir, "/service.key");
  if (options->keystore.empty()) options->keystore = Cat(dir, "/keystore");
  if (options->address_file.empty()) options->address_file = Cat(dir, "/address");
  options->confirm_clock = true;
  return absl::OkStatus();
}

}  // namespace ingot::dev
