#include "ledger/rules/recovery.h"

#include <algorithm>
#include <optional>

#include "ledger/base/check.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/directory/ids.h"
#include "ledger/mass/account_class.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/custody.h"
#include "ledger/rules/metal.h"
#include "ledger/rules/succession.h"
#include "ledger/rules/values.h"
#include "ledger/state/record_key.h"

namespace ingot::rules {
namespace {

constexpr size_t kMaxGradeCodeBytes = 32;
constexpr int kMaxScrapTickets = 32;

}  // namespace

using refusal::Refuse;

absl::StatusOr<const v1::BatchState*> FindOpenBatch(const Transaction& t, const std::string& batch_id,
                                                    std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(batch_id, field));
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_BATCH, batch_id));
  if (record == nullptr || !ActsFor(t, record->batch().organisation_id())) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, field, "you have no such batch: its first feed (BatchFed) opens it");
  }
  if (record->batch().closed()) {
    return Refuse(v1::REFUSAL_REASON_BATCH_STATE, field,
                  "the batch is closed: it takes no feed and gives no lots any more");
  }
  return &record->batch();
}

absl::StatusOr<const v1::LotState*> FindHeldLot(const Transaction& t, const std::string& lot_id,
                                                std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(lot_id, field));
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_LOT, lot_id));
  if (record == nullptr || !ActsFor(t, record->lot().holder())) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, field, "you hold no such lot: weigh it (LotWeighed) first");
  }
  return &record->lot();
}

absl::StatusOr<const v1::LotState*> FindUsableLot(const Transaction& t, const std::string& lot_id,
                                                  std::string_view field) {
  INGOT_ASSIGN_OR_RETURN(const v1::LotState* const lot, FindHeldLot(t, lot_id, field));
  if (!lot->assayed()) {
    return Refuse(v1::REFUSAL_REASON_LOT_STATE, field, "is not assayed: post LotAssayed first");
  }
  if (lot->consumed()) {
    return Refuse(v1::REFUSAL_REASON_LOT_STATE, field, "was consumed before: a lot is fed, melted or sold once");
  }
  if (!lot->transfer_id().empty()) {
    return Refuse(v1::REFUSAL_REASON_IN_TRANSIT, field, "is under way: receive it (LotReceived) first");
  }
  return lot;
}

absl::StatusOr<const v1::YieldStandardPublished*> FindStandard(const Transaction& t, const std::string& standard_id,
                                                               v1::RecoveryProcess process, std::string_view field) {
  INGOT_RETURN_IF_ERROR(directory::CheckScopedId(standard_id, field));
  const v1::Record* const record = t.Find(state::SubjectKey(v1::SUBJECT_KIND_YIELD_STANDARD, standard_id));
  if (record == nullptr || record->yield_standard().standard().process() != process) {
    return Refuse(v1::REFUSAL_REASON_NOT_FOUND, field,
                  Cat("no yield standard for ", process == v1::RECOVERY_PROCESS_MELT ? "melting" : "shredding",
                      " is published under this id"));
  }
  return &record->yield_standard().standard();
}

v1::BatchState& EditBatch(Transaction& t, const std::string& batch_id) {
  return *t.EditSubject(v1::SUBJECT_KIND_BATCH, batch_id).mutable_batch();
}

v1::LotState& EditLot(Transaction& t, const std::string& lot_id) {
  return *t.EditSubject(v1::SUBJECT_KIND_LOT, lot_id).mutable_lot();
}

v1::Account InProcess(const v1::BatchState& batch) {
  return mass::MakeAccount(v1::ACCOUNT_CLASS_IN_PROCESS, batch.batch_id());
}

v1::Account Recovered(const v1::LotState& lot, std::string_view organisation) {
  constexpr std::string_view kPrefix = "GRADE_SCHEME_";
  const std::string_view scheme = std::string_view(v1::GradeScheme_Name(lot.grade_scheme())).substr(kPrefix.size());
  return mass::MakeAccount(v1::ACCOUNT_CLASS_RECOVERED, organisation, Cat(scheme, ":", lot.grade_code()));
}

v1::LotState& OpenLot(Transaction& t, const std::string& lot_id, const v1::WeighTicket& ticket,
                      v1::GradeScheme grade_scheme, const std::string& grade_code) {
  v1::LotState& lot = EditLot(t, lot_id);
  lot.set_lot_id(lot_id);
  lot.set_holder(t.actor());
  v1::HolderSpan& span = *lot.add_holders();
  span.set_organisation_id(t.actor());
  span.set_from_seq(t.context().seq);
  *lot.mutable_ticket() = ticket;
  lot.set_grade_scheme(grade_scheme);
  lot.set_grade_code(grade_code);
  lot.set_claimable(true);
  return lot;
}

absl::Status SetHolder(const Transaction& t, v1::LotState& lot, const std::string& organisation,
                       std::string_view field) {
  if (lot.holder() == organisation) return absl::OkStatus();
  if (lot.holders_size() >= kMaxHolders) {
    return Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, field,
                  Cat("a lot of it had ", kMaxHolders, " holders, which is the most that a record keeps"));
  }
  lot.mutable_holders(lot.holders_size() - 1)->set_until_seq(t.context().seq);
  lot.set_holder(organisation);
  v1::HolderSpan& span = *lot.add_holders();
  span.set_organisation_id(organisation);
  span.set_from_seq(t.context().seq);
  return absl::OkStatus();
}

