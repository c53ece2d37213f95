#include "clients/cpp/tile_export.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "clients/cpp/cosigned.h"
#include "clients/cpp/files.h"
#include "clients/cpp/ledger_audit.h"
#include "clients/cpp/tile_folder.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"
#include "ledger/merkle/tile.h"
#include "ledger/verify/trust.h"

namespace ingot::client {
namespace {

using merkle::kTileWidth;

constexpr absl::Duration kExportTimeout = absl::Hours(12);
constexpr size_t kMaxMarkerBytes = 512;
// Says whose tree a folder is, before it holds a checkpoint.
constexpr std::string_view kMarker = ".ingot-tiles";

absl::Status BadTiles(std::string_view what) {
  return Misbehaviour("BAD_TILES", Cat("the server's tiles do not fit its checkpoint: ", what));
}

// One export into one folder.
class TileExport {
 public:
  TileExport(LedgerClient& ledger, const TileExportOptions& options)
      : ledger_(ledger), options_(options), folder_(options.folder) {}

  absl::StatusOr<TileExportResult> Run() {
    INGOT_RETURN_IF_ERROR(Claim());
    INGOT_RETURN_IF_ERROR(FetchCheckpoint());
    INGOT_RETURN_IF_ERROR(Resume());
    const absl::Status built = Build(/*reuse=*/true);
    // What a cut-off export left behind may be damaged: then everything is fetched.
    if (!built.ok() && !reused_) return built;
    if (!built.ok()) INGOT_RETURN_IF_ERROR(Build(/*reuse=*/false));
    INGOT_RETURN_IF_ERROR(WriteEdge());
    INGOT_RETURN_IF_ERROR(Write("checkpoint", note_));
    INGOT_RETURN_IF_ERROR(RemoveSuperseded());
    result_.size = checkpoint_.size;
    return result_;
  }

 private:
  // Makes the folder this ledger's, or finds that it is.
  absl::Status Claim() {
    const std::string marker = Cat("ingot/v1/tiles\n", ToHex(ledger_.profile().ledger_id), "\n");
    INGOT_RETURN_IF_ERROR(MakeFolder(folder_.path(), 0755));
    INGOT_ASSIGN_OR_RETURN(const std::optional<std::string> found, folder_.Read(std::string(kMarker), kMaxMarkerBytes));
    if (found == marker) return absl::OkStatus();
    if (found.has_value()) {
      return absl::FailedPreconditionError(Cat(folder_.path(), " holds the tiles of another ledger"));
    }
    std::error_code error;
    if (!std::filesystem::is_empty(folder_.path(), error) || error) {
      return absl::FailedPreconditionError(
          Cat(folder_.path(), " is not empty, and no export of this ledger made it: choose another folder"));
    }
    return WriteFile(Cat(folder_.path(), "/", kMarker), marker, kPublicFile, Existing::kReplace);
  }

  absl::Status FetchCheckpoint() {
    INGOT_ASSIGN_OR_RETURN(
        const v1::GetTileEdgeResponse edge,
        ledger_.Read(ledger_.channel().audit(), &v1::AuditService::Stub::GetTileEdge, v1::GetTileEdgeRequest()));
    if (edge.ledger_id() != AsBytes(ledger_.profile().ledger_id)) {
      return Misbehaviour("OTHER_LEDGER", "the server serves another ledger than the profile names");
    }
    INGOT_RETURN_IF_ERROR(ledger_.Observe(edge.checkpoint()));
    INGOT_ASSIGN_OR_RETURN(const note::Checkpoint newest, note::PeekCheckpoint(edge.checkpoint()));
    server_size_ = newest.size;
    if (edge.tiles_size() > 0) server_edge_ = edge.tiles(0);
    if (server_edge_.size() != merkle::PartialTileWidth(server_size_, 0) * kHashSize) return BadTiles("its edge");
    note_ = edge.checkpoint();
    if (options_.cosigned) {
      INGOT_ASSIGN_OR_RETURN(note_, GetCosignedCheckpoint(ledger_, /*min_size=*/0, absl::ZeroDuration()));
    }
    INGOT_ASSIGN_OR_RETURN(checkpoint_, note::PeekCheckpoint(note_));
    if (checkpoint_.size > server_size_) return BadTiles("the cosigned checkpoint is larger than its newest one");
    return absl::OkStatus();
  }

