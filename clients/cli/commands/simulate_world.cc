#include "clients/cli/commands/simulate_world.h"

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/time/clock.h"
#include "clients/cli/commands/context.h"
#include "clients/cli/commands/installation.h"
#include "clients/cli/commands/submitting.h"
#include "clients/cli/simulate/drafts.h"
#include "clients/cli/simulate/patience.h"
#include "clients/cpp/files.h"
#include "clients/cpp/ledger_client.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/pem.h"
#include "ledger/entry/limits.h"

namespace ingot::cli {
namespace {

constexpr size_t kEnrolledTogether = 50;
constexpr absl::Duration kCertificateTime = absl::Hours(24 * 825);

}  // namespace

absl::StatusOr<SimulatedWorld> SimulatedWorld::Open(const std::string& dir) {
  INGOT_ASSIGN_OR_RETURN(client::Profile operator_profile, OperatorProfile(dir));
  return SimulatedWorld(dir, std::move(operator_profile));
}

absl::StatusOr<crypto::PrivateKey> SimulatedWorld::OperatorKey() const { return LoadKey(operator_.signing_key); }

absl::Status SimulatedWorld::Enrol(const simulate::Simulation& simulation, const simulate::Parameters& parameters,
                                   Keyring& keyring, const std::function<bool()>& interrupted) {
  INGOT_ASSIGN_OR_RETURN(const std::unique_ptr<client::LedgerClient> ledger, client::LedgerClient::Open(operator_));
  const simulate::Cast& cast = simulation.cast();
  simulate::Random random = EnrolmentDraws(parameters);
  v1::LocalTime opening;
  opening.set_unix_us(simulation.calendar().UnixUs(0, 0));
  std::vector<client::Draft> drafts;
  for (size_t i = 1; i < cast.all.size(); ++i) {
    const auto who = static_cast<simulate::Who>(i);
    const crypto::PrivateKey key = SimulatedKey(cast, parameters.seed, who, 0);
    for (client::Draft& draft : Enrolment(cast, who, key, operator_.ledger_id, opening)) {
      draft.event.set_salt(random.Bytes(entry::kSaltBytes));
      drafts.push_back(std::move(draft));
    }
    if (i % kEnrolledTogether != 0 && i + 1 != cast.all.size()) continue;
    INGOT_ASSIGN_OR_RETURN(
        const v1::Submission submission,
        keyring.SignerOf(cast.operator_, 0)
            .Sign(std::exchange(drafts, {}), {.idempotency_key = random.Bytes(entry::kIdempotencyKeyBytes),
                                              .expires_at_us = absl::ToUnixMicros(absl::Now() + kDefaultExpiry)}));
    INGOT_RETURN_IF_ERROR(Patiently(*ledger, interrupted, [&] { return ledger->Submit(submission).status(); }));
  }
  return absl::OkStatus();
}

absl::Status SimulatedWorld::Furnish(const simulate::Cast& cast, uint64_t seed) {
  INGOT_ASSIGN_OR_RETURN(pki::Identity ca, ReadAuthority(dir_));
  const absl::Time now = absl::FromUnixSeconds(absl::ToUnixSeconds(absl::Now()));
  absl::Status status;
  for (size_t i = 1; i < cast.all.size() && status.ok(); ++i) {
    const std::string& id = cast.all[i].id;
    std::error_code error;
    if (std::filesystem::exists(Cat(dir_, "/orgs/", id, "/profile"), error)) continue;
    const absl::StatusOr<pki::Identity> identity = IssueClient(ca, id, now, kCertificateTime);
    status = identity.ok()
                 ? WriteMember(dir_, id, *identity, SimulatedKey(cast, seed, static_cast<simulate::Who>(i), 0),
                               operator_, operator_.server)
                 : identity.status();
  }
  crypto::WipeString(&ca.private_key_pem);
  return status;
}

absl::StatusOr<client::Profile> SimulatedWorld::ProfileOf(const simulate::Organisation& organisation) const {
  INGOT_ASSIGN_OR_RETURN(client::Profile profile,
                         client::LoadProfile(Cat(dir_, "/orgs/", organisation.id, "/profile")));
  profile.server = operator_.server;
  return profile;
}

absl::Status SimulatedWorld::WriteKeys(const simulate::Cast& cast, uint64_t seed,
                                       const std::vector<uint32_t>& keys) const {
  for (size_t i = 1; i < cast.all.size(); ++i) {
    std::string pem = crypto::PrivateKeyToPem(SimulatedKey(cast, seed, static_cast<simulate::Who>(i), keys[i]));
    INGOT_RETURN_IF_ERROR(client::WriteFile(Cat(dir_, "/orgs/", cast.all[i].id, "/signing.key"), pem,
                                            client::kSecretFile, client::Existing::kReplace));
  }
  return absl::OkStatus();
}

}  // namespace ingot::cli
