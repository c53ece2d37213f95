#include "clients/exchange/catena_x.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "clients/cli/text/format.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::exchange {
namespace {

using Pointer = Json::json_pointer;

// Forms of the schemas' values.
enum class Form { kText, kDate, kBool, kCountry, kZip, kPhone, kNumber, kBpns, kActorRole, kUuid, kVolume };

struct Demand {
  std::string pointer;
  Form form;
};

bool IsDate(const std::string& text) { return cli::ParseDate(text).ok(); }

// [+]?[0-9 ]+ as a whole; the schema's pattern is not anchored, ours is.
bool IsPhone(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789 ") == std::string_view::npos;
}

bool IsCountry(std::string_view text) {
  return text.size() == 2 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// ^BPNS[a-zA-Z0-9]{12}$
bool IsBpns(std::string_view text) {
  return text.size() == 16 && text.starts_with("BPNS") && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c));
         });
}

bool IsUuid(std::string_view text) {
  if (text.starts_with("urn:uuid:")) text.remove_prefix(9);
  if (text.size() != 36) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !absl::ascii_isxdigit(static_cast<unsigned char>(text[i]))) return false;
  }
  return true;
}

bool IsActorRole(std::string_view text) {
  constexpr std::string_view kRoles[] = {
      "Dismantling Facility",   "Authorized Treatment Facility (ATF)", "Logistic Operator",  "Shredding Facility",
      "Sorting Facility",       "Material Recycling Facilities",       "Quality Inspection", "Material Manufacturer",
      "Component Manufacturer", "End-of-Life Waste Processors"};
  return std::find(std::begin(kRoles), std::end(kRoles), text) != std::end(kRoles);
}

