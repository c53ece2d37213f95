#include "clients/cpp/ledger_audit.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "clients/cpp/server_stream.h"
#include "ledger/audit/replay.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/tile.h"
#include "ledger/note/checkpoint.h"

namespace ingot::client {

EntrySource EntriesFromServer(LedgerClient& client, absl::Duration timeout, uint64_t first_seq) {
  const auto stream = std::make_shared<ServerStream<v1::StreamEntriesResponse>>(client, timeout);
  v1::StreamEntriesRequest request;
  request.set_first_seq(first_seq);
  stream->Begin(client.channel().ledger().StreamEntries(stream->context(), request));
  return [stream](v1::StreamEntriesResponse* message) { return stream->Next(message); };
}

TileOpener TilesFromServer(LedgerClient& client, absl::Duration timeout, uint64_t first_index) {
  return [&client, timeout, first_index](unsigned level) -> absl::StatusOr<TileSource> {
    const auto stream = std::make_shared<ServerStream<v1::StreamTilesResponse>>(client, timeout);
    v1::StreamTilesRequest request;
    request.set_level(level);
    request.set_first_index(first_index);
    stream->Begin(client.channel().audit().StreamTiles(stream->context(), request));
    const auto message = std::make_shared<v1::StreamTilesResponse>();
    return TileSource([stream, message, next = 0]() mutable -> absl::StatusOr<std::string> {
      while (next == message->tiles_size()) {
        next = 0;
        INGOT_ASSIGN_OR_RETURN(const bool more, stream->Next(message.get()));
        // An empty tile differs from every tile: the finding says that it is not there.
        if (!more) {
          message->clear_tiles();
          return std::string();
        }
      }
      return message->tiles(next++);
    });
  };
}

bool AuditReport::rules_unknown() const {
  return !findings.empty() && std::all_of(findings.begin(), findings.end(), [](const audit::Finding& finding) {
    return finding.kind == audit::FindingKind::kUnknownRules;
  });
}

absl::StatusOr<AuditReport> AuditLedger(const AuditInput& input) {
  TileCheck tiles(input.tiles);
  absl::Status tiles_read;
  const auto compare = [&tiles, &tiles_read](const merkle::FullTile& tile) { tiles_read.Update(tiles.Add(tile)); };
  audit::Replayer replayer(input.tiles ? audit::Replayer::TileSink(compare) : nullptr);
  AuditReport report;
  uint64_t total = 0;
  v1::StreamEntriesResponse message;
  while (true) {
    INGOT_ASSIGN_OR_RETURN(const bool more, input.entries(&message));
    if (!more) break;
    if (input.save != nullptr) INGOT_RETURN_IF_ERROR(input.save->Write(message));
    if (report.checkpoint.empty()) {
      report.checkpoint = message.checkpoint();
      const absl::StatusOr<note::Checkpoint> checkpoint = note::PeekCheckpoint(report.checkpoint);
      if (!checkpoint.ok()) {
        return absl::InvalidArgumentError(
            Cat("the stream does not begin with a checkpoint: ", checkpoint.status().message()));
      }
      total = checkpoint->size;
    } else if (!message.checkpoint().empty()) {
      return absl::InvalidArgumentError("a message after the first one carries a checkpoint");
    }
    for (v1::EntryBundle& bundle : *message.mutable_entries()) {
      std::optional<v1::DetachedPart> terms;
      if (bundle.has_terms()) terms = std::move(*bundle.mutable_terms());
      replayer.Add(std::move(*bundle.mutable_entry()), std::move(terms));
      INGOT_RETURN_IF_ERROR(tiles_read);
    }
    if (input.progress) input.progress(replayer.size(), total);
  }
  if (report.checkpoint.empty()) return absl::InvalidArgumentError("the stream holds no ledger");
  replayer.Finish(report.checkpoint, input.keys);

  report.findings = replayer.findings();
  report.findings.insert(report.findings.end(), tiles.findings().begin(), tiles.findings().end());
  if (input.ledger_id && replayer.ledger_id() != *input.ledger_id) {
    report.findings.push_back(
        {audit::FindingKind::kForeignCheckpoint, 0,
         Cat("entry 0 makes it ledger ", ToHex(replayer.ledger_id()), ", not the one that was to be audited")});
  }
  std::stable_sort(report.findings.begin(), report.findings.end(),
                   [](const audit::Finding& a, const audit::Finding& b) { return a.seq < b.seq; });
  report.findings_dropped = replayer.findings_dropped() + tiles.findings_dropped();
  report.entries = replayer.size();
  report.submissions = replayer.submissions();
  report.replayed = replayer.replayed();
  report.terms_not_examined = replayer.terms_not_examined();
  report.tiles = tiles.tiles();
  report.ledger_id = replayer.ledger_id();
  report.root = replayer.root();
  return report;
}

}  // namespace ingot::client
