#include "clients/cli/tabular/row_checks.h"

#include <algorithm>

#include "clients/cli/text/format.h"
#include "google/protobuf/message.h"
#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"
#include "ledger/contract/schedule.h"
#include "ledger/crypto/sha256.h"
#include "ledger/entry/canonical.h"
#include "ledger/vehicle/vin.h"

namespace ingot::cli {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int32_t kMillion = 1'000'000;

// The event's own message.
const Message* BodyOf(const v1::Event& event) {
  if (event.body_case() == v1::Event::BODY_NOT_SET) return nullptr;
  const FieldDescriptor* const field = v1::Event::descriptor()->FindFieldByNumber(event.body_case());
  return &event.GetReflection()->GetMessage(event, field);
}

// The texts of a field by name, of one or of a list; none where the message has no such field.
std::vector<std::string> Texts(const Message& message, const std::string& name) {
  const FieldDescriptor* const field = message.GetDescriptor()->FindFieldByName(name);
  std::vector<std::string> texts;
  if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return texts;
  const auto* const reflection = message.GetReflection();
  if (!field->is_repeated()) {
    std::string text = reflection->GetString(message, field);
    if (!text.empty()) texts.push_back(std::move(text));
    return texts;
  }
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    texts.push_back(reflection->GetRepeatedString(message, field, i));
  }
  return texts;
}

void CheckBirth(const v1::VehicleRegistered& birth, std::vector<RowFinding>* out) {
  const std::string fault = birth.vin().empty() ? "" : VinFault(birth.vin());
  if (!fault.empty()) {
    out->push_back({"vin", Cat("\"", birth.vin(), "\" ", fault)});
  } else if (!birth.vin().empty() && !vehicle::PassesCheck(birth.vin())) {
    const bool demanded = vehicle::MarketDemandsCheck(birth.market()) &&
                          birth.check_character_override() == v1::CHECK_CHARACTER_OVERRIDE_UNSPECIFIED;
    out->push_back(
        {"vin",
         Cat("its check character (position 9) is ", birth.vin().substr(vehicle::kCheckCharacterIndex, 1),
             ", but the others make ", std::string(1, vehicle::CheckCharacterOf(birth.vin())),
             ": look for a typing error", demanded ? "; if it is stamped so, fill in check_character_override" : ""),
         !demanded});
  }
  if (birth.body_basis() != v1::MASS_BASIS_UNKNOWN && birth.body_size() == 0) {
    out->push_back({"body_basis", "no body mass is given: fill in body_5xxx_kg, body_6xxx_kg ..., or say unknown"});
  }
  if (birth.body_basis() == v1::MASS_BASIS_UNKNOWN && birth.body_size() > 0) {
    out->push_back({"body_basis", "says unknown, but body masses are given: say how they are known"});
  }
}

void CheckTerms(const v1::ContractTerms& terms, std::vector<RowFinding>* out) {
  const std::optional<int64_t> sum = contract::ScheduleSum(terms);
  const auto money = [&](int64_t minor_units) { return MoneyText(terms.currency(), minor_units); };
  if (!sum) {
    out->push_back({"total", "instalments and balloon come to more than the ledger takes"});
  } else if (*sum != terms.total_minor_units()) {
    out->push_back({"total", Cat("is ", money(terms.total_minor_units()), ", but instalments and balloon come to ",
                                 money(*sum), ": correct one of them")});
  }
}

void CheckTicket(const v1::WeighTicket& ticket, std::vector<RowFinding>* out) {
  if (ticket.gross_g() <= 0) out->push_back({"gross_kg", "must be above zero"});
  if (ticket.has_tare_at() && ticket.tare_g() >= ticket.gross_g()) {
    out->push_back({"tare_kg", "is not below the gross weight: the two may be exchanged"});
  }
}

void CheckAssay(const v1::LotAssayed& assay, std::vector<RowFinding>* out) {
  if (int64_t{assay.moisture_ppm()} + assay.foreign_ppm() >= kMillion) {
    out->push_back({"moisture_percent", "moisture and foreign matter must be below 100 per cent together"});
  }
  if (assay.metal_content_ppm() > kMillion) {
    out->push_back({"metal_content_percent", "can't be above 100 per cent"});
  }
}

std::string Digest(std::string_view data) {
  const Hash hash = crypto::Sha256({"ingot import row\n", data});
  return std::string(AsBytes(hash).substr(0, 16));
}

std::string FingerprintOfEvent(v1::Event event, std::string_view terms) {
  event.clear_salt();
  event.clear_terms_commitment();
  event.mutable_actor()->clear_organisation_id();
  if (event.actor().ByteSizeLong() == 0) event.clear_actor();
  const std::string bytes = entry::Serialise(event);
  std::string data;
  AppendBe32(static_cast<uint32_t>(bytes.size()), &data);
  return Digest(Cat(data, bytes, terms));
}

}  // namespace

std::string VinFault(std::string_view vin) {
  switch (vehicle::FormOf(vin)) {
    case vehicle::VinForm::kValid:
      return "";
    case vehicle::VinForm::kLength:
      return Cat("has ", vin.size(), " characters; a VIN has 17: check it against the document");
    case vehicle::VinForm::kPlaceholder:
      return "is no vehicle's number: all its characters are equal";
    case vehicle::VinForm::kAlphabet:
      break;
  }
  const size_t at = vin.find_first_not_of("0123456789ABCDEFGHJKLMNPRSTUVWXYZ");
  const char c = vin[std::min(at, vin.size() - 1)];
  const std::string_view instead = c == 'I' ? "1" : c == 'O' || c == 'Q' ? "0" : "";
  if (instead.empty()) return Cat("holds what no VIN has, at position ", at + 1, ": only 0-9 and A-Z");
  return Cat("holds the letter ", std::string(1, c), " at position ", at + 1,
             ": VINs have no I, O and Q; it is probably the digit ", instead);
}