// Bytes that begin a character of UTF-8.
size_t Characters(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool HasForm(const Json& value, Form form) {
  if (form == Form::kBool) return value.is_boolean();
  if (form == Form::kNumber) return value.is_number() && value.get<double>() >= 0;
  if (form == Form::kVolume) return value.is_number() && value.get<double>() >= 1;
  if (!value.is_string()) return false;
  const std::string text = value.get<std::string>();
  switch (form) {
    case Form::kDate:
      return IsDate(text);
    case Form::kCountry:
      return IsCountry(text);
    case Form::kZip:
      return !text.empty() && Characters(text) <= 14;
    case Form::kPhone:
      return IsPhone(text);
    case Form::kBpns:
      return IsBpns(text);
    case Form::kActorRole:
      return IsActorRole(text);
    case Form::kUuid:
      return IsUuid(text);
    default:
      return !text.empty();
  }
}

void Demands(std::vector<Demand>& all, std::string_view below,
             std::initializer_list<std::pair<const char*, Form>> names) {
  for (const auto& [name, form] : names) all.push_back({Cat(below, "/", name), form});
}

void DemandAddress(std::vector<Demand>& all, std::string_view below) {
  Demands(all, below,
          {{"street", Form::kText},
           {"houseNumber", Form::kText},
           {"zip", Form::kZip},
           {"location", Form::kText},
           {"name", Form::kText},
           {"country", Form::kCountry}});
}

// Every demanded value of the schema.
std::vector<Demand> CertificateDemands() {
  std::vector<Demand> all;
  Demands(all, "", {{"dismantlingDate", Form::kDate}, {"serialNumber", Form::kText}});
  Demands(all, "/vehicleOwnerProperties", {{"isVehicleOwnerInformationComplete", Form::kBool}});
  DemandAddress(all, "/vehicleOwnerProperties/vehicleOwnerAddress");
  Demands(all, "/vehicleOwnerProperties", {{"citizenship", Form::kCountry}});
  Demands(all, "/vehicleProperties",
          {{"isVehicleInformationComplete", Form::kBool},
           {"emptyWeight", Form::kNumber},
           {"firstRegistration", Form::kText},
           {"licensePlate", Form::kText},
           {"licenseAbbreviation", Form::kText},
           {"identification", Form::kText},
           {"model", Form::kText},
           {"brand", Form::kText},
           {"class", Form::kText}});
  constexpr char kReturn[] = "/returnPointProperties";
  Demands(all, kReturn,
          {{"isVehicleWithdrawnFromService", Form::kBool}, {"issueDate", Form::kDate}, {"expiryDate", Form::kDate}});
  DemandAddress(all, Cat(kReturn, "/receiverAuditorAddress"));
  DemandAddress(all, Cat(kReturn, "/receiverAddress"));
  Demands(all, kReturn, {{"receiverContact/phone", Form::kPhone}, {"receiverAuditorContact/phone", Form::kPhone}});
  constexpr char kDismantler[] = "/dismantlerProperties";
  Demands(all, kDismantler,
          {{"isVehicleWithdrawnFromService", Form::kBool}, {"issueDate", Form::kDate}, {"expiryDate", Form::kDate}});
  for (const char* const name :
       {"dismantlerAddress", "governmentAddress", "receiverAuditorAddress", "dismantlerAuditorAddress"}) {
    DemandAddress(all, Cat(kDismantler, "/", name));
  }
  Demands(all, kDismantler,
          {{"dismantlerContact/phone", Form::kPhone}, {"dismantlerAuditorContact/phone", Form::kPhone}});
  Demands(all, "", {{"companyNumber", Form::kText}});
  return all;
}

std::vector<Demand> BatchDemands() {
  std::vector<Demand> all;
  Demands(all, "", {{"recyclingBatchId", Form::kText}});
  Demands(all, "/container",
          {{"containerWeight", Form::kNumber},
           {"containerVolume", Form::kVolume},
           {"containerDescription", Form::kText},
           {"containerTypeId", Form::kText}});
  for (const char* const name : {"receiver", "sender"}) {
    Demands(all, Cat("/", name),
            {{"actorNumber", Form::kText}, {"actorRole", Form::kActorRole}, {"bpnsProperty", Form::kBpns}});
  }
  Demands(all, "/operator", {{"transferId", Form::kText}, {"bpnsProperty", Form::kBpns}});
  Demands(all, "", {{"globalAssetId", Form::kUuid}});
  return all;
}

// A document that grows from the details: the ledger's values go in, and contradictions are refused.
class Composer {
 public:
  // Takes the named members of the details, in this order.
  Composer(const Json& details, std::initializer_list<const char*> members) : document_(Json::object()) {
    for (const char* const name : members) {
      const Json* const given = Find(details, name);
      if (given != nullptr) document_[name] = *given;
    }
  }

  // What the ledger (or its directory) says; an empty text says nothing.
  void State(const std::string& pointer, const std::string& text) {
    if (!text.empty()) State(pointer, Json(text));
  }
  void State(const std::string& pointer, Json value) {
    if (!status_.ok() || !Reachable(pointer)) return;
    const Pointer at(pointer);
    if (document_.contains(at) && document_.at(at) != value) {
      status_ = absl::InvalidArgumentError(Cat("details: ", pointer, " says ", document_.at(at).dump(),
                                               ", the ledger says ", value.dump(), ": leave it out"));
      return;
    }
    document_[at] = std::move(value);
  }
  // Where the details say nothing.
  void Default(const std::string& pointer, Json value) {
    if (status_.ok() && Reachable(pointer) && !document_.contains(Pointer(pointer))) {
      document_[Pointer(pointer)] = std::move(value);
    }
  }

  std::string Text(const std::string& pointer) const {
    const Pointer at(pointer);
    return document_.contains(at) && document_.at(at).is_string() ? document_.at(at).get<std::string>() : "";
  }

  absl::StatusOr<CatenaXDocument> Finish(const std::vector<Demand>& demands) && {
    INGOT_RETURN_IF_ERROR(status_);
    CatenaXDocument done;
    for (const Demand& demand : demands) {
      const Pointer at(demand.pointer);
      if (!document_.contains(at)) {
        done.missing.push_back(demand.pointer);
      } else if (!HasForm(document_.at(at), demand.form)) {
        return absl::InvalidArgumentError(
            Cat("details: ", demand.pointer, " has not the form that the schema demands: ", document_.at(at).dump()));
      }
    }
    done.document = std::move(document_);
    return done;
  }

 private:
  // Whether what lies above the pointer is absent or an object.
  bool Reachable(const std::string& pointer) {
    for (Pointer at = Pointer(pointer).parent_pointer(); !at.empty(); at = at.parent_pointer()) {
      if (!document_.contains(at) || document_.at(at).is_object()) continue;
      status_ = absl::InvalidArgumentError(Cat("details: ", at.to_string(), " must be an object"));
      return false;
    }
    return true;
  }

  Json document_;
  absl::Status status_;
};

// The schema's sample writes the day of first registration so: 19.12.2014.
std::string DayFirst(const std::string& date) {
  if (date.size() != 10) return date;
  return Cat(date.substr(8, 2), ".", date.substr(5, 2), ".", date.substr(0, 4));
}

// "The first characters on the license plate": before the first blank or dash.
std::string Abbreviation(const std::string& plate) { return plate.substr(0, plate.find_first_of("- ")); }

// The part of "<organisation>/<local>" that its maker chose.
std::string LocalOf(const std::string& id) { return id.substr(id.find('/') + 1); }

void ComposeVehicle(const FactBook& book, Composer& composer) {
  const std::string grams = book.Get("empty_weight_g").value;
  composer.State("/vehicleProperties/emptyWeight", Kilograms(std::stoll(grams)));
  composer.State("/vehicleProperties/firstRegistration", DayFirst(book.Get("first_registered_on").value));
  composer.State("/vehicleProperties/identification", book.Get("vin").value);
  composer.State("/vehicleProperties/model", LocalOf(book.Get("model_id").value));
  composer.State("/vehicleProperties/brand", book.Get("brand_name").value);
  composer.State("/vehicleProperties/class", book.Get("vehicle_class").value);
  const std::string abbreviation = Abbreviation(composer.Text("/vehicleProperties/licensePlate"));
  if (!abbreviation.empty()) composer.Default("/vehicleProperties/licenseAbbreviation", abbreviation);
  composer.Default("/vehicleProperties/isVehicleInformationComplete", true);
}

// Name-based, of the leaf hash of the batch's first entry: the entry is salted, so the id tells nothing to who does not
// know it. RFC 9562, section 5.8 (version 8).
std::string AssetId(const Hash& leaf) {
  Hash bytes = leaf;
  bytes[6] = static_cast<uint8_t>((bytes[6] & 0x0F) | 0x80);
  bytes[8] = static_cast<uint8_t>((bytes[8] & 0x3F) | 0x80);
  const std::string hex = ToHex(bytes);
  return Cat("urn:uuid:", hex.substr(0, 8), "-", hex.substr(8, 4), "-", hex.substr(12, 4), "-", hex.substr(16, 4), "-",
             hex.substr(20, 12));
}

int64_t InProcess(const v1::Entry& entry, const std::string& batch) {
  int64_t grams = 0;
  for (const v1::Posting& posting : entry.postings()) {
    if (posting.account().account_class() != v1::ACCOUNT_CLASS_IN_PROCESS || posting.account().party() != batch)
      continue;
    for (const v1::Amount& amount : posting.amounts()) grams += amount.grams();
  }
  return grams;
}

// What the batch's history says of its one process step.
struct Shredding {
  const LedgerEntry* first_feed = nullptr;
  const LedgerEntry* closing = nullptr;
  int64_t input_g = 0;
  std::set<std::string> instruments;
  std::vector<std::string> slips;
  v1::LocalTime measured;
};

void AddWeighing(const v1::WeighTicket& ticket, Shredding* step) {
  step->instruments.insert(ticket.instrument_id());
  const std::string slip = Cat(ticket.instrument_id(), " ", ticket.number());
  if (std::find(step->slips.begin(), step->slips.end(), slip) == step->slips.end()) step->slips.push_back(slip);
  for (const v1::LocalTime* const at : {&ticket.gross_at(), &ticket.tare_at()}) {
    if (at->unix_us() > step->measured.unix_us()) step->measured = *at;
  }
}

Shredding ReadBatch(const RecycledBatch& batch) {
  std::set<uint64_t> reversed;
  for (const LedgerEntry& entry : batch.history) {
    if (entry.event.has_entry_reversed()) reversed.insert(entry.event.entry_reversed().target_seq());
  }
  Shredding step;
  for (const LedgerEntry& entry : batch.history) {
    if (reversed.contains(entry.seq())) continue;
    if (entry.event.has_batch_fed()) {
      if (step.first_feed == nullptr) step.first_feed = &entry;
      step.input_g += InProcess(entry.entry, batch.batch_id);
    } else if (entry.event.has_lot_weighed()) {
      AddWeighing(entry.event.lot_weighed().ticket(), &step);
    } else if (entry.event.has_weight_corrected()) {
      AddWeighing(entry.event.weight_corrected().ticket(), &step);
    } else if (entry.event.has_batch_closed()) {
      step.closing = &entry;
    }
  }
  return step;
}

template <typename Texts>
std::string Joined(const Texts& texts) {
  std::string line;
  for (const std::string& text : texts) line += Cat(line.empty() ? "" : ", ", text);
  return line;
}

Json ProcessStep(const Shredding& step, const std::string& batch) {
  // The rest in process at the end is what became no lot: expected loss and variance together.
  const int64_t loss_g = -InProcess(step.closing->entry, batch);
  const v1::LocalTime& end = step.closing->event.occurred_at();
  Json out;
  out["startTimestamp"] = cli::TimeText(step.first_feed->event.occurred_at());
  out["endTimestamp"] = cli::TimeText(end);
  out["inputNetMass"] = Kilograms(step.input_g);
  out["outputNetMass"] = Kilograms(step.input_g - loss_g);
  out["processLoss"] = Kilograms(loss_g);
  out["lossType"] = "Shredding loss";
  out["measurementType"] = step.instruments.empty() ? "by difference" : Joined(step.instruments);
  out["measurementTimestamp"] = cli::TimeText(step.measured.unix_us() == 0 ? end : step.measured);
  out["weighingSlip"] = step.slips.empty() ? "none" : Joined(step.slips);
  out["childProcessType"] = "Shredding";
  return out;
}

}  // namespace