  // Continues the tree that the folder holds.
  absl::Status Resume() {
    INGOT_ASSIGN_OR_RETURN(const std::optional<std::string> note, folder_.Read("checkpoint", note::kMaxNoteBytes));
    if (!note.has_value()) return absl::OkStatus();
    const verify::Trust trust{.keys = ledger_.profile().verifier_keys, .policy = std::nullopt, .origin = ""};
    const absl::StatusOr<verify::TrustedCheckpoint> opened = verify::OpenTrusted(*note, trust);
    if (!opened.ok()) return Damaged(Cat("its checkpoint: ", FromAbsl(opened.status().message())));
    const note::Checkpoint& old = opened->checkpoint;
    // Both are beginnings of one history, or the server is accused.
    INGOT_RETURN_IF_ERROR(ledger_.Observe(*note));
    if (old.size > checkpoint_.size) {
      // A cosigned checkpoint may be older than what was exported; the newest one never is.
      if (!options_.cosigned) return Misbehaviour("ROLLBACK", "the server's ledger is shorter than the exported one");
      return absl::FailedPreconditionError(
          Cat("the folder is at size ", old.size, ", and witnesses have cosigned ", checkpoint_.size, " so far"));
    }
    merkle::TileEdge edge;
    for (unsigned level = 0; old.size >> (merkle::kTileHeight * level) != 0; ++level) {
      const unsigned width = merkle::PartialTileWidth(old.size, level);
      edge.emplace_back();
      if (width == 0) continue;
      const std::string path = merkle::TilePath({level, merkle::FullTileCount(old.size, level), width});
      INGOT_ASSIGN_OR_RETURN(const std::optional<std::string> bytes, folder_.Read(path, merkle::kFullTileBytes));
      if (!bytes.has_value() || bytes->size() != width * kHashSize) return Damaged(path);
      edge.back() = *bytes;
    }
    while (!edge.empty() && edge.back().empty()) edge.pop_back();
    absl::StatusOr<merkle::TileBuilder> restored = merkle::TileBuilder::Restore(old.size, std::move(edge));
    if (!restored.ok() || restored->Root() != old.root) return Damaged("its partial tiles do not give its root");
    start_ = *std::move(restored);
    result_.from_size = old.size;
    return absl::OkStatus();
  }

  absl::Status Damaged(std::string_view what) const {
    return absl::DataLossError(Cat("the tree in ", folder_.path(), " is damaged: ", what,
                                   "; ingot verify tiles names what is wrong; export into a fresh folder"));
  }

  // Grows the tree to the checkpoint's size. `reuse`: tiles of level 0 that an earlier run wrote are believed until the
  // root is known.
  absl::Status Build(bool reuse) {
    builder_ = start_;
    reused_ = false;
    const uint64_t full = merkle::FullTileCount(checkpoint_.size, 0);
    uint64_t bundle_from = full;
    if (options_.entries) {
      INGOT_ASSIGN_OR_RETURN(bundle_from, FirstMissingBundle(full));
    }
    while (reuse && builder_.size() / kTileWidth < bundle_from) {
      const std::string path = merkle::TilePath({0, builder_.size() / kTileWidth, kTileWidth});
      INGOT_ASSIGN_OR_RETURN(const std::optional<std::string> tile, folder_.Read(path, merkle::kFullTileBytes));
      if (!tile.has_value() || tile->size() != merkle::kFullTileBytes) break;
      reused_ = true;
      INGOT_RETURN_IF_ERROR(AppendTile(*tile));
    }
    INGOT_RETURN_IF_ERROR(options_.entries ? FetchEntries(std::min(bundle_from, builder_.size() / kTileWidth))
                                           : FetchTiles());
    if (builder_.Root() != checkpoint_.root) return BadTiles("they give another root");
    return absl::OkStatus();
  }

  absl::StatusOr<uint64_t> FirstMissingBundle(uint64_t full) const {
    for (uint64_t index = 0; index < full; ++index) {
      std::error_code error;
      if (!std::filesystem::exists(Cat(folder_.path(), "/", verify::BundlePath(index, kTileWidth)), error))
        return index;
    }
    return full;
  }

  // The hashes of a level-0 tile that the tree does not have yet.
  absl::Status AppendTile(std::string_view tile) {
    for (size_t at = builder_.size() % kTileWidth * kHashSize; at < tile.size(); at += kHashSize) {
      if (builder_.size() == checkpoint_.size) return absl::OkStatus();
      INGOT_ASSIGN_OR_RETURN(const Hash leaf, HashFromBytes(tile.substr(at, kHashSize)));
      INGOT_RETURN_IF_ERROR(Append(leaf));
    }
    return absl::OkStatus();
  }

  absl::Status Append(const Hash& leaf) {
    for (const merkle::FullTile& tile : builder_.Append(leaf)) {
      INGOT_RETURN_IF_ERROR(Write(merkle::TilePath({tile.level, tile.index, kTileWidth}), tile.bytes));
      if (tile.level == 0 && options_.progress) options_.progress(builder_.size(), checkpoint_.size);
    }
    return absl::OkStatus();
  }

  absl::Status FetchTiles() {
    const uint64_t from = builder_.size() / kTileWidth;
    const uint64_t server_full = merkle::FullTileCount(server_size_, 0);
    if (builder_.size() < checkpoint_.size && from < server_full) {
      INGOT_ASSIGN_OR_RETURN(const TileSource next, TilesFromServer(ledger_, kExportTimeout)(0, from));
      for (uint64_t index = from; index < server_full && builder_.size() < checkpoint_.size; ++index) {
        INGOT_ASSIGN_OR_RETURN(const std::string tile, next());
        if (tile.size() != merkle::kFullTileBytes) return BadTiles("a full tile is missing");
        INGOT_RETURN_IF_ERROR(AppendTile(tile));
      }
    }
    INGOT_RETURN_IF_ERROR(AppendTile(server_edge_));
    return builder_.size() == checkpoint_.size ? absl::OkStatus() : BadTiles("there are too few");
  }

