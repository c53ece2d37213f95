#!/usr/bin/python3
"""VINs of simulated fleets (`ingot simulate --out`) by the standards' own text. Program: INGOT_BIN.

49 CFR 565.15 and GB 16735-2019 give the alphabet, the check character at position 9 and the year at position 10 for
vehicles of the markets that demand them; ISO 3779 gives the alphabet and the length for all.
"""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BIN = os.environ.get("INGOT_BIN", os.path.join(ROOT, "build/release/bin"))

ALPHABET = set("ABCDEFGHJKLMNPRSTUVWXYZ0123456789")
# 565.15 (c), table III: assigned values; table IV: weights.
VALUES = {**{str(digit): digit for digit in range(10)},
          "A": 1, "B": 2, "C": 3, "D": 4, "E": 5, "F": 6, "G": 7, "H": 8,
          "J": 1, "K": 2, "L": 3, "M": 4, "N": 5, "P": 7, "R": 9,
          "S": 2, "T": 3, "U": 4, "V": 5, "W": 6, "X": 7, "Y": 8, "Z": 9}  # fmt: skip
WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
# Table VII: 2010 is A; thirty years later the codes begin again.
YEARS = {year: code for year, code in zip(range(2010, 2040), "ABCDEFGHJKLMNPRSTVWXY123456789")}
DEMANDING = {"CN", "US", "CA", "MX"}


def check_character(vin):
    remainder = sum(VALUES[character] * weight for character, weight in zip(vin, WEIGHTS)) % 11
    return "X" if remainder == 10 else str(remainder)


def births(path):
    """The vehicles that are born or opened in a file of events."""
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)["event"]
            if "vehicleRegistered" in event:
                yield event["vehicleRegistered"]
            elif "vehicleOpened" in event:
                yield event["vehicleOpened"]["vehicle"]


class StandardsTest(unittest.TestCase):
    def test_the_examples_that_everybody_cites(self):
        for vin in ("1M8GDM9AXKP042788", "5GZCZ43D13S812715", "11111111111111111"):
            self.assertEqual(check_character(vin), vin[8], vin)
        for vin in ("SGZCZ43D13S812715", "5TFEV54198X063405"):
            self.assertNotEqual(check_character(vin), vin[8], vin)


class SimulatedVinsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory(prefix="ingot-vins-") as folder:
            path = pathlib.Path(folder) / "fleet.jsonl"
            fleet = ["--vehicles", "3000", "--years", "12", "--first-year", "2014", "--seed", "77"]
            subprocess.run([f"{BIN}/ingot", "simulate", *fleet, "--out", path], check=True, capture_output=True)
            cls.vehicles = list(births(path))

    def test_the_alphabet_of_all(self):
        self.assertEqual(len(self.vehicles), 3000)
        for vehicle in self.vehicles:
            self.assertEqual(len(vehicle["vin"]), 17, vehicle["vin"])
            self.assertLessEqual(set(vehicle["vin"]), ALPHABET, vehicle["vin"])

    def test_nobody_is_born_twice(self):
        self.assertEqual(len({vehicle["vin"] for vehicle in self.vehicles}), len(self.vehicles))

    def test_the_check_character_where_the_market_demands_it(self):
        demanded = [vehicle for vehicle in self.vehicles if vehicle["market"] in DEMANDING]
        self.assertGreater(len(demanded), 1000, "half of the fleet is China's")
        for vehicle in demanded:
            self.assertEqual(check_character(vehicle["vin"]), vehicle["vin"][8], vehicle["vin"])

    def test_no_character_of_a_check_is_left_out(self):
        """Eleven values, each in about an eleventh of the vehicles: the check character is computed, not made up."""
        counts = {}
        for vehicle in self.vehicles:
            counts[vehicle["vin"][8]] = counts.get(vehicle["vin"][8], 0) + 1
        self.assertEqual(set(counts), set("0123456789X"))
        self.assertLess(max(counts.values()), 3 * min(counts.values()))

    def test_the_year_where_the_market_demands_it(self):
        for vehicle in self.vehicles:
            if vehicle["market"] in DEMANDING:
                self.assertEqual(YEARS[vehicle["modelYear"]], vehicle["vin"][9], vehicle["vin"])


if __name__ == "__main__":
    unittest.main()