absl::StatusOr<CatenaXDocument> CertificateOfDestruction(const FactBook& book) {
  Composer composer(book.vehicle().details,
                    {"dismantlingDate", "serialNumber", "vehicleOwnerProperties", "vehicleProperties",
                     "returnPointProperties", "dismantlerProperties", "companyNumber"});
  composer.State("/dismantlingDate", book.Get("issued_on").value);
  composer.State("/serialNumber", book.Get("certificate_serial").value);
  composer.State("/companyNumber", book.Get("permit_number").value);
  ComposeVehicle(book, composer);
  composer.State("/dismantlerProperties/expiryDate", book.Get("permit_expires_on").value);
  composer.State("/dismantlerProperties/dismantlerAddress/name", book.Get("facility_name").value);
  composer.State("/dismantlerProperties/dismantlerAddress/country", book.Get("facility_country").value);
  composer.State("/dismantlerProperties/governmentAddress/name", book.Get("permit_authority").value);
  // A certificate in force takes the vehicle off the road.
  composer.State("/dismantlerProperties/isVehicleWithdrawnFromService", true);
  composer.State("/returnPointProperties/isVehicleWithdrawnFromService", true);
  composer.Default("/vehicleOwnerProperties/isVehicleOwnerInformationComplete", true);
  return std::move(composer).Finish(CertificateDemands());
}

