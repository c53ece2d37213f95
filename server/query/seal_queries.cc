// Sealed parts: shown for a recorded reason, found, erased. Who may: the organisation that submitted the part, or
// succeeded it; the named counterparty; auditors. Erasing: the submitter and the operator.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/directory/ids.h"
#include "ledger/directory/roles.h"
#include "ledger/entry/sealed.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/succession.h"
#include "ledger/state/record_key.h"
#include "server/log/log.h"
#include "server/query/page.h"
#include "server/query/queries.h"
#include "server/query/read_entry.h"
#include "storage/vault/plate.h"

namespace ingot::query {
namespace {

using refusal::Refuse;

absl::StatusOr<const seal::Sealing*> Sealing(const Context& context) {
  if (context.sealing() != nullptr) return context.sealing();
  return Refuse(v1::REFUSAL_REASON_SEALED_UNAVAILABLE, "", "this server keeps no vault: ask the operator");
}

bool HasRole(const Context& context, v1::Role role) {
  const state::RecordPtr record = context.view().Find(state::OrganisationKey(context.caller().organisation_id()));
  return record != nullptr && directory::HasRole(record->organisation().roles(), role);
}

// Not auth::Caller::Owns: a group reads what its members read, but nothing about people.
bool ActsFor(const Context& context, const std::string& organisation_id) {
  return !organisation_id.empty() &&
         rules::ResolveHolder(context.view(), organisation_id) == context.caller().organisation_id();
}

bool MayRead(const Context& context, const v1::SealState& seal) {
  return HasRole(context, v1::ROLE_AUDITOR) || ActsFor(context, seal.organisation_id()) ||
         ActsFor(context, seal.counterparty_organisation());
}

bool MayErase(const Context& context, const std::string& organisation_id) {
  return HasRole(context, v1::ROLE_OPERATOR) || ActsFor(context, organisation_id);
}

absl::Status IsErased(std::string_view field) {
  return Refuse(v1::REFUSAL_REASON_SEAL_STATE, field, "the sealed part is erased: nobody can read it any more");
}

// One party's seal, or nullptr.
state::RecordPtr FindSeal(const Context& context, uint64_t seq) {
  state::RecordPtr record = context.view().Find(state::SealKey(seq));
  return record != nullptr && record->has_seal() ? record : nullptr;
}

// The organisation whose reference a request names: the caller's own where it names none.
absl::StatusOr<std::string> OwnerOfReference(const Context& context, const std::string& customer_ref,
                                             const std::string& organisation_id) {
  INGOT_RETURN_IF_ERROR(entry::CheckCustomerRef(customer_ref, "customer_ref"));
  if (organisation_id.empty()) return context.caller().organisation_id();
  INGOT_RETURN_IF_ERROR(directory::CheckOrganisationId(organisation_id, "organisation_id"));
  return organisation_id;
}

absl::Status Superfluous(std::string_view field, std::string_view message) {
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, message);
}

// The keys under which to look.
absl::StatusOr<std::vector<std::string>> KeysOf(const Context& context, const v1::FindSealedRequest& request,
                                                storage::Vault& vault) {
  switch (request.by_case()) {
    case v1::FindSealedRequest::kPlate:
      INGOT_RETURN_IF_ERROR(entry::CheckPlate(request.plate(), "plate"));
      if (!request.organisation_id().empty()) {
        return Superfluous("organisation_id", "goes with customer_ref alone: a plate is searched everywhere");
      }
      return vault.FindByPlate(request.plate());
    case v1::FindSealedRequest::kCustomerRef: {
      INGOT_ASSIGN_OR_RETURN(const std::string owner,
                             OwnerOfReference(context, request.customer_ref(), request.organisation_id()));
      return vault.FindBySubject({.organisation_id = owner, .customer_ref = request.customer_ref()});
    }
    default:
      return Refuse(v1::REFUSAL_REASON_FIELD_MISSING, "by", "search by plate or by customer_ref");
  }
}

// A key's parts may have other plates than the one that was asked for.
absl::StatusOr<bool> Matches(const Context& context, const v1::FindSealedRequest& request, storage::Vault& vault,
                             uint64_t seq) {
  if (request.by_case() != v1::FindSealedRequest::kPlate) return true;
  INGOT_ASSIGN_OR_RETURN(const std::optional<storage::OpenedPart> opened, vault.Read(context.snapshot(), seq));
  if (!opened.has_value()) return false;
  const std::string wanted = storage::ComparablePlate(request.plate());
  return std::any_of(opened->body.plates().begin(), opened->body.plates().end(),
                     [&wanted](const v1::Plate& plate) { return storage::ComparablePlate(plate.number()) == wanted; });
}

// The next entries with parts under any of the keys, ascending, at most `limit`.
absl::StatusOr<std::vector<uint64_t>> NextParts(const Context& context, const std::vector<std::string>& key_ids,
                                                uint64_t first_seq, size_t limit) {
  std::vector<uint64_t> seqs;
  for (const std::string& key_id : key_ids) {
    INGOT_ASSIGN_OR_RETURN(const std::vector<uint64_t> under,
                           storage::Vault::SealedUnder(context.snapshot(), key_id, first_seq, limit));
    seqs.insert(seqs.end(), under.begin(), under.end());
  }
  std::sort(seqs.begin(), seqs.end());
  if (seqs.size() > limit) seqs.resize(limit);
  return seqs;
}

// The keys that a request wants destroyed, and the organisation whose parts they seal.
absl::StatusOr<std::vector<std::string>> KeysOf(const Context& context, const v1::EraseSealedRequest& request,
                                                storage::Vault& vault) {
  if (request.by_case() == v1::EraseSealedRequest::kSealedSeq) {
    if (!request.organisation_id().empty()) return Superfluous("organisation_id", "goes with customer_ref alone");
    const state::RecordPtr record = FindSeal(context, request.sealed_seq());
    if (record == nullptr || !MayErase(context, record->seal().organisation_id())) {
      return NotFound("sealed_seq", "entry with a sealed part");
    }
    if (record->seal().erased_seq() != 0) return IsErased("sealed_seq");
    INGOT_ASSIGN_OR_RETURN(const std::optional<storage::v1::SealedRecord> sealed,
                           context.snapshot().Sealed(request.sealed_seq()));
    if (!sealed.has_value()) return Refuse(v1::REFUSAL_REASON_DATA_LOSS, "sealed_seq", "the sealed part is missing");
    return std::vector<std::string>{sealed->key_id()};
  }
  if (request.by_case() != v1::EraseSealedRequest::kCustomerRef) {
    return Refuse(v1::REFUSAL_REASON_FIELD_MISSING, "by", "name an entry's sealed_seq or a customer_ref");
  }
  INGOT_ASSIGN_OR_RETURN(const std::string owner,
                         OwnerOfReference(context, request.customer_ref(), request.organisation_id()));
  std::vector<std::string> key_ids;
  if (MayErase(context, owner)) {
    INGOT_ASSIGN_OR_RETURN(key_ids,
                           vault.FindBySubject({.organisation_id = owner, .customer_ref = request.customer_ref()}));
  }
  if (key_ids.empty()) return NotFound("customer_ref", "data subject");
  return key_ids;
}

}  // namespace

