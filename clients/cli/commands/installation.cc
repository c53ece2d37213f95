#include "clients/cli/commands/installation.h"

#include <memory>
#include <utility>

#include "clients/cpp/files.h"
#include "clients/cpp/random.h"
#include "ingot/v1/entry.pb.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/pem.h"

namespace ingot::cli {
namespace {

constexpr size_t kMaxPemBytes = 64 * 1024;

}  // namespace

std::string ProfileText(std::string_view server, std::string_view organisation, std::string_view ledger_id,
                        const std::vector<std::string>& vkeys) {
  std::string keys;
  for (const std::string& vkey : vkeys) keys += Cat(keys.empty() ? "" : ", ", "\"", vkey, "\"");
  if (vkeys.size() > 1) keys = Cat("[", keys, "]");
  return Cat("# Profile of ", organisation, " for `ingot --profile`. Paths are relative to this folder.\n",
             "server = \"", server,
             "\"\nca = \"../../ca.pem\"\ncert = \"client.pem\"\nkey = \"client.key\"\norganisation = \"", organisation,
             "\"\nsigning-key = \"signing.key\"\nledger-id = \"", ledger_id, "\"\nvkey = ", keys, "\n");
}

absl::StatusOr<pki::Identity> ReadAuthority(const std::string& dir) {
  pki::Identity ca;
  INGOT_ASSIGN_OR_RETURN(ca.certificate_pem, client::ReadFile(dir + "/ca.pem", kMaxPemBytes));
  INGOT_ASSIGN_OR_RETURN(ca.private_key_pem, client::ReadFile(dir + "/ca.key", kMaxPemBytes));
  return ca;
}

absl::StatusOr<client::Profile> OperatorProfile(const std::string& dir) {
  INGOT_ASSIGN_OR_RETURN(const std::string bytes, client::ReadFile(dir + "/genesis.pb", kMaxPemBytes));
  v1::Submission submission;
  if (!submission.ParseFromString(bytes) || submission.header().organisation_id().empty()) {
    return absl::InvalidArgumentError(Cat(dir, "/genesis.pb is no genesis submission"));
  }
  return client::LoadProfile(Cat(dir, "/orgs/", submission.header().organisation_id(), "/profile"));
}

absl::StatusOr<pki::Identity> IssueClient(const pki::Identity& ca, const std::string& organisation, absl::Time now,
                                          absl::Duration validity) {
  if (!pki::IsOrganisationId(organisation)) {
    return absl::InvalidArgumentError(
        Cat("\"", organisation, "\" is no organisation id: 2 to 20 bytes of [a-z0-9] and inner '-'"));
  }
  pki::CertificateRequest request;
  request.usage = pki::Usage::kClient;
  request.common_name = organisation;
  request.organisation_id = organisation;
  request.validity = {now - kClockSkew, now + validity};
  request.serial = client::RandomBytes(pki::kSerialBytes);
  return pki::IssueCertificate(ca, request);
}

absl::Status WriteKey(const std::string& path, const crypto::PrivateKey& key) {
  std::string pem = crypto::PrivateKeyToPem(key);
  absl::Status status = client::WriteFile(path, pem, client::kSecretFile, client::Existing::kRefuse);
  crypto::WipeString(&pem);
  return status;
}

absl::Status WriteMember(const std::string& dir, const std::string& organisation, const pki::Identity& identity,
                         const crypto::PrivateKey& signing_key, const client::Profile& like,
                         const std::string& server) {
  std::vector<std::string> vkeys;
  for (const note::VerifierKey& key : like.verifier_keys) vkeys.push_back(key.Format());
  INGOT_RETURN_IF_ERROR(client::MakeFolder(dir + "/orgs", 0700));
  INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<client::PendingFolder> pending,
                         client::PendingFolder::Create(Cat(dir, "/orgs/", organisation)));
  INGOT_RETURN_IF_ERROR(WriteIdentity(pending->path(), "client", identity, false));
  INGOT_RETURN_IF_ERROR(WriteKey(pending->path() + "/signing.key", signing_key));
  INGOT_RETURN_IF_ERROR(client::WriteFile(pending->path() + "/profile",
                                          ProfileText(server, organisation, ToHex(like.ledger_id), vkeys),
                                          client::kPublicFile, client::Existing::kRefuse));
  return pending->Commit();
}

absl::Status WriteIdentity(const std::string& folder, std::string_view name, const pki::Identity& identity,
                           bool replace) {
  const client::Existing existing = replace ? client::Existing::kReplace : client::Existing::kRefuse;
  INGOT_RETURN_IF_ERROR(
      client::WriteFile(Cat(folder, "/", name, ".key"), identity.private_key_pem, client::kSecretFile, existing));
  return client::WriteFile(Cat(folder, "/", name, ".pem"), identity.certificate_pem, client::kPublicFile, existing);
}

}  // namespace ingot::cli
