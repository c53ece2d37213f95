#include "clients/cli/commands/exchange_fetch.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "clients/cli/text/format.h"
#include "clients/cpp/error.h"
#include "grpcpp/support/sync_stream.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/note/checkpoint.h"
#include "ledger/note/tlog_proof.h"

namespace ingot::cli {
namespace {

using exchange::LedgerEntry;
using LedgerStub = v1::LedgerService::Stub;
using QueryStub = v1::QueryService::Stub;
using DirectoryStub = v1::DirectoryService::Stub;

constexpr absl::Duration kRangeTimeout = absl::Minutes(10);
constexpr int kPageSize = 1000;

// Entries that are none, or do not fit together, are the server's fault.
absl::StatusOr<LedgerEntry> Read(std::string bytes) {
  absl::StatusOr<LedgerEntry> entry = exchange::ReadLedgerEntry(std::move(bytes));
  if (!entry.ok()) return client::Misbehaviour("BAD_PROOF", FromAbsl(entry.status().message()));
  return entry;
}

absl::Status AsMisbehaviour(const absl::Status& status) {
  return status.ok() ? status : client::Misbehaviour("BAD_PROOF", FromAbsl(status.message()));
}

bool Unseen(const absl::Status& status) { return absl::IsNotFound(status) || absl::IsPermissionDenied(status); }

std::optional<v1::SiteState> FindSite(const v1::ListSitesResponse& response, const std::string& site_id) {
  for (const v1::SiteState& site : response.sites()) {
    if (site.site_id() == site_id) return site;
  }
  return std::nullopt;
}

// nullopt where the caller may not see it. Own sites are asked for without a name.
absl::StatusOr<std::optional<v1::SiteState>> FetchSite(client::LedgerClient& ledger, const std::string& organisation,
                                                       const std::string& site_id) {
  v1::ListSitesRequest request;
  request.set_page_size(kPageSize);
  if (organisation != ledger.profile().organisation) request.set_organisation_id(organisation);
  std::optional<v1::SiteState> found;
  const absl::Status status = ledger.QueryPages<DirectoryStub, v1::ListSitesRequest, v1::ListSitesResponse>(
      ledger.channel().directory(), &DirectoryStub::ListSites, request, [&](const v1::ListSitesResponse& response) {
        if (!found) found = FindSite(response, site_id);
        return absl::OkStatus();
      });
  if (!status.ok() && !Unseen(status)) return status;
  return found;
}

absl::StatusOr<std::string> FetchBrandName(client::LedgerClient& ledger, const std::string& brand_id) {
  std::string name;
  v1::ListBrandsRequest request;
  request.set_page_size(kPageSize);
  const absl::Status status = ledger.QueryPages<DirectoryStub, v1::ListBrandsRequest, v1::ListBrandsResponse>(
      ledger.channel().directory(), &DirectoryStub::ListBrands, request, [&](const v1::ListBrandsResponse& response) {
        for (const v1::BrandState& brand : response.brands()) {
          if (brand.brand_id() == brand_id) name = brand.name();
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return name;
}

void Put(exchange::Json& directory, const char* name, const std::string& value) {
  if (!value.empty()) directory[name] = value;
}

}  // namespace

absl::StatusOr<std::vector<LedgerEntry>> FetchVehicle(client::LedgerClient& ledger, const std::string& vin) {
  std::vector<LedgerEntry> entries;
  v1::GetVehicleHistoryRequest request;
  request.set_vin(vin);
  request.set_page_size(kPageSize);
  const auto add = [&](const v1::GetVehicleHistoryResponse& response) -> absl::Status {
    for (const v1::EntryBundle& bundle : response.entries()) {
      INGOT_ASSIGN_OR_RETURN(LedgerEntry entry, Read(bundle.entry()));
      entries.push_back(std::move(entry));
    }
    if (entries.size() <= exchange::kMaxEvidenceEntries) return absl::OkStatus();
    return absl::InvalidArgumentError(
        Cat("vehicle ", vin, " has more than ", exchange::kMaxEvidenceEntries, " entries: too many for one document"));
  };
  const absl::Status status = ledger.QueryPages<QueryStub, v1::GetVehicleHistoryRequest, v1::GetVehicleHistoryResponse>(
      ledger.channel().query(), &QueryStub::GetVehicleHistory, request, add);
  if (!status.ok()) return status;
  std::reverse(entries.begin(), entries.end());
  INGOT_RETURN_IF_ERROR(AsMisbehaviour(exchange::CheckHistory(v1::SUBJECT_KIND_VEHICLE, vin, entries)));
  return entries;
}

absl::StatusOr<LedgerEntry> FetchEntry(client::LedgerClient& ledger, uint64_t seq) {
  v1::GetEntryRequest request;
  request.set_seq(seq);
  INGOT_ASSIGN_OR_RETURN(v1::GetEntryResponse response,
                         ledger.Read(ledger.channel().ledger(), &LedgerStub::GetEntry, request));
  INGOT_ASSIGN_OR_RETURN(LedgerEntry entry, Read(std::move(*response.mutable_entry()->mutable_entry())));
  if (entry.seq() != seq) return client::Misbehaviour("BAD_PROOF", Cat("the server gave another entry for ", seq));
  return entry;
}

absl::StatusOr<std::vector<LedgerEntry>> FetchBatch(client::LedgerClient& ledger, const std::string& batch_id) {
  v1::GetBatchRequest request;
  request.set_batch_id(batch_id);
  INGOT_ASSIGN_OR_RETURN(const v1::GetBatchResponse batch,
                         ledger.Query(ledger.channel().query(), &QueryStub::GetBatch, request));
  std::vector<LedgerEntry> entries;
  uint64_t seq = batch.head().last_seq();
  while (true) {
    if (entries.size() >= exchange::kMaxEvidenceEntries) {
      return absl::InvalidArgumentError(Cat("batch ", batch_id, " has more than ", exchange::kMaxEvidenceEntries,
                                            " entries: too many for one document"));
    }
    INGOT_ASSIGN_OR_RETURN(LedgerEntry entry, FetchEntry(ledger, seq));
    const v1::SubjectLink* const link = exchange::LinkOf(entry.entry, v1::SUBJECT_KIND_BATCH, batch_id);
    if (link == nullptr || (link->count_before() > 0 && link->prev_seq() >= seq)) {
      return client::Misbehaviour("BAD_PROOF", Cat("entry ", seq, " is not one of batch ", batch_id));
    }
    const bool first = link->count_before() == 0;
    seq = link->prev_seq();
    entries.push_back(std::move(entry));
    if (first) break;
  }
  std::reverse(entries.begin(), entries.end());
  INGOT_RETURN_IF_ERROR(AsMisbehaviour(exchange::CheckHistory(v1::SUBJECT_KIND_BATCH, batch_id, entries)));
  return entries;
}

absl::StatusOr<std::vector<LedgerEntry>> FetchRange(client::LedgerClient& ledger, uint64_t first, uint64_t last) {
  v1::StreamEntriesRequest request;
  request.set_first_seq(first);
  request.set_limit(last - first + 1);
  grpc::ClientContext context;
  ledger.channel().Prepare(context, kRangeTimeout);
  const auto reader = ledger.channel().ledger().StreamEntries(&context, request);
  std::vector<LedgerEntry> entries;
  absl::Status failed;
  v1::StreamEntriesResponse message;
  // Read to its end, so that the stream can be finished.
  while (reader->Read(&message)) {
    for (v1::EntryBundle& bundle : *message.mutable_entries()) {
      if (!failed.ok() || entries.size() >= request.limit()) continue;
      absl::StatusOr<LedgerEntry> entry = Read(std::move(*bundle.mutable_entry()));
      if (entry.ok()) {
        entries.push_back(*std::move(entry));
      } else {
        failed = entry.status();
      }
    }
  }
  INGOT_RETURN_IF_ERROR(client::FromRpc(reader->Finish()));
  INGOT_RETURN_IF_ERROR(failed);
  if (entries.empty()) return absl::InvalidArgumentError(Cat("the ledger has no entry ", first, " yet"));
  if (entries.front().seq() != first) return client::Misbehaviour("BAD_PROOF", "the stream begins elsewhere");
  INGOT_RETURN_IF_ERROR(AsMisbehaviour(exchange::CheckConsecutive(entries)));
  return entries;
}

absl::StatusOr<ProofSource> ProofSource::Open(client::LedgerClient& ledger, uint64_t min_size) {
  INGOT_ASSIGN_OR_RETURN(std::string text, ledger.GetCheckpoint(min_size));
  INGOT_ASSIGN_OR_RETURN(const note::Checkpoint checkpoint, note::PeekCheckpoint(text));
  return ProofSource(ledger, std::move(text), checkpoint.size);
}

absl::StatusOr<std::string> ProofSource::Prove(uint64_t seq, const Hash& leaf) {
  v1::GetInclusionProofRequest request;
  request.set_seq(seq);
  request.set_tree_size(size_);
  INGOT_ASSIGN_OR_RETURN(
      const v1::GetInclusionProofResponse response,
      ledger_->Read(ledger_->channel().audit(), &v1::AuditService::Stub::GetInclusionProof, request));
  note::TlogProof proof;
  proof.index = seq;
  proof.checkpoint = note_;
  for (const std::string& bytes : response.proof()) {
    const absl::StatusOr<Hash> hash = HashFromBytes(bytes);
    if (!hash.ok()) return client::Misbehaviour("BAD_PROOF", "a hash of a proof has not 32 bytes");
    proof.hashes.push_back(*hash);
  }
  const client::Profile& profile = ledger_->profile();
  const absl::Status verified = note::VerifyTlogProof(proof, leaf, profile.origin(), profile.verifier_keys).status();
  if (!verified.ok()) return AsMisbehaviour(verified);
  return note::FormatTlogProof(proof);
}

absl::StatusOr<exchange::Json> FetchDirectory(client::LedgerClient& ledger, const std::vector<LedgerEntry>& history) {
  exchange::RetiredVehicle vehicle;
  vehicle.history = history;
  INGOT_ASSIGN_OR_RETURN(const exchange::FactBook book, exchange::FactBook::Create(vehicle));
  exchange::Json directory = exchange::Json::object();
  const std::string issuer = book.Get("issuer").value;
  INGOT_ASSIGN_OR_RETURN(const std::optional<v1::SiteState> site, FetchSite(ledger, issuer, book.Get("site_id").value));
  if (site) {
    Put(directory, "facility_name", site->name());
    Put(directory, "facility_country", site->country());
    Put(directory, "permit_number", site->permit().number());
    Put(directory, "permit_authority", site->permit().authority());
    Put(directory, "permit_expires_on", DateText(site->permit().expires_on()));
  }
  if (const std::string brand = book.Get("brand_id").value; !brand.empty()) {
    INGOT_ASSIGN_OR_RETURN(const std::string name, FetchBrandName(ledger, brand));
    Put(directory, "brand_name", name);
  }
  v1::GetOrganisationRequest request;
  request.set_organisation_id(issuer);
  const absl::StatusOr<v1::GetOrganisationResponse> organisation =
      ledger.Query(ledger.channel().directory(), &DirectoryStub::GetOrganisation, request);
  if (!organisation.ok()) return organisation.status();
  Put(directory, "issuer_name", organisation->organisation().name());
  return directory;
}

absl::StatusOr<std::string> FetchPermitNumber(client::LedgerClient& ledger, const std::string& organisation,
                                              const std::string& site_id) {
  INGOT_ASSIGN_OR_RETURN(const std::optional<v1::SiteState> site, FetchSite(ledger, organisation, site_id));
  return site ? site->permit().number() : std::string();
}

}  // namespace ingot::cli
