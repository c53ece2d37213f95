"""Hashes and the tree of RFC 6962 (FORMAT sections 2 and 5). A hash is 32 bytes."""
from __future__ import annotations

import hashlib
from collections.abc import Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def leaf_hash(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows to the right; keeps only the roots of its perfect subtrees, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._roots: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        size = self.size
        while size & 1:
            leaf = node_hash(self._roots.pop(), leaf)
            size >>= 1
        self._roots.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        if not self._roots:
            return EMPTY_ROOT
        result = self._roots[-1]
        for left in reversed(self._roots[:-1]):
            result = node_hash(left, result)
        return result


def root(leaves: Sequence[bytes]) -> bytes:
    """Root over leaf hashes."""
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def _well_formed(hashes: Sequence[bytes]) -> bool:
    return all(len(item) == 32 for item in hashes)


def inclusion_root(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes | None:
    """The root that an audit path from leaf to root gives (RFC 9162 section 2.1.3.2); None where it does not fit."""
    if not 0 <= index < size or not _well_formed(path):
        return None
    node, last, result = index, size - 1, leaf
    for step in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            result = node_hash(step, result)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            result = node_hash(result, step)
        node >>= 1
        last >>= 1
    return result if last == 0 else None


def path_length(index: int, size: int) -> int:
    """Number of hashes in the audit path of leaf `index` in a tree of `size` leaves."""
    length, last = 0, size - 1
    while last:
        if index & 1 or index != last:
            length += 1
        index >>= 1
        last >>= 1
    return length


def verify_consistency(first: int, second: int, first_root: bytes, second_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the first tree is a prefix of the second (RFC 9162 section 2.1.4.2)."""
    if not 0 <= first <= second or not _well_formed(path):
        return False
    if first == second:
        return not path and first_root == second_root
    if first == 0:
        return not path and first_root == EMPTY_ROOT
    steps = list(path)
    if first & (first - 1) == 0:
        steps.insert(0, first_root)
    if not steps:
        return False
    node, last = first - 1, second - 1
    while node & 1:
        node >>= 1
        last >>= 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            old = node_hash(step, old)
            new = node_hash(step, new)
            while not node & 1 and node:
                node >>= 1
                last >>= 1
        else:
            new = node_hash(new, step)
        node >>= 1
        last >>= 1
    return last == 0 and old == first_root and new == second_root


def range_root(begin: int, size: int, leaves: Sequence[bytes], proof: Sequence[bytes]) -> bytes | None:
    """The root that a range proof gives for the leaves [begin, begin + len(leaves)); None where it does not fit."""
    end = begin + len(leaves)
    if not 0 <= begin < end <= size or not _well_formed(proof):
        return None
    rest = iter(proof)

    def walk(low: int, high: int) -> bytes | None:
        if high <= begin or end <= low:
            return next(rest, None)
        if high - low == 1:
            return leaves[low - begin]
        middle = low + (1 << ((high - low - 1).bit_length() - 1))
        left = walk(low, middle)
        right = walk(middle, high) if left is not None else None
        return node_hash(left, right) if left is not None and right is not None else None

    result = walk(0, size)
    return result if next(rest, None) is None else None
