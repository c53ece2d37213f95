"""A whole tree of tiles, c2sp.org/tlog-tiles, against its checkpoint."""
from __future__ import annotations

import dataclasses
import os
import pathlib
import re

from ingot_verify import merkle
from ingot_verify.checkpoint import Checkpoint
from ingot_verify.errors import Refuted, Unusable

WIDTH = 256
LEVELS = 8
MAX_PROBLEMS = 100
MAX_FILES = 10_000_000
_TILE_BYTES = WIDTH * 32
_BUNDLE_BYTES = WIDTH * (2 + 0xFFFF)
_KNOWN = re.compile("tile/(entries|[0-9]+)/")
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]*)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]*))?")


@dataclasses.dataclass(frozen=True)
class Problem:
    reason: str
    path: str
    why: str


class _Enough(Exception):
    """So many problems that the rest is not looked through."""


@dataclasses.dataclass
class TreeReport:
    problems: list[Problem] = dataclasses.field(default_factory=list)
    cut_short: bool = False
    tiles: int = 0
    bundles: int = 0
    superseded: int = 0

    def add(self, reason: str, path: str, why: str) -> None:
        if len(self.problems) == MAX_PROBLEMS:
            self.cut_short = True
            raise _Enough
        self.problems.append(Problem(reason, path, why))

    def raise_first(self) -> None:
        if self.problems:
            first = self.problems[0]
            raise Refuted(f"{first.path}: {first.why}", reason=first.reason)


def tile_path(level: int | str, index: int, width: int) -> str:
    parts = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        parts.insert(0, f"x{index % 1000:03}")
    return f"tile/{level}/{'/'.join(parts)}" + ("" if width == WIDTH else f".p/{width}")


def parse_path(path: str) -> tuple[int | str, int, int] | None:
    """Level ("entries" for bundles), index and width of a path in its one spelling."""
    match = _PATH.fullmatch(path)
    if not match:
        return None
    level = match[1] if match[1] == "entries" else int(match[1])
    index = int("".join(part.lstrip("x") for part in match[2].split("/")))
    width = WIDTH if match[3] is None else int(match[3])
    return (level, index, width) if tile_path(level, index, width) == path and width <= WIDTH else None


def _bundle_leaves(bundle: bytes, width: int) -> list[bytes] | None:
    """Leaf hashes of exactly `width` entries behind their lengths."""
    leaves, at = [], 0
    for _ in range(width):
        length = int.from_bytes(bundle[at:at + 2], "big")
        if at + 2 + length > len(bundle):
            return None
        leaves.append(merkle.leaf_hash(bundle[at + 2:at + 2 + length]))
        at += 2 + length
    return leaves if at == len(bundle) else None