absl::StatusOr<CatenaXDocument> RecyclingBatch(const RecycledBatch& batch) {
  if (!batch.details.is_object()) return absl::InvalidArgumentError("details must be a JSON object");
  const Shredding step = ReadBatch(batch);
  if (step.first_feed == nullptr || step.closing == nullptr) {
    return absl::FailedPreconditionError(Cat("batch ", batch.batch_id, " is not closed: its loss is not known yet"));
  }
  Composer composer(batch.details, {"recyclingBatchId", "container", "processInformation", "receiver", "sender",
                                    "operator", "globalAssetId"});
  composer.State("/recyclingBatchId", batch.batch_id);
  composer.State("/childProcessSteps", Json::array({ProcessStep(step, batch.batch_id)}));
  // Directive 2008/98/EC, Annex II, R4: recycling or reclamation of metals and metal compounds.
  composer.State("/processInformation/treatmentProcedure", Json("R4"));
  composer.State("/processInformation/mechanicalRecycling", Json(true));
  composer.State("/processInformation/chemicalRecycling", Json(false));
  composer.State("/processInformation/processType", Json("Pre-recycling"));
  composer.State("/sender/actorNumber", batch.permit_number);
  composer.Default("/sender/actorRole", "Shredding Facility");
  composer.Default("/globalAssetId", AssetId(step.first_feed->leaf));
  return std::move(composer).Finish(BatchDemands());
}

}  // namespace ingot::exchange