std::vector<RowFinding> CheckEvent(const client::Draft& draft) {
  std::vector<RowFinding> findings;
  const v1::Event& event = draft.event;
  if (event.has_vehicle_registered()) CheckBirth(event.vehicle_registered(), &findings);
  if (event.has_vehicle_opened()) CheckBirth(event.vehicle_opened().vehicle(), &findings);
  if (event.has_lot_weighed()) CheckTicket(event.lot_weighed().ticket(), &findings);
  if (event.has_repair_scrap_collected()) CheckTicket(event.repair_scrap_collected().ticket(), &findings);
  if (event.has_weight_corrected()) CheckTicket(event.weight_corrected().ticket(), &findings);
  if (event.has_lot_assayed()) CheckAssay(event.lot_assayed(), &findings);
  if (event.has_lot_reassayed()) CheckAssay(event.lot_reassayed().assay(), &findings);
  const Message* const body = BodyOf(event);
  if (body != nullptr && findings.empty()) {
    for (const char* const name : {"vin", "vins", "to_vin"}) {
      for (const std::string& vin : Texts(*body, name)) {
        if (event.has_vehicle_registered()) continue;
        if (const std::string fault = VinFault(vin); !fault.empty()) {
          findings.push_back({name, Cat("\"", vin, "\" ", fault)});
          continue;
        }
        if (vehicle::PassesCheck(vin)) continue;
        findings.push_back({name,
                            Cat(vin,
                                ": the check character (position 9) is not the one that the others make: "
                                "look for a typing error"),
                            /*note=*/true});
      }
    }
  }
  if (draft.terms && draft.terms->has_contract()) CheckTerms(draft.terms->contract(), &findings);
  if (draft.terms && draft.terms->has_opening()) CheckTerms(draft.terms->opening().contract(), &findings);
  return findings;
}

std::string Fingerprint(const client::Draft& draft) {
  return FingerprintOfEvent(draft.event, draft.terms ? entry::Serialise(*draft.terms) : "");
}

std::optional<std::string> FingerprintOf(std::string_view event, std::string_view terms) {
  v1::Event parsed;
  if (!parsed.ParseFromArray(event.data(), static_cast<int>(event.size()))) return std::nullopt;
  return FingerprintOfEvent(std::move(parsed), terms);
}

std::vector<std::string> SubjectsOf(const v1::Event& event) {
  std::vector<std::string> subjects;
  const Message* const body = BodyOf(event);
  if (body == nullptr) return subjects;
  const auto add = [&](const Message& message) {
    for (const char* const name : {"vin", "vins", "from_vin", "to_vin", "contract_id", "lot_id", "lot_ids", "batch_id",
                                   "heat_id", "dispute_id", "claim_id"}) {
      for (std::string& text : Texts(message, name)) subjects.push_back(std::move(text));
    }
  };
  add(*body);
  if (event.has_vehicle_opened()) add(event.vehicle_opened().vehicle());
  if (event.has_lot_reassayed()) add(event.lot_reassayed().assay());
  return subjects;
}

std::vector<UniqueValue> UniqueValuesOf(const v1::Event& event) {
  const auto keyed = [](std::string_view kind, std::string_view scope, std::string_view value) {
    return Cat(kind, "\n", scope, "\n", value);
  };
  switch (event.body_case()) {
    case v1::Event::kVehicleRegistered:
      return {{"vin", keyed("birth", "", event.vehicle_registered().vin())}};
    case v1::Event::kVehicleOpened:
      return {{"vin", keyed("birth", "", event.vehicle_opened().vehicle().vin())}};
    case v1::Event::kContractSigned:
      return {{"contract_id", keyed("contract", "", event.contract_signed().contract_id())}};
    case v1::Event::kPaymentRecorded:
      return {{"payment_id",
               keyed("payment", event.payment_recorded().contract_id(), event.payment_recorded().payment_id())}};
    case v1::Event::kRefunded:
      return {{"refund_id", keyed("refund", event.refunded().contract_id(), event.refunded().refund_id())}};
    case v1::Event::kAmountWaived:
      return {{"waiver_id", keyed("waiver", event.amount_waived().contract_id(), event.amount_waived().waiver_id())}};
    case v1::Event::kFeeCharged:
      return {{"fee_id", keyed("fee", event.fee_charged().contract_id(), event.fee_charged().fee_id())}};
    case v1::Event::kCertificateOfDestructionIssued: {
      const auto& issued = event.certificate_of_destruction_issued();
      return {{"serial", keyed("serial", issued.site_id(), issued.serial())}};
    }
    case v1::Event::kLotAssayed:
      return {{"lot_id", keyed("assay", "", event.lot_assayed().lot_id())}};
    case v1::Event::kContentClaimed:
      return {{"claim_id", keyed("claim", "", event.content_claimed().claim_id())}};
    case v1::Event::kEntryReversed:
      return {{"target_seq", keyed("reversal", "", std::to_string(event.entry_reversed().target_seq()))}};
    case v1::Event::kDisputeOpened:
      return {{"dispute_id", keyed("dispute", "", event.dispute_opened().dispute_id())}};
    default:
      return {};
  }
}

std::optional<uint64_t> Repetitions::Meet(std::string_view what, uint64_t row) {
  const Hash hash = crypto::Sha256(what);
  const std::string_view bytes = AsBytes(hash);
  const auto [found, first] = first_.try_emplace({ReadBe64(bytes), ReadBe64(bytes.substr(8))}, row);
  if (first) return std::nullopt;
  return found->second;
}

}  // namespace ingot::cli
