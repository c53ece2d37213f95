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

EntryStream EntriesFromServer(LedgerClient& client, absl::Duration timeout, uint64_t first_seq) {
  const auto stream = std::make_shared<ServerStream<v1::StreamEntriesResponse>>(client, timeout);
  v1::StreamEntriesRequest request;
  request.set_first_seq(first_seq);
  stream->Begin(client.channel().ledger().StreamEntries(stream->context(), request));
  return {.next = [stream](v1::StreamEntriesResponse* message) { return stream->Next(message); },
          .interrupt = [stream] { stream->Interrupt(); }};
}

TileOpener TilesFromServer(LedgerClient& client, absl::Duration timeout) {
  return [&client, timeout](unsigned level, uint64_t first_index) -> absl::StatusOr<TileSource> {
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

namespace {

// The partial tiles, which the replay hands to nobody.
absl::Status ComparePartialTiles(const AuditInput& input, const audit::Replayer& replayer, TileCheck& tiles) {
  if (!input.partial_tile) return absl::OkStatus();
  for (unsigned level = 0; level < replayer.edge().size(); ++level) {
    const unsigned width = merkle::PartialTileWidth(replayer.size(), level);
    if (width == 0) continue;
    const merkle::TileCoord tile{level, merkle::FullTileCount(replayer.size(), level), width};
    INGOT_ASSIGN_OR_RETURN(const std::string stored, input.partial_tile(tile));
    tiles.AddPartial(tile, replayer.edge()[level], stored);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<AuditReport> AuditLedger(AuditInput input) {
  TileCheck tiles(input.tiles);
  absl::Status tiles_read;
  const auto compare = [&tiles, &tiles_read](const merkle::FullTile& tile) { tiles_read.Update(tiles.Add(tile)); };
  audit::Replayer replayer(input.tiles ? audit::Replayer::TileSink(compare) : nullptr);
  AuditReport report;
  if (input.earlier.has_value()) {
    report.earlier = input.earlier->base.size;
    INGOT_RETURN_IF_ERROR(replayer.Continue(std::move(input.earlier->base), std::move(input.earlier->records)));
  }
  input.replay.check = [&tiles_read] { return tiles_read; };
  INGOT_ASSIGN_OR_RETURN(report.checkpoint, ReplayStream(input.entries, input.replay, replayer));
  INGOT_RETURN_IF_ERROR(ComparePartialTiles(input, replayer, tiles));
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
  report.predecessor = replayer.predecessor();
  if (report.verified() && input.keep) INGOT_RETURN_IF_ERROR(input.keep(report.checkpoint, replayer));
  return report;
}

}  // namespace ingot::client