class _Check:
    def __init__(self, folder: pathlib.Path, checkpoint: Checkpoint) -> None:
        self.folder = folder
        self.checkpoint = checkpoint
        self.left = set(_list(folder))
        self.has_bundles = any(path.startswith("tile/entries/") for path in self.left)
        self.rows: list[list[bytes]] = []  # by level: hashes of the tile that is not full yet
        self.broken = False
        self.report = TreeReport()

    def full(self, level: int) -> int:
        return self.checkpoint.size // WIDTH**(level + 1)

    def partial(self, level: int) -> int:
        return self.checkpoint.size // WIDTH**level % WIDTH

    def read(self, path: str, bound: int) -> bytes | None:
        try:
            with open(self.folder / path, "rb") as file:
                return file.read(bound + 1)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def fetch(self, level: int | str, index: int, width: int, bound: int) -> tuple[bytes | None, int]:
        """The file, or the full one where a partial one is gone; and the width that it has."""
        path = tile_path(level, index, width)
        self.left.discard(path)
        data = self.read(path, bound)
        if data is None and width < WIDTH:
            full = tile_path(level, index, WIDTH)
            self.left.discard(full)
            data, width = self.read(full, bound), WIDTH
        return data, width

    def tile(self, level: int, index: int, width: int) -> list[bytes] | None:
        path = tile_path(level, index, width)
        data, found_width = self.fetch(level, index, width, _TILE_BYTES)
        if data is None:
            self.report.add("FILE_MISSING", path, "the tree needs this tile, and it is not there")
            return None
        if len(data) != found_width * 32:
            self.report.add("FILE_LENGTH", path, "the tile has not the bytes of its width")
            return None
        self.report.tiles += 1
        return [data[at:at + 32] for at in range(0, width * 32, 32)]

    def bundle(self, index: int, width: int) -> list[bytes] | None:
        path = tile_path("entries", index, width)
        data, found_width = self.fetch("entries", index, width, _BUNDLE_BYTES)
        if data is None:
            self.report.add("FILE_MISSING", path, "the tree needs this entry bundle, and it is not there")
            return None
        leaves = _bundle_leaves(data, found_width)
        if leaves is None:
            self.report.add("FILE_LENGTH", path, f"the bundle does not hold exactly {found_width} entries")
            return None
        self.report.bundles += 1
        return leaves[:width]

    def append(self, level: int, index: int, node: bytes) -> None:
        """Node `index` of a level; where it completes a tile, the tile is compared and the level above grows."""
        if level == len(self.rows):
            self.rows.append([])
        row = self.rows[level]
        row.append(node)
        if len(row) < WIDTH:
            return
        tile_index = index // WIDTH
        if level > 0:
            self.compare(level, tile_index, WIDTH, row)
        self.rows[level] = []
        self.append(level + 1, tile_index, merkle.root(row))

    def compare(self, level: int, index: int, width: int, made: list[bytes]) -> None:
        stored = self.tile(level, index, width)
        if stored is None:
            return
        for number, (one, other) in enumerate(zip(stored, made)):
            if one != other:
                below = tile_path(level - 1, index * WIDTH + number, WIDTH)
                self.report.add("TILE_WRONG", tile_path(level, index, width),
                                f"hash {number} is not what {below} hashes to")
                return

    def leaves(self) -> None:
        for index in range(self.full(0) + (self.partial(0) > 0)):
            width = WIDTH if index < self.full(0) else self.partial(0)
            hashes = self.tile(0, index, width)
            if self.has_bundles:
                hashed = self.bundle(index, width)
                if hashes is not None and hashed is not None and hashes != hashed:
                    wrong = next(i for i in range(width) if hashes[i] != hashed[i])
                    self.report.add("BUNDLE_WRONG", tile_path("entries", index, width),
                                    f"entry {index * WIDTH + wrong} is not the one that its tile commits to")
                hashes = hashes if hashes is not None else hashed
            if hashes is None:
                self.broken = True
            if not self.broken:
                for number, leaf in enumerate(hashes or []):
                    self.append(0, index * WIDTH + number, leaf)
        if self.broken:
            for level in range(1, LEVELS):
                for index in range(self.full(level)):
                    self.tile(level, index, WIDTH)

    def edge(self) -> None:
        for level in range(1, LEVELS):
            width = self.partial(level)
            if width and self.broken:
                self.tile(level, self.full(level), width)
            elif width:
                self.compare(level, self.full(level), width, self.rows[level])

    def root(self) -> bytes:
        """Perfect subtrees from the right: those of a row are smaller than those of the rows above."""
        result = None
        for row in self.rows:
            end = len(row)
            while end:
                span = end & -end
                node = merkle.root(row[end - span:end])
                result = node if result is None else merkle.node_hash(node, result)
                end -= span
        return merkle.EMPTY_ROOT if result is None else result

    def rest(self) -> None:
        for path in sorted(self.left, key=os.fsencode):
            if not _KNOWN.match(path):
                continue
            parsed = parse_path(path)
            level = 0 if parsed and parsed[0] == "entries" else parsed[0] if parsed else LEVELS
            if parsed is None or level >= LEVELS:  # type: ignore[operator]
                self.report.add("FILE_EXTRA", path, "a tree of this size has no such file")
                continue
            kind, index, width = parsed
            full, partial = self.full(level), self.partial(level)  # type: ignore[arg-type]
            if width == WIDTH or not (index < full or (index == full and width < partial)):
                self.report.add("FILE_EXTRA", path, "a tree of this size has no such file")
                continue
            self.superseded(path, kind, index, width, WIDTH if index < full else partial)

    def superseded(self, path: str, kind: int | str, index: int, width: int, now_width: int) -> None:
        bound = _BUNDLE_BYTES if kind == "entries" else _TILE_BYTES
        stored, now = self.read(path, bound), self.read(tile_path(kind, index, now_width), bound)
        whole = stored is not None and (_bundle_leaves(stored, width) is not None if kind == "entries"
                                        else len(stored) == width * 32)
        if not whole:
            self.report.add("FILE_LENGTH", path, "a partial file of an earlier size has not the length of its width")
        elif now is not None and not now.startswith(stored or b""):
            self.report.add("BUNDLE_WRONG" if kind == "entries" else "TILE_WRONG", path,
                            f"it is no beginning of {tile_path(kind, index, now_width)}")
        else:
            self.report.superseded += 1


def _list(folder: pathlib.Path) -> list[str]:
    paths = []
    for parent, folders, names in os.walk(folder / "tile"):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.startswith("."):
                continue
            if len(paths) == MAX_FILES:
                raise Unusable(f"the tree has more than {MAX_FILES} files", reason="UNREADABLE")
            paths.append(os.path.relpath(os.path.join(parent, name), folder))
    return paths


def check_tree(folder: str, checkpoint: Checkpoint) -> TreeReport:
    check = _Check(pathlib.Path(folder), checkpoint)
    try:
        check.leaves()
        check.edge()
        if not check.broken and check.root() != checkpoint.root:
            check.report.add("ROOT_WRONG", "checkpoint", "the tiles give another root than the checkpoint signs")
        check.rest()
    except _Enough:
        pass
    return check.report
