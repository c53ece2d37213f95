"""RFC 8032 section 7.1, the vectors of "Taming the many EdDSAs" (ed25519-speccheck), and the torsion by arithmetic."""
from __future__ import annotations

import json
import pathlib
import unittest

from ingot_verify import ed25519
from tests import reference as ref
from tests.builder import Signer

VECTORS = pathlib.Path(__file__).parent / "vectors"


class Rfc8032Test(unittest.TestCase):
    def test_vectors(self) -> None:
        for case in json.loads((VECTORS / "rfc8032.json").read_text()):
            key, message, signature = (bytes.fromhex(case[name]) for name in ("public_key", "message", "signature"))
            self.assertTrue(ed25519.verify(key, message, signature))
            self.assertFalse(ed25519.verify(key, message + b"\0", signature))
            for position in range(64):
                bad = bytearray(signature)
                bad[position] ^= 1
                self.assertFalse(ed25519.verify(key, message, bytes(bad)))


class StrictnessTest(unittest.TestCase):
    def test_speccheck(self) -> None:
        """Only case 3 is accepted: A and R of mixed order, and the equation without cofactor holds. 0 to 2 have small
        points, 4 and 5 hold with cofactor only, 6 and 7 have S >= L, 8 and 9 a non-canonical R."""
        cases = json.loads((VECTORS / "speccheck.json").read_text())
        accepted = [number for number, case in enumerate(cases)
                    if ed25519.verify(*(bytes.fromhex(case[name]) for name in ("pub_key", "message", "signature")))]
        self.assertEqual((len(cases), accepted), (10, [3]))

    def test_small_order_is_the_torsion(self) -> None:
        """Multiples by L of points of the curve are its torsion: eight points, and all of them are refused."""
        torsion = set()
        y = 2
        while len(torsion) < 8:
            point = ref.point_at(y)
            if point is not None:
                base = ref.point_multiply(ref.L, point)
                torsion |= {ref.encode_point(ref.point_multiply(factor, base)) for factor in range(8)}
            y += 1
        self.assertEqual({value.to_bytes(32, "little") for value in ed25519.SMALL_ORDER}, torsion)
        for encoded in torsion:
            self.assertFalse(ed25519.acceptable_key(encoded))

    def test_identity_as_key(self) -> None:
        """OpenSSL alone accepts it: [S]B = R for any message."""
        identity = ref.encode_point((0, 1))
        scalar = 7
        base = ref.point_at(4 * pow(5, -1, ref.P) % ref.P)
        even = base if base[0] % 2 == 0 else (ref.P - base[0], base[1])
        signature = ref.encode_point(ref.point_multiply(scalar, even)) + scalar.to_bytes(32, "little")
        ed25519.Ed25519PublicKey.from_public_bytes(identity).verify(signature, b"anything")
        self.assertFalse(ed25519.verify(identity, b"anything", signature))

    def test_non_canonical_keys(self) -> None:
        for y in range(ref.P, 2**255):
            for sign in (0, 1 << 255):
                self.assertFalse(ed25519.acceptable_key((y | sign).to_bytes(32, "little")))
        for y in (1, ref.P - 1):
            self.assertFalse(ed25519.acceptable_key((y | 1 << 255).to_bytes(32, "little")))

    def test_scalar_beyond_the_order(self) -> None:
        signer = Signer("any")
        signature = signer.sign(b"message")
        scalar = int.from_bytes(signature[32:], "little") + ref.L
        self.assertTrue(ed25519.verify(signer.public, b"message", signature))
        self.assertFalse(ed25519.verify(signer.public, b"message", signature[:32] + scalar.to_bytes(32, "little")))

    def test_lengths(self) -> None:
        signer = Signer("any")
        signature = signer.sign(b"m")
        for key, sig in ((signer.public[:31], signature), (signer.public + b"\0", signature), (b"", signature),
                         (signer.public, signature[:63]), (signer.public, signature + b"\0"), (signer.public, b"")):
            self.assertFalse(ed25519.verify(key, b"m", sig))


if __name__ == "__main__":
    unittest.main()
