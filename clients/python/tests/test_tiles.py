"""Trees of tiles, laid out by the words of c2sp.org/tlog-tiles."""
from __future__ import annotations

import pathlib
import tempfile
import unittest

from ingot_verify import tiles
from ingot_verify.checkpoint import Checkpoint
from tests import reference as ref


def entry(index: int) -> bytes:
    return b"" if index % 7 == 0 else b"entry %d" % index


class TilesTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, path: str, data: bytes) -> None:
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_bytes(data)

    def lay(self, size: int, bundles: bool = True) -> Checkpoint:
        """Hash i of tile n of level l is MTH(D[(n * 256 + i) * 256**l : (n * 256 + i + 1) * 256**l])."""
        leaves = [ref.leaf(entry(index)) for index in range(size)]
        level = 0
        while (span := 256**level) <= size:
            row = [ref.tree_root(leaves[at:at + span]) for at in range(0, size - span + 1, span)]
            for at in range(0, len(row), 256):
                tile = row[at:at + 256]
                self.write(tiles.tile_path(level, at // 256, len(tile)), b"".join(tile))
            level += 1
        for at in range(0, size if bundles else 0, 256):
            chunk = [entry(index) for index in range(at, min(at + 256, size))]
            data = b"".join(len(item).to_bytes(2, "big") + item for item in chunk)
            self.write(tiles.tile_path("entries", at // 256, len(chunk)), data)
        return Checkpoint("log.example", size, ref.tree_root(leaves))

    def problems(self, checkpoint: Checkpoint) -> list[tuple[str, str]]:
        return [(problem.reason, problem.path) for problem in tiles.check_tree(str(self.folder), checkpoint).problems]

    def test_paths(self) -> None:
        self.assertEqual(tiles.tile_path(0, 1234067, 256), "tile/0/x001/x234/067")
        self.assertEqual(tiles.parse_path("tile/0/x001/x234/067"), (0, 1234067, 256))
        self.assertEqual(tiles.parse_path("tile/entries/273.p/112"), ("entries", 273, 112))
        for path in ("tile/0/1", "tile/0/001/002", "tile/00/001", "tile/0/x000/001", "tile/0/001.p/0",
                     "tile/0/001.p/256", "tile/0/001.p/01"):
            self.assertIsNone(tiles.parse_path(path), path)

    def test_whole_trees(self) -> None:
        for size in (1, 255, 256, 257, 600):
            for bundles in (True, False):
                with self.subTest(size=size, bundles=bundles), tempfile.TemporaryDirectory() as folder:
                    self.folder = pathlib.Path(folder)
                    self.assertEqual(self.problems(self.lay(size, bundles)), [])

    def test_every_file_counts(self) -> None:
        checkpoint = self.lay(600)
        for path in sorted(self.folder.rglob("*")):
            if not path.is_file():
                continue
            name, data = str(path.relative_to(self.folder)), path.read_bytes()
            path.unlink()
            self.assertEqual(self.problems(checkpoint), [("FILE_MISSING", name)])
            path.write_bytes(data[:-1])
            self.assertEqual(self.problems(checkpoint), [("FILE_LENGTH", name)])
            path.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])
            self.assertNotEqual(self.problems(checkpoint), [], name)
            path.write_bytes(data)
        self.write("tile/0/003", b"x")
        self.assertEqual(self.problems(checkpoint), [("FILE_EXTRA", "tile/0/003")])

    def test_what_earlier_sizes_left(self) -> None:
        self.lay(300)
        checkpoint = self.lay(600)
        report = tiles.check_tree(str(self.folder), checkpoint)
        self.assertEqual((report.problems, report.superseded), ([], 3))
        path = self.folder / "tile/0/001.p/44"
        path.write_bytes(bytes(44 * 32))
        self.assertEqual(self.problems(checkpoint), [("TILE_WRONG", "tile/0/001.p/44")])

    def test_an_absurd_size_ends(self) -> None:
        self.lay(300)
        report = tiles.check_tree(str(self.folder), Checkpoint("log.example", 2**63 - 1, bytes(32)))
        self.assertTrue(report.cut_short)


if __name__ == "__main__":
    unittest.main()
