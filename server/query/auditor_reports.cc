// What auditors follow up: flags, reversals, erased seals, assays by holders, variance and excess.
#include <algorithm>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"
#include "ledger/mass/account_class.h"
#include "ledger/mass/amounts.h"
#include "ledger/refusal/refusal.h"
#include "ledger/report/classes.h"
#include "ledger/report/rows.h"
#include "ledger/state/flags.h"
#include "ledger/state/record_key.h"
#include "server/query/index_list.h"
#include "server/query/queries.h"
#include "server/query/read_entry.h"
#include "storage/index/index_keys.h"
#include "storage/index/scan.h"

namespace ingot::query {
namespace {

// Accounts of one class that a ranking looks at.
constexpr size_t kMaxRankedAccounts = 100'000;

absl::Status DamagedRow() {
  return refusal::Refuse(v1::REFUSAL_REASON_DATA_LOSS, "", "a stored key of an index is damaged");
}

// ---- flags

// The ranges of the flags of these kinds; all where a filter is unset.
std::vector<std::string> FlagRanges(v1::FlagKind kind, v1::SubjectKind subject_kind) {
  std::vector<std::string> ranges;
  for (int number = v1::FLAG_KIND_UNSPECIFIED + 1; number <= v1::FlagKind_MAX; ++number) {
    const auto one = static_cast<v1::FlagKind>(number);
    if (kind != v1::FLAG_KIND_UNSPECIFIED && kind != one) continue;
    ranges.push_back(subject_kind == v1::SUBJECT_KIND_UNSPECIFIED ? storage::FlagPrefix(one)
                                                                  : storage::FlagPrefix(one, subject_kind));
  }
  return ranges;
}

absl::StatusOr<int64_t> RecordedAt(const Context& context, uint64_t seq) {
  INGOT_ASSIGN_OR_RETURN(const ReadEntry read, Read(context, seq));
  return read.entry.recorded_at_us();
}

// `row` of the index: kind, subject kind, id.
absl::StatusOr<Visit<v1::FlagRow>> VisitFlag(const Context& context, const std::string& organisation,
                                             std::string_view row) {
  if (row.size() <= 2) return DamagedRow();
  const auto kind = static_cast<v1::FlagKind>(static_cast<unsigned char>(row[0]));
  const auto subject_kind = static_cast<v1::SubjectKind>(static_cast<unsigned char>(row[1]));
  const std::string_view id = row.substr(2);
  INGOT_ASSIGN_OR_RETURN(const state::RecordPtr record,
                         storage::IndexedRecord(context.snapshot(), state::SubjectKey(subject_kind, id)));
  Visit<v1::FlagRow> visited;
  const std::string owner = report::OwnerOf(*record);
  const state::FlagList* const flags = state::FlagsOf(*record);
  if (flags == nullptr || (!organisation.empty() && organisation != owner)) return visited;
  for (const v1::Flag& flag : *flags) {
    if (flag.kind() != kind) continue;
    v1::FlagRow& found = visited.row.emplace();
    found.set_kind(kind);
    found.set_subject_kind(subject_kind);
    found.set_subject_id(std::string(id));
    found.set_organisation_id(owner);
    found.set_seq(flag.seq());
    found.set_count(flag.count());
    INGOT_ASSIGN_OR_RETURN(const int64_t recorded_at_us, RecordedAt(context, flag.seq()));
    found.set_recorded_at_us(recorded_at_us);
  }
  return visited;
}

// ---- reversals

std::string EventName(uint32_t number) {
  const google::protobuf::FieldDescriptor* const field =
      v1::Event::descriptor()->FindFieldByNumber(static_cast<int>(number));
  return field == nullptr ? std::string() : field->name();
}

absl::StatusOr<Visit<v1::ReversalRow>> VisitReversal(const Context& context, const std::string& organisation,
                                                     uint64_t seq) {
  INGOT_ASSIGN_OR_RETURN(const state::RecordPtr record,
                         storage::IndexedRecord(context.snapshot(), state::UndoKey(seq)));
  const v1::UndoState& undo = record->undo();
  INGOT_ASSIGN_OR_RETURN(const ReadEntry reversal, Read(context, undo.reversed_by()));
  const std::string& by = reversal.event.actor().organisation_id();
  Visit<v1::ReversalRow> visited;
  if (!organisation.empty() && organisation != undo.organisation_id() && organisation != by) return visited;
  v1::ReversalRow& row = visited.row.emplace();
  row.set_seq(seq);
  row.set_reversed_by(undo.reversed_by());
  row.set_event(EventName(undo.event()));
  row.set_organisation_id(undo.organisation_id());
  row.set_reversed_by_organisation(by);
  row.set_recorded_at_us(undo.recorded_at_us());
  row.set_reversed_at_us(reversal.entry.recorded_at_us());
  row.set_reason(reversal.event.entry_reversed().reason());
  return visited;
}

// The entry's number in a row of an index that holds the newest first.
absl::StatusOr<uint64_t> SeqOf(std::string_view row) {
  if (row.size() != 2 * sizeof(uint64_t)) return DamagedRow();
  return ReadBe64(row.substr(sizeof(uint64_t)));
}

// ---- variance and excess

int64_t BalanceOf(const Context& context, v1::AccountClass account_class, const std::string& party) {
  const state::RecordPtr record = context.view().Find(state::AccountKey(mass::MakeAccount(account_class, party)));
  return record == nullptr ? 0 : mass::Total(mass::ToCells(record->account().balance()));
}

// Orders by amount, the largest first, then by key: u64be of 2^64-1 less the amount without its sign, then the key.
std::string RankOf(int64_t grams, std::string_view key) {
  std::string rank;
  const uint64_t size = grams < 0 ? ~static_cast<uint64_t>(grams) + 1 : static_cast<uint64_t>(grams);
  AppendBe64(~size, &rank);
  return Cat(rank, key);
}

v1::VarianceRow VarianceRowOf(const Context& context, const v1::AccountState& account, int64_t grams) {
  v1::VarianceRow row;
  row.set_account_class(account.account().account_class());
  row.set_party(account.account().party());
  row.set_organisation_id(account.organisation_id());
  row.set_grams(grams);
  if (row.account_class() == v1::ACCOUNT_CLASS_VARIANCE) {
    row.set_expected_loss_g(BalanceOf(context, v1::ACCOUNT_CLASS_LOSS_SHRED, row.party()) +
                            BalanceOf(context, v1::ACCOUNT_CLASS_LOSS_MELT, row.party()));
  }
  row.set_last_seq(account.last_seq());
  return row;
}

}  // namespace

absl::Status Answer(const Context& context, const v1::ListFlagsRequest& request, v1::ListFlagsResponse* response) {
  INGOT_RETURN_IF_ERROR(CheckSeesEverything(context));
  INGOT_RETURN_IF_ERROR(CheckKnown(v1::FlagKind_IsValid(request.kind()), "kind"));
  INGOT_RETURN_IF_ERROR(CheckKnown(v1::SubjectKind_IsValid(request.subject_kind()), "subject_kind"));
  IndexList list;
  list.scope = context.Scope({"ListFlags", request.organisation(), Cat(static_cast<int>(request.kind())),
                              Cat(static_cast<int>(request.subject_kind()))});
  list.prefixes = FlagRanges(request.kind(), request.subject_kind());
  list.order = storage::MergeOrder::kByKey;
  return FillPage<v1::FlagRow>(context, std::move(list), request, response,
                               [&](std::string_view row) { return VisitFlag(context, request.organisation(), row); });
}

absl::Status Answer(const Context& context, const v1::ListReversalsRequest& request,
                    v1::ListReversalsResponse* response) {
  INGOT_RETURN_IF_ERROR(CheckSeesEverything(context));
  IndexList list;
  list.scope = context.Scope({"ListReversals", request.organisation()});
  list.prefixes = {storage::IndexPrefix(storage::kReversalIndex)};
  return FillPage<v1::ReversalRow>(context, std::move(list), request, response,
                                   [&](std::string_view row) -> absl::StatusOr<Visit<v1::ReversalRow>> {
                                     INGOT_ASSIGN_OR_RETURN(const uint64_t seq, SeqOf(row));
                                     return VisitReversal(context, request.organisation(), seq);
                                   });
}

absl::Status Answer(const Context& context, const v1::ListErasuresRequest& request,
                    v1::ListErasuresResponse* response) {
  INGOT_RETURN_IF_ERROR(CheckSeesEverything(context));
  IndexList list;
  list.scope = context.Scope({"ListErasures", request.organisation()});
  list.prefixes = {storage::IndexPrefix(storage::kErasureIndex)};
  return FillPage<v1::ErasureRow>(
      context, std::move(list), request, response, [&](std::string_view row) -> absl::StatusOr<Visit<v1::ErasureRow>> {
        INGOT_ASSIGN_OR_RETURN(const uint64_t seq, SeqOf(row));
        INGOT_ASSIGN_OR_RETURN(const state::RecordPtr record,
                               storage::IndexedRecord(context.snapshot(), state::SealKey(seq)));
        Visit<v1::ErasureRow> visited;
        if (request.organisation().empty() || request.organisation() == record->seal().organisation_id()) {
          visited.row = report::RowOf(context.view(), *record, request, v1::Date());
        }
        return visited;
      });
}

absl::Status Answer(const Context& context, const v1::ListHolderAssaysRequest& request,
                    v1::ListHolderAssaysResponse* response) {
  INGOT_RETURN_IF_ERROR(CheckSeesEverything(context));
  IndexList list;
  list.scope = context.Scope({"ListHolderAssays", request.organisation()});
  list.prefixes = {storage::FlagPrefix(v1::FLAG_KIND_ASSAY_BY_HOLDER, v1::SUBJECT_KIND_LOT)};
  return FillPage<v1::HolderAssayRow>(
      context, std::move(list), request, response,
      [&](std::string_view lot_id) -> absl::StatusOr<Visit<v1::HolderAssayRow>> {
        INGOT_ASSIGN_OR_RETURN(
            const state::RecordPtr record,
            storage::IndexedRecord(context.snapshot(), state::SubjectKey(v1::SUBJECT_KIND_LOT, lot_id)));
        Visit<v1::HolderAssayRow> visited;
        if (request.organisation().empty() || request.organisation() == record->lot().holder()) {
          visited.row = report::RowOf(context.view(), *record, request, v1::Date());
        }
        return visited;
      });
}

absl::Status Answer(const Context& context, const v1::ListVariancesRequest& request,
                    v1::ListVariancesResponse* response) {
  INGOT_RETURN_IF_ERROR(CheckSeesEverything(context));
  const v1::AccountClass account_class =
      request.account_class() == v1::ACCOUNT_CLASS_UNSPECIFIED ? v1::ACCOUNT_CLASS_VARIANCE : request.account_class();
  INGOT_RETURN_IF_ERROR(CheckKnown(
      account_class == v1::ACCOUNT_CLASS_VARIANCE || account_class == v1::ACCOUNT_CLASS_EXCESS, "account_class"));
  INGOT_ASSIGN_OR_RETURN(const size_t page_size, PageSize(request.page_size()));
  const PageScope scope =
      context.Scope({"ListVariances", request.organisation(), Cat(static_cast<int>(account_class))});
  INGOT_ASSIGN_OR_RETURN(const std::string after, ReadPageToken(scope, request.page_token()));
  response->set_checkpoint(context.checkpoint());

  // The best page_size + 1 ranks behind the cursor; the worst of them on top.
  using Ranked = std::pair<std::string, state::RecordPtr>;
  const auto by_rank = [](const Ranked& a, const Ranked& b) { return a.first < b.first; };
  std::priority_queue<Ranked, std::vector<Ranked>, decltype(by_rank)> best(by_rank);
  std::string prefix(1, state::kAccountPrefix);
  prefix.push_back(static_cast<char>(account_class));
  size_t examined = 0;
  INGOT_RETURN_IF_ERROR(context.snapshot().ScanState(
      prefix, {}, kMaxRankedAccounts + 1, [&](std::string_view key, const state::RecordPtr& record) {
        ++examined;
        const v1::AccountState& account = record->account();
        const int64_t grams = mass::Total(mass::ToCells(account.balance()));
        if (grams == 0 || (!request.organisation().empty() && request.organisation() != account.organisation_id())) {
          return true;
        }
        std::string rank = RankOf(grams, key);
        if (rank <= after) return true;
        best.emplace(std::move(rank), record);
        if (best.size() > page_size + 1) best.pop();
        return true;
      }));
  if (examined > kMaxRankedAccounts) {
    return refusal::Refuse(v1::REFUSAL_REASON_LIMIT_REACHED, "",
                           Cat("the ledger has more than ", kMaxRankedAccounts, " such accounts: too many to rank"));
  }
  std::vector<Ranked> ranked;
  for (; !best.empty(); best.pop()) ranked.push_back(best.top());
  std::reverse(ranked.begin(), ranked.end());
  const bool more = ranked.size() > page_size;
  if (more) ranked.pop_back();
  for (const auto& [rank, record] : ranked) {
    *response->add_rows() =
        VarianceRowOf(context, record->account(), mass::Total(mass::ToCells(record->account().balance())));
  }
  if (more) response->set_next_page_token(MakePageToken(scope, ranked.back().first));
  return absl::OkStatus();
}

}  // namespace ingot::query