absl::Status Answer(const Context& context, const v1::RevealSealedRequest& request,
                    v1::RevealSealedResponse* response) {
  INGOT_ASSIGN_OR_RETURN(const seal::Sealing* const sealing, Sealing(context));
  const absl::Status absent = NotFound("revealed_seq", "entry SealRevealed of this organisation");
  if (request.revealed_seq() >= context.size()) return absent;
  INGOT_ASSIGN_OR_RETURN(const ReadEntry read, Read(context, request.revealed_seq()));
  if (!read.event.has_seal_revealed() || read.event.actor().organisation_id() != context.caller().organisation_id()) {
    return absent;
  }
  const uint64_t seq = read.event.seal_revealed().sealed_seq();
  const state::RecordPtr record = FindSeal(context, seq);
  // Again: a role may have been revoked since.
  if (record == nullptr || !MayRead(context, record->seal())) return absent;
  if (record->seal().erased_seq() != 0) return IsErased("revealed_seq");
  INGOT_ASSIGN_OR_RETURN(std::optional<storage::OpenedPart> opened, sealing->vault.Read(context.snapshot(), seq));
  if (!opened.has_value()) {
    return Refuse(v1::REFUSAL_REASON_SEAL_STATE, "revealed_seq",
                  "the key of the sealed part is not in the server's keystore: ask the operator");
  }
  log::Info("a sealed part was shown",
            {{"organisation", context.caller().organisation_id()}, {"entry", seq}, {"by", request.revealed_seq()}});
  response->set_sealed_seq(seq);
  *response->mutable_sealed() = std::move(opened->part);
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::FindSealedRequest& request, v1::FindSealedResponse* response) {
  INGOT_ASSIGN_OR_RETURN(const seal::Sealing* const sealing, Sealing(context));
  if (request.reason() == v1::REVEAL_REASON_UNSPECIFIED || !v1::RevealReason_IsValid(request.reason())) {
    return Refuse(v1::REFUSAL_REASON_FIELD_MISSING, "reason", "say why people are searched for");
  }
  INGOT_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request.page_size()));
  INGOT_ASSIGN_OR_RETURN(const std::vector<std::string> key_ids, KeysOf(context, request, sealing->vault));
  const PageScope scope{"FindSealed", request.plate(), request.customer_ref(), request.organisation_id()};
  INGOT_ASSIGN_OR_RETURN(const std::string cursor, ReadPageToken(scope, request.page_token()));
  if (!cursor.empty() && cursor.size() != sizeof(uint64_t)) {
    return Refuse(v1::REFUSAL_REASON_INVALID_PAGE_TOKEN, "page_token", "was not made by this server");
  }
  const uint64_t first_seq = cursor.empty() ? 0 : ReadBe64(cursor) + 1;
  INGOT_ASSIGN_OR_RETURN(const std::vector<uint64_t> seqs, NextParts(context, key_ids, first_seq, page_size));
  for (const uint64_t seq : seqs) {
    const state::RecordPtr record = FindSeal(context, seq);
    if (record == nullptr || record->seal().erased_seq() != 0 || !MayRead(context, record->seal())) continue;
    INGOT_ASSIGN_OR_RETURN(const bool matches, Matches(context, request, sealing->vault, seq));
    if (matches) *response->add_seals() = record->seal();
  }
  if (seqs.size() == page_size) {
    std::string last;
    AppendBe64(seqs.back(), &last);
    response->set_next_page_token(MakePageToken(scope, last));
  }
  log::Info("sealed parts were searched",
            {{"organisation", context.caller().organisation_id()},
             {"by", request.by_case() == v1::FindSealedRequest::kPlate ? "plate" : "customer"},
             {"reason", v1::RevealReason_Name(request.reason())},
             {"found", response->seals_size()}});
  response->set_checkpoint(context.checkpoint());
  return absl::OkStatus();
}

