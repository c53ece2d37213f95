#include "ledger/rules/role_table.h"

#include <algorithm>
#include <iterator>

#include "google/protobuf/descriptor.h"
#include "ledger/base/check.h"

namespace ingot::rules {
namespace {

constexpr uint32_t Bit(v1::Role role) { return uint32_t{1} << role; }

constexpr uint32_t kEveryone = 0;
constexpr uint32_t kOperator = Bit(v1::ROLE_OPERATOR);
constexpr uint32_t kManufacturer = Bit(v1::ROLE_MANUFACTURER);
constexpr uint32_t kRecycler = Bit(v1::ROLE_RECYCLER);
constexpr uint32_t kDealers = Bit(v1::ROLE_LESSOR) | Bit(v1::ROLE_DEALER);
constexpr uint32_t kSellers = kDealers | kManufacturer;
constexpr uint32_t kHolders = kSellers | kRecycler;
constexpr uint32_t kWorkshop = Bit(v1::ROLE_WORKSHOP);
constexpr uint32_t kInsurer = Bit(v1::ROLE_INSURER);
constexpr uint32_t kAuditor = Bit(v1::ROLE_AUDITOR);
constexpr uint32_t kObservers = kHolders | kWorkshop | kInsurer;
constexpr uint32_t kSmelter = Bit(v1::ROLE_SMELTER);
// Who services vehicles.
constexpr uint32_t kServices = kWorkshop | Bit(v1::ROLE_DEALER) | kManufacturer;
// Whoever works somewhere: auditors and groups read, the operator keeps the directory.
constexpr uint32_t kSiteOwners = kObservers | kSmelter;
// Whoever may have held something or be party to it, and auditors.
constexpr uint32_t kDisputants = kSiteOwners | kAuditor;
// Whoever may see a vehicle where it should not be: everyone but groups, which only read.
constexpr uint32_t kWitnesses = kSiteOwners | kAuditor | kOperator;
constexpr uint32_t kWriters = kSiteOwners | kOperator;

constexpr v1::Terms::TermsCase kNoTerms = v1::Terms::TERMS_NOT_SET;

// Ascending by event.
constexpr EventRule kRules[] = {
    {v1::Event::kLedgerCreated, kOperator, Nature::kDirectory, TermsNeed::kNone, kNoTerms},
    {v1::Event::kOrganisationEnrolled, kOperator, Nature::kDirectory, TermsNeed::kNone, kNoTerms},
    {v1::Event::kOrganisationSucceeded, kOperator, Nature::kDirectory, TermsNeed::kNone, kNoTerms},
    {v1::Event::kRoleGranted, kOperator, Nature::kDirectory, TermsNeed::kNone, kNoTerms},
    {v1::Event::kRoleRevoked, kOperator, Nature::kDirectory, TermsNeed::kNone, kNoTerms},
    {v1::Event::kKeyAdded, kEveryone, Nature::kDirectory, TermsNeed::kNone, kNoTerms},
    {v1::Event::kKeyRevoked, kEveryone, Nature::kDirectory, TermsNeed::kNone, kNoTerms},
    {v1::Event::kSiteRegistered, kSiteOwners, Nature::kDirectory, TermsNeed::kNone, kNoTerms},
    {v1::Event::kInstrumentCertified, kSiteOwners, Nature::kDirectory, TermsNeed::kNone, kNoTerms},
    {v1::Event::kBrandRegistered, kManufacturer, Nature::kDirectory, TermsNeed::kNone, kNoTerms},
    {v1::Event::kBrandRenamed, kManufacturer, Nature::kDirectory, TermsNeed::kNone, kNoTerms},
    {v1::Event::kModelMovedToBrand, kManufacturer, Nature::kDirectory, TermsNeed::kNone, kNoTerms},
    {v1::Event::kYieldStandardPublished, kOperator, Nature::kDirectory, TermsNeed::kNone, kNoTerms},
    {v1::Event::kEmissionFactorPublished, kOperator, Nature::kDirectory, TermsNeed::kNone, kNoTerms},
    {v1::Event::kRulesActivated, kOperator, Nature::kDirectory, TermsNeed::kNone, kNoTerms},

    {v1::Event::kVehicleRegistered, kManufacturer | kRecycler, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kVehicleSent, kHolders, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kVehicleReceived, kHolders, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kConditionReported, kSellers, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kOdometerRead, kObservers, Nature::kObservation, TermsNeed::kNone, kNoTerms},
    {v1::Event::kTitleTransferred, kSellers, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kVehicleReturned, kDealers, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kRetired, kHolders, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kReceivedAtFacility, kRecycler, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kCertificateOfDestructionIssued, kRecycler, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kDepolluted, kRecycler, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kVehicleOpened, kSellers, Nature::kFact, TermsNeed::kOptional, v1::Terms::kOpening},
    {v1::Event::kReportedStolen, kHolders | kInsurer, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kFound, kHolders | kInsurer | kAuditor, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kTotalLossDeclared, kHolders | kInsurer, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kRepairInspected, kWorkshop, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kLostFromSight, kHolders, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kExported, kHolders, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kImported, kSellers, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kReimported, kSellers, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kDestructionRefuted, kAuditor, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kDestroyedByFire, kRecycler, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kVehicleClosed, kRecycler, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kDisputeOpened, kDisputants, Nature::kObservation, TermsNeed::kNone, kNoTerms},
    {v1::Event::kDisputeResolved, kDisputants, Nature::kObservation, TermsNeed::kNone, kNoTerms},

    {v1::Event::kContractSigned, kSellers, Nature::kFact, TermsNeed::kRequired, v1::Terms::kContract},
    {v1::Event::kVehicleHandedOver, kSellers, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kContractEnded, kSellers, Nature::kFact, TermsNeed::kRequired, v1::Terms::kSettlement},
    {v1::Event::kContractSettled, kSellers, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kPaymentRecorded, kSellers, Nature::kMoney, TermsNeed::kRequired, v1::Terms::kPayment},
    {v1::Event::kOptionExercised, kDealers, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kContractAmended, kSellers, Nature::kFact, TermsNeed::kRequired, v1::Terms::kContract},
    {v1::Event::kContractExtended, kDealers, Nature::kFact, TermsNeed::kRequired, v1::Terms::kContract},
    {v1::Event::kContractNovated, kDealers, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kContractMoved, kSellers, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kPaymentReturned, kSellers, Nature::kMoney, TermsNeed::kNone, kNoTerms},
    {v1::Event::kRefunded, kSellers, Nature::kMoney, TermsNeed::kRequired, v1::Terms::kPayment},
    {v1::Event::kAmountWaived, kSellers, Nature::kMoney, TermsNeed::kRequired, v1::Terms::kPayment},
    {v1::Event::kFeeCharged, kSellers, Nature::kMoney, TermsNeed::kRequired, v1::Terms::kPayment},
    {v1::Event::kPaymentDefaulted, kSellers, Nature::kObservation, TermsNeed::kNone, kNoTerms},

    {v1::Event::kHulkSent, kRecycler, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kHulkReceived, kRecycler, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kBatchFed, kRecycler, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kLotWeighed, kRecycler, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kLotAssayed, kRecycler, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kBatchClosed, kRecycler, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kPanelReplaced, kHolders | Bit(v1::ROLE_WORKSHOP), Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kRepairScrapCollected, kSiteOwners, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kPartsRemoved, kRecycler, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kTicketVoided, kSiteOwners, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kLotSent, kSiteOwners, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kLotReceived, kSiteOwners, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kHeatMelted, kSmelter, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kReturnedToProduction, kSmelter, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kContentClaimed, kSmelter | kManufacturer, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kClaimCancelled, kSmelter | kManufacturer, Nature::kFact, TermsNeed::kNone, kNoTerms},
    {v1::Event::kInventoryCounted, kSiteOwners, Nature::kFact, TermsNeed::kNone, kNoTerms},

    // Observations.
    {v1::Event::kRoadRegistered, kHolders | kWorkshop, Nature::kObservation, TermsNeed::kNone, kNoTerms},
    {v1::Event::kOdometerReplaced, kSellers | kWorkshop, Nature::kObservation, TermsNeed::kNone, kNoTerms},
    {v1::Event::kInsured, kInsurer, Nature::kObservation, TermsNeed::kNone, kNoTerms},
    {v1::Event::kInsuranceLapsed, kInsurer, Nature::kObservation, TermsNeed::kNone, kNoTerms},
    {v1::Event::kInsuranceClaimed, kInsurer, Nature::kObservation, TermsNeed::kNone, kNoTerms},
    {v1::Event::kServiced, kServices, Nature::kObservation, TermsNeed::kNone, kNoTerms},
    {v1::Event::kRecallOpened, kManufacturer, Nature::kObservation, TermsNeed::kNone, kNoTerms},
    {v1::Event::kRecallClosed, kServices, Nature::kObservation, TermsNeed::kNone, kNoTerms},
    {v1::Event::kSightingReported, kWitnesses, Nature::kObservation, TermsNeed::kNone, kNoTerms},

    // Corrections.
    {v1::Event::kEntryReversed, kWitnesses, Nature::kCorrection, TermsNeed::kNone, kNoTerms},
    {v1::Event::kLotReassayed, kSiteOwners, Nature::kCorrection, TermsNeed::kNone, kNoTerms},
    {v1::Event::kWeightCorrected, kSiteOwners, Nature::kCorrection, TermsNeed::kNone, kNoTerms},
    {v1::Event::kHeatCorrected, kSmelter, Nature::kCorrection, TermsNeed::kNone, kNoTerms},
    {v1::Event::kMassRestated, kHolders, Nature::kCorrection, TermsNeed::kNone, kNoTerms},
    {v1::Event::kPeriodClosed, kWriters, Nature::kCorrection, TermsNeed::kNone, kNoTerms},
    {v1::Event::kFlagCleared, kAuditor, Nature::kCorrection, TermsNeed::kNone, kNoTerms},

    // Sealed parts.
    {v1::Event::kSealRevealed, kDisputants, Nature::kCorrection, TermsNeed::kNone, kNoTerms},
    {v1::Event::kSealErased, kOperator, Nature::kCorrection, TermsNeed::kNone, kNoTerms},

    // The service's own.
    {v1::Event::kCommitmentPublished, kOperator, Nature::kDirectory, TermsNeed::kNone, kNoTerms},
};

// The service's own, signed online: no other key signs them, and its key signs nothing else.
constexpr v1::Event::BodyCase kServiceEvents[] = {v1::Event::kSealErased, v1::Event::kCommitmentPublished};

constexpr bool Before(const EventRule& rule, v1::Event::BodyCase event) { return rule.event < event; }

static_assert(std::is_sorted(std::begin(kRules), std::end(kRules),
                             [](const EventRule& a, const EventRule& b) { return a.event < b.event; }));

const EventRule* FindRule(v1::Event::BodyCase event) {
  const EventRule* rule = std::lower_bound(std::begin(kRules), std::end(kRules), event, Before);
  return rule != std::end(kRules) && rule->event == event ? rule : nullptr;
}

}  // namespace

bool IsInForce(v1::Event::BodyCase event) { return FindRule(event) != nullptr; }

const EventRule& RuleOf(v1::Event::BodyCase event) {
  const EventRule* rule = FindRule(event);
  INGOT_CHECK_MSG(rule != nullptr, "an event type without a rule");
  return *rule;
}

std::vector<v1::Role> RolesFor(v1::Event::BodyCase event) {
  const EventRule& rule = RuleOf(event);
  std::vector<v1::Role> roles;
  for (int role = v1::ROLE_UNSPECIFIED + 1; role <= v1::Role_MAX; ++role) {
    const v1::Role value = static_cast<v1::Role>(role);
    if (rule.roles == kEveryone || (rule.roles & Bit(value)) != 0) roles.push_back(value);
  }
  return roles;
}

bool MaySubmit(const std::vector<v1::Role>& roles, v1::Event::BodyCase event) {
  const uint32_t needed = RuleOf(event).roles;
  if (needed == kEveryone) return true;
  return std::any_of(roles.begin(), roles.end(), [needed](v1::Role role) { return (needed & Bit(role)) != 0; });
}

bool IsServiceEvent(v1::Event::BodyCase event) {
  return std::find(std::begin(kServiceEvents), std::end(kServiceEvents), event) != std::end(kServiceEvents);
}

bool IsOperatorEvent(v1::Event::BodyCase event) { return RuleOf(event).roles == kOperator && !IsServiceEvent(event); }

const std::string& EventName(v1::Event::BodyCase event) {
  const auto* field = v1::Event::descriptor()->FindFieldByNumber(event);
  INGOT_CHECK(field != nullptr);
  return field->name();
}

}  // namespace ingot::rules