  // From bundle `index` on. Leaves that the tree has already must be the same.
  absl::Status FetchEntries(uint64_t index) {
    const uint64_t known = builder_.size();
    uint64_t seq = index * kTileWidth;
    if (seq == checkpoint_.size) return absl::OkStatus();
    const EntrySource next = EntriesFromServer(ledger_, kExportTimeout, seq).next;
    std::string bundle;
    std::string hashes;
    v1::StreamEntriesResponse message;
    while (seq < checkpoint_.size) {
      INGOT_ASSIGN_OR_RETURN(const bool more, next(&message));
      if (!more) return BadTiles("there are too few entries");
      for (const v1::EntryBundle& entry : message.entries()) {
        if (seq == checkpoint_.size) break;
        if (entry.entry().size() > 0xffff) return BadTiles("an entry is longer than the format allows");
        AppendBe16(static_cast<uint16_t>(entry.entry().size()), &bundle);
        bundle.append(entry.entry());
        const Hash leaf = merkle::LeafHash(entry.entry());
        hashes.append(AsBytes(leaf));
        if (seq >= known) INGOT_RETURN_IF_ERROR(Append(leaf));
        ++seq;
        if (seq % kTileWidth == 0 || seq == checkpoint_.size) {
          INGOT_RETURN_IF_ERROR(WriteBundle((seq - 1) / kTileWidth, bundle, hashes));
          bundle.clear();
          hashes.clear();
        }
      }
    }
    return absl::OkStatus();
  }

  absl::Status WriteBundle(uint64_t index, const std::string& bundle, const std::string& hashes) {
    const auto width = static_cast<unsigned>(hashes.size() / kHashSize);
    std::string tile;
    if (index < merkle::FullTileCount(builder_.size(), 0)) {
      const std::string path = merkle::TilePath({0, index, kTileWidth});
      INGOT_ASSIGN_OR_RETURN(const std::optional<std::string> stored, folder_.Read(path, merkle::kFullTileBytes));
      tile = stored.value_or("");
    } else if (!builder_.edge().empty()) {
      tile = builder_.edge()[0];
    }
    if (tile != hashes) return BadTiles(Cat("the entries of bundle ", index, " are not those of its tile"));
    return Write(verify::BundlePath(index, width), bundle);
  }

  absl::Status WriteEdge() {
    for (unsigned level = 0; level < builder_.edge().size(); ++level) {
      const std::string& tile = builder_.edge()[level];
      if (tile.empty()) continue;
      const auto width = static_cast<unsigned>(tile.size() / kHashSize);
      INGOT_RETURN_IF_ERROR(
          Write(merkle::TilePath({level, merkle::FullTileCount(checkpoint_.size, level), width}), tile));
    }
    return absl::OkStatus();
  }

  // Writes a file unless it is there with these bytes.
  absl::Status Write(const std::string& path, std::string_view bytes) {
    INGOT_ASSIGN_OR_RETURN(const std::optional<std::string> stored, folder_.Read(path, bytes.size()));
    if (stored.has_value() && *stored == bytes) return absl::OkStatus();
    const std::string full = Cat(folder_.path(), "/", path);
    INGOT_RETURN_IF_ERROR(MakeFolder(FolderOf(full), 0755));
    ++result_.files;
    return WriteFile(full, bytes, kPublicFile, Existing::kReplace);
  }

  // Partial files of tiles and bundles that are full by now; readers of the earlier checkpoint find the full ones.
  absl::Status RemoveSuperseded() {
    INGOT_ASSIGN_OR_RETURN(const std::vector<std::string> paths, folder_.List());
    for (const std::string& path : paths) {
      const size_t partial = path.find(".p/");
      if (partial == std::string::npos) continue;
      std::error_code error;
      const std::string full = Cat(folder_.path(), "/", path.substr(0, partial));
      if (!std::filesystem::exists(full, error)) continue;
      if (std::filesystem::remove(Cat(folder_.path(), "/", path), error)) ++result_.removed;
      // Fails while it holds other widths.
      std::filesystem::remove(full + ".p", error);
    }
    return absl::OkStatus();
  }

  LedgerClient& ledger_;
  const TileExportOptions& options_;
  const TileFolder folder_;
  std::string note_;
  note::Checkpoint checkpoint_;  // that the folder will have
  uint64_t server_size_ = 0;
  std::string server_edge_;  // of level 0
  merkle::TileBuilder start_;
  merkle::TileBuilder builder_;
  bool reused_ = false;
  TileExportResult result_;
};

}  // namespace

absl::StatusOr<TileExportResult> ExportTiles(LedgerClient& ledger, const TileExportOptions& options) {
  return TileExport(ledger, options).Run();
}

}  // namespace ingot::client