absl::Status Answer(const Context& context, const v1::EraseSealedRequest& request, v1::EraseSealedResponse* response) {
  INGOT_ASSIGN_OR_RETURN(const seal::Sealing* const sealing, Sealing(context));
  if (request.reason() == v1::ERASURE_REASON_UNSPECIFIED || !v1::ErasureReason_IsValid(request.reason())) {
    return Refuse(v1::REFUSAL_REASON_FIELD_MISSING, "reason", "say why the data subject is erased");
  }
  INGOT_ASSIGN_OR_RETURN(const std::vector<std::string> key_ids, KeysOf(context, request, sealing->vault));
  INGOT_ASSIGN_OR_RETURN(
      const seal::Erasure erasure,
      sealing->eraser.Erase(key_ids, {.reason = request.reason(), .requested_by = context.caller().organisation_id()}));
  log::Info("sealed parts were erased",
            {{"organisation", context.caller().organisation_id()}, {"parts", erasure.parts}});
  // What more there are stand behind these.
  const size_t shown = std::min<size_t>(erasure.erased_seqs.size(), kMaxPageSize);
  for (size_t i = 0; i < shown; ++i) response->add_erased_seqs(erasure.erased_seqs[i]);
  response->set_parts(erasure.parts);
  response->set_checkpoint(erasure.checkpoint);
  return absl::OkStatus();
}

}  // namespace ingot::query
