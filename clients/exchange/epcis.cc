#include "clients/exchange/epcis.h"

#include <cstdio>
#include <cstdlib>
#include <map>

#include "clients/cli/text/format.h"
#include "clients/exchange/epcis_draft.h"
#include "clients/exchange/uri.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"

namespace ingot::exchange {
namespace {

constexpr char kEpcisContext[] = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";
// Ends in a ':' so that JSON-LD 1.1 takes it as a prefix.
constexpr char kOwnContext[] = "urn:ingot:epcis:";

// "+08:00", "-03:30".
std::string OffsetText(int32_t minutes) {
  const int value = std::abs(minutes);
  char text[16];
  std::snprintf(text, sizeof text, "%c%02d:%02d", minutes < 0 ? '-' : '+', value / 60, value % 60);
  return text;
}

std::optional<EpcisDraft> DraftOf(const LedgerEntry& entry) {
  std::optional<EpcisDraft> draft = DraftOfVehicleEvent(entry);
  if (!draft) draft = DraftOfContractEvent(entry);
  if (!draft) draft = DraftOfMetalEvent(entry);
  if (draft && draft->read_point.empty()) draft->read_point = entry.event.actor().site_id();
  return draft;
}

// What the ledger adds: where to find and how to prove the entry.
void AppendProvenance(const LedgerEntry& entry, Json& event) {
  event["ingot:event"] = TypeNameOf(entry.event);
  event["ingot:seq"] = entry.seq();
  event["ingot:leafHash"] = ToHex(entry.leaf);
  event["ingot:organisation"] = Uri("org", entry.event.actor().organisation_id());
  Json flags = Json::array();
  for (const v1::RaisedFlag& flag : entry.entry.flags()) flags.push_back(cli::EnumText(flag.kind()));
  if (!flags.empty()) event["ingot:flags"] = flags;
}

// EPCIS 2.0, section 7.4.1.4: the event as it was, with its own id, and the declaration that it was wrong.
std::optional<Json> Withdrawn(const LedgerEntry& reversal, const std::map<uint64_t, const LedgerEntry*>& known,
                              const Hash& ledger_id) {
  const v1::EntryReversed& reversed = reversal.event.entry_reversed();
  const auto target = known.find(reversed.target_seq());
  if (target == known.end()) return std::nullopt;
  std::optional<Json> event = EpcisEvent(*target->second, ledger_id);
  if (!event) return std::nullopt;
  // The ledger's reasons are CBV's own.
  (*event)["errorDeclaration"] = {
      {"declarationTime", cli::TimeText(reversal.event.occurred_at())},
      {"reason", reversed.reason() == v1::REVERSAL_REASON_DID_NOT_OCCUR ? "did_not_occur" : "incorrect_data"},
      {"ingot:entry", EntryUri(ledger_id, reversal.seq())}};
  return event;
}

absl::Status CheckOrder(const std::vector<LedgerEntry>& entries, uint64_t tree_size) {
  if (entries.size() > kMaxEpcisEntries) {
    return absl::InvalidArgumentError(
        Cat("a document holds at most ", kMaxEpcisEntries, " entries: take a shorter range"));
  }
  for (size_t i = 1; i < entries.size(); ++i) {
    if (entries[i - 1].seq() >= entries[i].seq()) return absl::InvalidArgumentError("entries must ascend by number");
  }
  if (!entries.empty() && entries.back().seq() >= tree_size) {
    return absl::InvalidArgumentError("the checkpoint does not cover the last entry");
  }
  return absl::OkStatus();
}

}  // namespace

std::optional<Json> EpcisEvent(const LedgerEntry& entry, const Hash& ledger_id) {
  const std::optional<EpcisDraft> draft = DraftOf(entry);
  if (!draft) return std::nullopt;
  const v1::LocalTime& occurred = entry.event.occurred_at();
  Json event;
  event["type"] = draft->type;
  event["eventID"] = EntryUri(ledger_id, entry.seq());
  event["eventTime"] = cli::TimeText(occurred);
  event["eventTimeZoneOffset"] = OffsetText(occurred.offset_minutes());
  event["recordTime"] = cli::TimeText(entry.entry.recorded_at_us());
  AppendDraft(*draft, event);
  AppendProvenance(entry, event);
  return event;
}

absl::StatusOr<EpcisResult> EpcisDocument(const EpcisSource& source, const std::vector<LedgerEntry>& entries) {
  INGOT_ASSIGN_OR_RETURN(const note::Checkpoint checkpoint, note::PeekCheckpoint(source.checkpoint));
  INGOT_RETURN_IF_ERROR(CheckOrder(entries, checkpoint.size));
  std::map<uint64_t, const LedgerEntry*> known;
  for (const LedgerEntry& entry : entries) known[entry.seq()] = &entry;

  EpcisResult result;
  Json events = Json::array();
  for (const LedgerEntry& entry : entries) {
    std::optional<Json> event = entry.event.has_entry_reversed() ? Withdrawn(entry, known, source.ledger_id)
                                                                 : EpcisEvent(entry, source.ledger_id);
    if (!event) {
      ++result.left_out;
      continue;
    }
    (*event)["ingot:checkpointSize"] = checkpoint.size;
    events.push_back(*std::move(event));
  }
  result.events = events.size();
  result.document["@context"] = Json::array({kEpcisContext, Json::object({{"ingot", kOwnContext}})});
  result.document["type"] = "EPCISDocument";
  result.document["schemaVersion"] = "2.0";
  result.document["creationDate"] = cli::TimeText(source.created_us);
  result.document["ingot:ledger"] = ToHex(source.ledger_id);
  result.document["ingot:checkpoint"] = source.checkpoint;
  result.document["epcisBody"] = {{"eventList", std::move(events)}};
  return result;
}

}  // namespace ingot::exchange
