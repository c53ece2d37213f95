"""The reference tree of Certificate Transparency (RFC 6962), and slow transcriptions of the definitions."""
from __future__ import annotations

import unittest

from ingot_verify import merkle
from tests import reference as ref

# Eight leaves and the roots of the first n of them: certificate-transparency's merkletree tests.
DATA = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
ROOTS = [bytes.fromhex(text) for text in (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
INCLUSION = {
    (0, 8): ("96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
             "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
             "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"),
    (5, 8): ("bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
             "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
             "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    (2, 3): ("fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",),
    (0, 1): (),
}
CONSISTENCY = {
    (1, 8): INCLUSION[(0, 8)],
    (6, 8): ("0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
             "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
             "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"),
    (2, 5): ("5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
             "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"),
    (1, 1): (),
}
LEAVES = [ref.leaf(bytes([number])) for number in range(33)]


def decode(hashes: tuple[str, ...]) -> list[bytes]:
    return [bytes.fromhex(text) for text in hashes]


class PublishedTest(unittest.TestCase):
    def test_roots(self) -> None:
        self.assertEqual(merkle.root([]).hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        leaves = [merkle.leaf_hash(data) for data in DATA]
        self.assertEqual([merkle.root(leaves[:count + 1]) for count in range(8)], ROOTS)

    def test_inclusion(self) -> None:
        for (index, size), path in INCLUSION.items():
            leaf = merkle.leaf_hash(DATA[index])
            self.assertEqual(merkle.inclusion_root(index, size, leaf, decode(path)), ROOTS[size - 1])

    def test_consistency(self) -> None:
        for (first, second), path in CONSISTENCY.items():
            self.assertTrue(merkle.verify_consistency(first, second, ROOTS[first - 1], ROOTS[second - 1], decode(path)))


class ReferenceTest(unittest.TestCase):
    """All trees of up to 33 leaves."""

    def test_growing_tree(self) -> None:
        tree = merkle.Tree()
        for count, leaf in enumerate(LEAVES):
            self.assertEqual(tree.root(), ref.tree_root(LEAVES[:count]))
            tree.append(leaf)

    def test_inclusion(self) -> None:
        for size in range(1, len(LEAVES) + 1):
            root = ref.tree_root(LEAVES[:size])
            for index in range(size):
                path = ref.audit_path(index, LEAVES[:size])
                self.assertEqual(merkle.path_length(index, size), len(path))
                self.assertEqual(merkle.inclusion_root(index, size, LEAVES[index], path), root)
                self.assertNotEqual(merkle.inclusion_root(index, size, bytes(32), path), root)
                self.assertIsNone(merkle.inclusion_root(index, size, LEAVES[index], path + [root]))
                self.assertIsNone(merkle.inclusion_root(size, size, LEAVES[index], path))
                if path:
                    self.assertIsNone(merkle.inclusion_root(index, size, LEAVES[index], path[:-1]))
                    self.assertIsNone(merkle.inclusion_root(index, size, LEAVES[index], [b"short"] + path[1:]))

    def test_consistency(self) -> None:
        for second in range(1, len(LEAVES) + 1):
            new = ref.tree_root(LEAVES[:second])
            self.assertTrue(merkle.verify_consistency(0, second, merkle.EMPTY_ROOT, new, []))
            self.assertFalse(merkle.verify_consistency(0, second, new, new, []))
            for first in range(1, second + 1):
                old = ref.tree_root(LEAVES[:first])
                path = ref.consistency(first, LEAVES[:second])
                self.assertTrue(merkle.verify_consistency(first, second, old, new, path))
                wrong = bytes(32)
                self.assertFalse(merkle.verify_consistency(first, second, wrong, new, path))
                self.assertFalse(merkle.verify_consistency(first, second, old, wrong, path))
                self.assertFalse(merkle.verify_consistency(first, second, old, new, path + [new]))
                self.assertFalse(merkle.verify_consistency(second + 1, second, old, new, path))
                for position in range(len(path)):
                    changed = path[:position] + [wrong] + path[position + 1:]
                    self.assertFalse(merkle.verify_consistency(first, second, old, new, changed))
                    shorter = path[:position] + path[position + 1:]
                    self.assertFalse(merkle.verify_consistency(first, second, old, new, shorter))

    def test_no_proof_at_all(self) -> None:
        for first in (3, 4):
            old, new = ref.tree_root(LEAVES[:first]), ref.tree_root(LEAVES[:7])
            self.assertFalse(merkle.verify_consistency(first, 7, old, new, []))

    def test_ranges(self) -> None:
        for size in range(1, 20):
            root = ref.tree_root(LEAVES[:size])
            for begin in range(size):
                for end in range(begin + 1, size + 1):
                    leaves, proof = LEAVES[begin:end], ref.range_proof(begin, end, LEAVES[:size])
                    self.assertEqual(merkle.range_root(begin, size, leaves, proof), root)
                    self.assertIsNone(merkle.range_root(begin, size, leaves, proof + [root]))
                    self.assertNotEqual(merkle.range_root(begin, size, [bytes(32)] + leaves[1:], proof), root)
                    if proof:
                        self.assertIsNone(merkle.range_root(begin, size, leaves, proof[:-1]))
                        self.assertNotEqual(merkle.range_root(begin, size, leaves, [bytes(32)] + proof[1:]), root)

    def test_ranges_outside(self) -> None:
        self.assertIsNone(merkle.range_root(0, 4, [], []))
        self.assertIsNone(merkle.range_root(3, 4, LEAVES[:2], []))
        self.assertIsNone(merkle.range_root(-1, 4, LEAVES[:2], []))
        self.assertIsNone(merkle.range_root(2**63 - 2, 2**63 - 1, LEAVES[:1], [bytes(32)] * 5))


if __name__ == "__main__":
    unittest.main()
