"""The index over subjects and accounts: keys, values, and its root recomputed entry by entry (FORMAT section 9)."""
from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingot_verify.entry import StoredEntry, account_key
from ingot_verify.merkle import sha256

STRUCTURE_VERSION = 1
MAX_LAG = 1_048_576
EMPTY = bytes(32)
# Of the subjects' keys in section 7, by kind from LEDGER (1) on.
_LETTERS = b"losibmyevcthxfqrg"


def subject_key(kind: int, name: str) -> bytes:
    return _LETTERS[kind - 1:kind] + name.encode()


def key_hash(key: bytes) -> bytes:
    return sha256(b"ingot/v1/index\x00" + key)


def subject_value(count: int, last_seq: int, last_hash: bytes) -> bytes:
    return count.to_bytes(8, "big") + last_seq.to_bytes(8, "big") + last_hash


def balance_value(amounts: Iterator[tuple[int, int, int]]) -> bytes:
    """Of (family, origin, grams), ascending and without zeros."""
    return b"".join(bytes([family, origin]) + grams.to_bytes(8, "big", signed=True)
                    for family, origin, grams in amounts)


def leaf_node(hashed: bytes, value_hash: bytes) -> bytes:
    return sha256(b"\x02" + hashed + value_hash)


def inner_node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x03" + left + right)


def bit(hashed: bytes, depth: int) -> int:
    return hashed[depth // 8] >> (7 - depth % 8) & 1


class _Leaf:
    def __init__(self, hashed: bytes, value: bytes) -> None:
        self.hashed = hashed
        self.node = leaf_node(hashed, sha256(value))


class _Inner:
    def __init__(self) -> None:
        self.children: list[_Leaf | _Inner | None] = [None, None]
        self.kept: bytes | None = None


class Trie:
    """One leaf a key, as high as it stands alone; hashes are kept until something below changes."""

    def __init__(self) -> None:
        self._root: _Leaf | _Inner | None = None

    def set(self, hashed: bytes, value: bytes) -> None:
        self._root = self._set(self._root, hashed, value)

    def _set(self, top: _Leaf | _Inner | None, hashed: bytes, value: bytes) -> _Leaf | _Inner:
        leaf = _Leaf(hashed, value)
        parent: _Inner | None = None
        node, depth = top, 0
        while isinstance(node, _Inner):
            node.kept = None
            parent, node = node, node.children[bit(hashed, depth)]
            depth += 1
        below: _Leaf | _Inner = leaf
        if node is not None and node.hashed != hashed:
            below = _Inner()
            inner, at = below, depth
            while bit(hashed, at) == bit(node.hashed, at):
                deeper = _Inner()
                inner.children[bit(hashed, at)] = deeper
                inner, at = deeper, at + 1
            inner.children[bit(hashed, at)] = leaf
            inner.children[bit(node.hashed, at)] = node
        if parent is None:
            return below
        parent.children[bit(hashed, depth - 1)] = below
        return top

    def root(self) -> bytes:
        return self._node(self._root)

    def _node(self, node: _Leaf | _Inner | None) -> bytes:
        if node is None:
            return EMPTY
        if isinstance(node, _Leaf):
            return node.node
        if node.kept is None:
            node.kept = inner_node(self._node(node.children[0]), self._node(node.children[1]))
        return node.kept


class Commitments:
    """Fed with a ledger's entries, recomputes what its commitments state."""

    def __init__(self) -> None:
        self.examined = 0
        self._trie = Trie()
        self._covered = 0  # entries in the trie
        self._newest = 0  # covers_size of the newest commitment
        self._waiting: list[tuple[int, bytes, bytes]] = []  # seq, key hash and value of what the trie lacks
        self._balances: dict[bytes, dict[tuple[int, int], int]] = {}

    def apply(self, stored: StoredEntry) -> None:
        """The next entry; where it is a commitment, what it states of those before."""
        if stored.body == "commitment_published":
            self._check(stored)
        for link in stored.entry.subjects:
            value = subject_value(link.count_before + 1, stored.seq, stored.leaf)
            self._waiting.append((stored.seq, key_hash(subject_key(link.kind, link.id)), value))
        for posting in stored.entry.postings:
            key = b"a" + account_key(posting.account)
            balance = self._balances.setdefault(key, {})
            for amount in posting.amounts:
                cell = (amount.family, amount.origin)
                balance[cell] = balance.get(cell, 0) + amount.grams
            amounts = ((*cell, grams) for cell, grams in sorted(balance.items()) if grams)
            self._waiting.append((stored.seq, key_hash(key), balance_value(amounts)))
        if stored.seq - self._covered > 2 * MAX_LAG:
            self._advance(stored.seq - MAX_LAG)

    def _check(self, stored: StoredEntry) -> None:
        stated: Any = stored.event.commitment_published
        stored.expect(stated.structure_version == STRUCTURE_VERSION, "the commitment's structure is not known")
        stored.expect(max(self._newest + 1, stored.seq - MAX_LAG) <= stated.covers_size <= stored.seq,
                      f"the commitment covers {stated.covers_size} entries: not more than the one before it, too few "
                      "or itself")
        self._advance(stated.covers_size)
        stored.expect(stated.root == self._trie.root(), f"the index over the first {stated.covers_size} entries has "
                                                        f"another root: {self._trie.root().hex()}")
        self._newest = stated.covers_size
        self.examined += 1

    def _advance(self, size: int) -> None:
        due = 0
        while due < len(self._waiting) and self._waiting[due][0] < size:
            self._trie.set(*self._waiting[due][1:])
            due += 1
        del self._waiting[:due]
        self._covered = size