void NoteWeighing(Transaction& t, v1::LotState& lot, const Weighing& weighing) {
  lot.set_net_g(weighing.net_g);
  if (weighing.expired) {
    lot.set_claimable(false);
    t.Flag(v1::FLAG_KIND_INSTRUMENT_EXPIRED, v1::SUBJECT_KIND_LOT, lot.lot_id());
  }
  if (weighing.same_net) t.Flag(v1::FLAG_KIND_SAME_NET_TWICE, v1::SUBJECT_KIND_LOT, lot.lot_id());
}

mass::Cells ConsumeLot(Transaction& t, const std::string& lot_id, const std::string& consumed_by) {
  v1::LotState& lot = EditLot(t, lot_id);
  mass::Cells content = mass::ToCells(lot.content());
  TakeOut(t, lot.position(), content, lot.site_id());
  lot.clear_content();
  lot.clear_position();
  lot.set_consumed(true);
  lot.set_consumed_by(consumed_by);
  return content;
}

absl::Status CheckGrade(v1::GradeScheme scheme, const std::string& code, std::string_view event) {
  const std::string field = Cat(event, ".grade_code");
  INGOT_RETURN_IF_ERROR(CheckGiven(scheme != v1::GRADE_SCHEME_UNSPECIFIED, Cat(event, ".grade_scheme")));
  INGOT_RETURN_IF_ERROR(CheckGiven(!code.empty(), field));
  if (code.size() > kMaxGradeCodeBytes) {
    return Refuse(v1::REFUSAL_REASON_TOO_LARGE, field, Cat("must be at most ", kMaxGradeCodeBytes, " bytes"));
  }
  const bool known = std::all_of(code.begin(), code.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == ' ' || c == '.' ||
           c == '/' || c == '-';
  });
  if (known) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_INVALID_VALUE, field, "must hold A-Z a-z 0-9 space . / - only");
}

absl::Status CheckScrapCount(int count, std::string_view field) {
  if (count <= kMaxScrapTickets) return absl::OkStatus();
  return Refuse(v1::REFUSAL_REASON_TOO_LARGE, field,
                Cat("at most ", kMaxScrapTickets, " in one event: state the others in a further one"));
}

absl::Status FeedScrap(Transaction& t, const v1::ThirdPartyTicket& scrap, v1::SubjectKind kind, const std::string& id,
                       std::string_view field, mass::Cells& fed) {
  INGOT_RETURN_IF_ERROR(CheckGiven(scrap.has_ticket(), Cat(field, ".ticket")));
  INGOT_ASSIGN_OR_RETURN(const Weighing weighing,
                         TakeTicket(t, scrap.ticket(), TareRule::kNow, NetRule::kCompare, Cat(field, ".ticket")));
  INGOT_RETURN_IF_ERROR(directory::CheckName(scrap.supplier(), Cat(field, ".supplier")));
  INGOT_RETURN_IF_ERROR(CheckGiven(scrap.family() != v1::ALLOY_FAMILY_UNSPECIFIED, Cat(field, ".family")));
  INGOT_RETURN_IF_ERROR(CheckShares(scrap.moisture_ppm(), scrap.foreign_ppm(), scrap.metal_content_ppm(), field));
  const std::optional<int64_t> held_g =
      mass::ContainedMetal(weighing.net_g, scrap.moisture_ppm(), scrap.foreign_ppm(), scrap.metal_content_ppm());
  INGOT_CHECK_MSG(held_g.has_value(), "shares were checked");
  if (scrap.aluminium_g() > *held_g) {
    return Refuse(v1::REFUSAL_REASON_MASS_EXCEEDS_TICKET, Cat(field, ".aluminium_g"),
                  Cat("is ", scrap.aluminium_g(), ", your ticket ", scrap.ticket().number(), " holds ", *held_g,
                      " g: declare at most that"));
  }
  INGOT_RETURN_IF_ERROR(CheckRange(scrap.aluminium_g(), 1, *held_g, Cat(field, ".aluminium_g")));

  if (weighing.expired) t.Flag(v1::FLAG_KIND_INSTRUMENT_EXPIRED, kind, id);
  if (weighing.same_net) t.Flag(v1::FLAG_KIND_SAME_NET_TWICE, kind, id);
  PostMass(t, mass::MakeAccount(v1::ACCOUNT_CLASS_THIRD_PARTY_SCRAP), scrap.family(), v1::ORIGIN_UNSPECIFIED,
           -scrap.aluminium_g());
  mass::Add(fed, {scrap.family(), v1::ORIGIN_THIRD_PARTY}, scrap.aluminium_g());
  return absl::OkStatus();
}

absl::Status CheckAssay(const v1::LotAssayed& assay, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckShares(assay.moisture_ppm(), assay.foreign_ppm(), assay.metal_content_ppm(), field));
  INGOT_RETURN_IF_ERROR(directory::CheckNumber(assay.laboratory(), Cat(field, ".laboratory")));
  INGOT_RETURN_IF_ERROR(CheckGiven(assay.method() != v1::ASSAY_METHOD_UNSPECIFIED, Cat(field, ".method")));
  return CheckRange(assay.uncertainty_ppm(), 0, kMaxPpm, Cat(field, ".uncertainty_ppm"));
}

absl::Status CheckShares(int32_t moisture_ppm, int32_t foreign_ppm, int32_t content_ppm, std::string_view field) {
  INGOT_RETURN_IF_ERROR(CheckRange(moisture_ppm, 0, kMaxPpm - 1, Cat(field, ".moisture_ppm")));
  INGOT_RETURN_IF_ERROR(CheckRange(foreign_ppm, 0, kMaxPpm - 1 - moisture_ppm, Cat(field, ".foreign_ppm")));
  return CheckRange(content_ppm, 0, kMaxPpm, Cat(field, ".metal_content_ppm"));
}

}  // namespace ingot::rules
