"""The command ingot-verify."""
from __future__ import annotations

import argparse
import os
import re
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from ingot_verify.errors import Finding, Unusable
from ingot_verify.report import Report

if TYPE_CHECKING:  # The commands import what they need themselves: a missing package gets a verdict.
    from ingot_verify.trust import Trust, TrustedCheckpoint

_DESCRIPTION = """\
Verifies files of an Ingot ledger offline, with nothing but verifier keys. Independent of the server's code: written
from docs/FORMAT.md and the protobuf schemas.

It does NOT replay the rules of the domain (who may do what, custody and contract tables, how much metal an event
moves): `ingot audit` does. What it did not examine it names in its answer.

Exit codes: 0 verified, 1 refuted (the file says something that does not hold), 2 unusable (nothing can be said: not
the format, no signature by a given key, bad arguments)."""


# Entries of other logs may be longer than Ingot's.
_MAX_FOREIGN_ENTRY_BYTES = 16 << 20


def _read(path: str, bound: int) -> bytes:
    with open(path, "rb") as file:
        return file.read(bound + 1)


def _hex32(text: str, what: str) -> bytes:
    if not re.fullmatch("[0-9a-fA-F]{64}", text):
        raise Unusable(f"{what} is not 64 hex digits")
    return bytes.fromhex(text)


def _note(args: argparse.Namespace, report: Report) -> None:
    from ingot_verify import checkpoint, note
    keys = [note.VerifierKey.parse(text) for text in args.vkey]
    signed = note.parse_note(_read(args.file, note.MAX_NOTE_BYTES))
    if len(set(keys)) < len(keys):
        raise Unusable("a verifier key stands twice", reason="MALFORMED_KEY")
    signers = signed.signed_by(keys)
    if not signers:
        raise Unusable(f"the note is not signed by a given key; it carries signatures by {signed.signers()}",
                       reason="NOT_SIGNED")
    report.facts["signed_by"] = [str(key) for key in signers]
    report.examined.append("signatures of the given keys")
    try:
        read = checkpoint.parse_checkpoint(signed.text)
    except Unusable:
        report.facts["text"] = signed.text
        return
    report.facts |= {"origin": read.origin, "size": read.size, "root": read.root.hex()}
    if not any(key.algorithm == note.ED25519 and key.name == read.origin for key in signers):
        report.not_examined.append("the ledger's own signature: the note reads as a checkpoint, and no given key is "
                                   "its origin's")


def _trust(args: argparse.Namespace) -> Trust:
    from ingot_verify import note, policy, trust
    keys = [note.VerifierKey.parse(text) for text in args.vkey]
    demanded = None
    if args.policy is not None:
        demanded = policy.Policy.parse(_read(args.policy, policy.MAX_POLICY_BYTES))
    elif args.witness_key:
        witnesses = [note.VerifierKey.parse(text) for text in args.witness_key]
        demanded = policy.Policy.any_of(witnesses, len(witnesses) if args.quorum is None else args.quorum)
    return trust.Trust(keys, demanded, args.origin)


def _checkpoint_facts(report: Report, opened: TrustedCheckpoint) -> None:
    report.facts |= {"origin": opened.checkpoint.origin, "size": opened.checkpoint.size,
                     "root": opened.checkpoint.root.hex(), "signed_by": [str(key) for key in opened.signed_by]}
    if opened.cosigned_by:
        report.facts["cosigned_by"] = [str(key) for key in opened.cosigned_by]
    if getattr(opened, "extensions", ""):
        report.not_examined.append("the lines that the log adds to its checkpoint")


def _proof(args: argparse.Namespace, report: Report) -> None:
    from ingot_verify import entry, merkle, tlog_proof
    trusted = _trust(args)
    data = _read(args.file, tlog_proof.MAX_PROOF_BYTES)
    leaf = None
    if args.entry is not None:
        stored = _read(args.entry, _MAX_FOREIGN_ENTRY_BYTES)
        if len(stored) > _MAX_FOREIGN_ENTRY_BYTES:
            raise Unusable(f"{args.entry} has more than {_MAX_FOREIGN_ENTRY_BYTES} bytes", reason="UNREADABLE")
        leaf = merkle.leaf_hash(stored)
    proof, opened = tlog_proof.verify_proof(data, trusted, leaf)
    _checkpoint_facts(report, opened)
    report.facts["index"] = proof.index
    report.examined.append("the checkpoint's signature")
    if leaf is None:
        report.not_examined.append("inclusion: no entry was given (--entry), so the proof proves nothing about one")
        return
    report.facts["leaf_hash"] = leaf.hex()
    report.examined.append("inclusion of the entry's bytes")
    try:
        stored_entry = entry.read_entry(stored, proof.index)
    except Finding:
        report.not_examined.append("what the bytes say: they are no entry of an Ingot ledger")
        return
    report.facts |= {"seq": proof.index, "event": stored_entry.body}
    report.examined.append("the entry's canonical bytes, bounds and orders")
    report.not_examined.append("the submission's signature and the entry's place among the others")


def _index_proof(args: argparse.Namespace, report: Report) -> None:
    from ingot_verify import index_proof
    ledger_id = None if args.ledger_id is None else _hex32(args.ledger_id, "--ledger-id")
    done = index_proof.verify_index_proof(_read(args.file, index_proof.MAX_PROOF_BYTES), _trust(args), ledger_id)
    proof = done.proof
    proves = {"history": done.present and bool(proof.entries),
              "balance": done.present and proof.WhichOneof("claim") == "account", "absence": not done.present}
    if not proves[args.command]:
        raise Unusable(f"it proves something, but no {args.command}", reason="MALFORMED_PROOF")
    _checkpoint_facts(report, done.opened)
    report.facts |= {"ledger_id": proof.ledger_id.hex(), "covers_size": done.covers_size,
                     "commitment_seq": done.commitment_seq, "present": done.present, "entries": len(proof.entries)}
    report.examined += ["the checkpoint's signature, inclusion of the commitment's entry",
                        "the path from the claim to the committed root"]
    if proof.entries:
        report.examined.append("that the entries are the subject's whole history, each linked to the one before it")
    if ledger_id is None:
        report.not_examined.append("that the ledger is the one known (--ledger-id)")
    report.not_examined += [f"what happened after the first {done.covers_size} entries",
                            "that the commitment is what the entries come to: every audit recomputes it"]


def _tiles(args: argparse.Namespace, report: Report) -> None:
    from ingot_verify import note, tiles, trust
    trusted = _trust(args)
    opened = trust.open_trusted(_read(os.path.join(args.file, "checkpoint"), note.MAX_NOTE_BYTES), trusted)
    found = tiles.check_tree(args.file, opened.checkpoint)
    report.facts["problems"] = [f"{problem.reason} {problem.path}: {problem.why}" for problem in found.problems]
    found.raise_first()
    del report.facts["problems"]
    _checkpoint_facts(report, opened)
    report.facts |= {"tiles": found.tiles, "bundles": found.bundles, "superseded": found.superseded}
    report.examined += ["the checkpoint's signature", "every tile at every level, and that no file is missing or extra"]
    if found.bundles:
        report.examined.append("every entry's hash")
    else:
        report.not_examined.append("entries: the tree holds leaf hashes alone")


def _json_input(args: argparse.Namespace) -> bytes:
    from ingot_verify import proof_json
    if args.file == "-":
        return sys.stdin.buffer.read(proof_json.MAX_INPUT_BYTES + 1)
    return _read(args.file, proof_json.MAX_INPUT_BYTES)


def _inclusion(args: argparse.Namespace, report: Report) -> None:
    from ingot_verify import proof_json
    report.facts |= proof_json.verify_inclusion(_json_input(args))
    report.examined.append("inclusion of the leaf hash under the root")


def _consistency(args: argparse.Namespace, report: Report) -> None:
    from ingot_verify import proof_json
    report.facts |= proof_json.verify_consistency(_json_input(args))
    report.examined.append("that the older tree is the beginning of the newer one")


def _receipt(args: argparse.Namespace, report: Report) -> None:
    from ingot_verify import receipt
    trusted = _trust(args)
    known = None if args.ledger_id is None else _hex32(args.ledger_id, "--ledger-id")
    signer = None if args.signer_key is None else _hex32(args.signer_key, "--signer-key")
    done = receipt.verify_receipt(_read(args.file, receipt.MAX_RECEIPT_BYTES), trusted, known, signer)
    _checkpoint_facts(report, done.opened)
    header = done.group.header
    if done.ledger_id_proven:
        report.facts["ledger_id"] = done.ledger_id.hex()
    report.facts |= {"first_seq": done.first_seq, "entries": len(done.group.entries),
                     "organisation_id": header.organisation_id, "idempotency_key": header.idempotency_key.hex(),
                     "recorded_at_us": done.group.first.entry.recorded_at_us,
                     "leaf_hashes": [stored.leaf.hex() for stored in done.group.entries]}
    report.examined += ["the checkpoint's signature", "the submission's inclusion",
                        "canonical bytes, bounds, orders, the submission's header and events, sums of postings"]
    if done.signature_examined:
        report.examined.append("the submission's signature")
    else:
        report.not_examined.append("the submission's signature: the receipt does not hold the key (--signer-key)")
    if not done.ledger_id_proven:
        report.not_examined.append(f"the ledger id {done.ledger_id.hex()}: stated, not proven (--ledger-id)")
    report.not_examined.append("the rules of the domain; they are `ingot audit`'s")


def _progress() -> Callable[[int, int], None] | None:
    if not sys.stderr.isatty():
        return None
    shown = [0.0]

    def show(done: int, size: int) -> None:
        if done < size and time.monotonic() < shown[0] + 0.2:
            return
        shown[0] = time.monotonic()
        print(f"\r{done} of {size} entries", end="\n" if done >= size else "", file=sys.stderr, flush=True)

    return show


def _dump(args: argparse.Namespace, report: Report) -> None:
    from ingot_verify import dump, note
    keys = [note.VerifierKey.parse(text) for text in args.vkey]
    known = None if args.ledger_id is None else _hex32(args.ledger_id, "--ledger-id")
    with open(args.file, "rb") as file:
        ledger, opened = dump.verify_dump(file, keys, known, None if args.json else _progress())
    _checkpoint_facts(report, opened)
    report.facts |= {"ledger_id": ledger.ledger_id.hex(), "entries": ledger.tree.size,
                     "submissions": ledger.submissions, "subjects": len(ledger.subjects), "keys": len(ledger.keys),
                     "accounts": len(ledger.balances), "commitments": ledger.commitments.examined,
                     "terms_examined": ledger.terms_examined,
                     "terms_not_examined": ledger.terms_missing}
    report.examined += ["canonical bytes, bounds and orders of every entry and event",
                        "hash chain, subjects' links, the tree's root against the signed checkpoint",
                        "submissions: grouping, times, idempotency keys, signatures by the ledger's own keys",
                        "terms against their commitments; sums of postings, balances",
                        "that the ledger names the checkpoint's key",
                        "commitments: the index over subjects and accounts, recomputed"]
    if ledger.terms_missing:
        report.not_examined.append(f"terms of {ledger.terms_missing} events: not in the dump")
    report.not_examined.append("the rules of the domain (who may do what, custody and contract tables, which metal "
                               "moves); `ingot audit` replays them")


def _evidence(args: argparse.Namespace, report: Report) -> None:
    from ingot_verify import evidence, note
    keys = [note.VerifierKey.parse(text) for text in args.vkey]
    done = evidence.verify_evidence(_read(args.file, evidence.MAX_EVIDENCE_BYTES), keys)
    report.facts |= {"vin": done.vin, "origin": done.checkpoint.origin, "size": done.checkpoint.size,
                     "root": done.checkpoint.root.hex(), "ledger_id": done.ledger_id.hex(),
                     "certificate_seq": done.certificate_seq, "entries": done.entries, "schemes": done.schemes}
    report.examined += ["the checkpoint's signature, and that the ledger has this id",
                        "inclusion, canonical bytes, bounds and orders of every entry",
                        "that the vehicle's history is whole from its first entry on",
                        "that every statement of the ledger is what its entry says"]
    report.not_examined += ["what happened after the last entry of the history",
                            "what is marked as from the directory or stated by the issuer (details)",
                            "submissions' signatures; the rules of the domain: they are `ingot audit`'s"]


def _equivocation(args: argparse.Namespace, report: Report) -> None:
    from ingot_verify import equivocation, note
    keys = [note.VerifierKey.parse(text) for text in args.vkey]
    first, second = equivocation.verify_equivocation(_read(args.file, equivocation.MAX_EQUIVOCATION_BYTES), keys)
    report.facts |= {"origin": first.checkpoint.origin,
                     "first_size": first.checkpoint.size, "first_root": first.checkpoint.root.hex(),
                     "second_size": second.checkpoint.size, "second_root": second.checkpoint.root.hex(),
                     "signed_by": [str(key) for key in first.signed_by + second.signed_by]}
    report.examined += ["both checkpoints' signatures", "that at most one of the two can be true"]
    report.not_examined.append("which of the two is the ledger that others know")


_COMMANDS = {"receipt": _receipt, "evidence": _evidence, "dump": _dump, "note": _note, "proof": _proof,
             "history": _index_proof, "balance": _index_proof, "absence": _index_proof,
             "equivocation": _equivocation, "tiles": _tiles, "inclusion": _inclusion, "consistency": _consistency}
_INDEX_PROOFS = ("history", "balance", "absence")
_WITH_POLICY = ("receipt", "proof", "tiles", *_INDEX_PROOFS)
_WITHOUT_KEYS = ("inclusion", "consistency")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ingot-verify", description=_DESCRIPTION,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    helps = {"receipt": "a receipt (serialised ingot.v1.Receipt): the submission is in the ledger",
             "dump": "a whole ledger in one file",
             "note": "a signed note, for example a checkpoint",
             "proof": "a c2sp.org/tlog-proof@v1 file",
             "tiles": "a folder with a whole c2sp.org/tlog-tiles tree and its checkpoint",
             "inclusion": "an inclusion proof, as JSON with numbers and base64 hashes; - for standard input",
             "consistency": "a consistency proof, likewise",
             "history": "a history proof: all entries of a vehicle, lot or contract, and none missing",
             "balance": "a balance proof: what an account held",
             "absence": "an absence proof: that a subject or an account was not there",
             "equivocation": "proof that a ledger's key signed two histories",
             "evidence": "an evidence file: a vehicle's end of life"}
    for name, text in helps.items():
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("file", metavar="FILE")
        if name not in _WITHOUT_KEYS:
            command.add_argument("--vkey", metavar="KEY", action="append", default=[],
                                 required=name not in _WITH_POLICY,
                                 help="verifier key (name+hash+key); may be given several times, for example around a "
                                      "rotation")
        if name in _WITH_POLICY:
            policy = command.add_mutually_exclusive_group()
            policy.add_argument("--policy", metavar="FILE", help="logs, witnesses and quorum (c2sp.org/tlog-policy)")
            policy.add_argument("--witness-key", metavar="KEY", action="append", default=[],
                                help="verifier key of a witness that must have cosigned")
            command.add_argument("--quorum", metavar="N", type=int, help="how many of those witnesses (all)")
            command.add_argument("--origin", metavar="NAME", help="the log that it must be of")
        command.add_argument("--json", action="store_true", help="one JSON object instead of text")
        if name in ("receipt", "dump", *_INDEX_PROOFS):
            command.add_argument("--ledger-id", metavar="HEX", help="the ledger that it must be of")
        if name == "receipt":
            command.add_argument("--signer-key", metavar="HEX",
                                 help="the submitter's Ed25519 public key: also verify the submission's signature")
        if name == "proof":
            command.add_argument("--entry", metavar="FILE", help="stored bytes of the entry that it is about")
    return parser


def _print(text: str) -> None:
    """A reader that leaves early, or a terminal without a character, does not change the exit code."""
    sys.stdout.reconfigure(errors="backslashreplace")
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def main(arguments: list[str] | None = None) -> int:
    args = _parser().parse_args(arguments)
    report = Report(args.command, args.file)
    try:
        _COMMANDS[args.command](args, report)
        report.reason = "OK"
    except Finding as finding:
        facts = {"problems": report.facts["problems"]} if report.facts.get("problems") else {}
        report = Report.failed(args.command, args.file, finding)
        report.facts = facts
    except OSError as error:
        report = Report.failed(args.command, args.file, Unusable(f"{error.filename}: {error.strerror}",
                                                                   reason="UNREADABLE"))
    except ImportError as error:
        missing = Unusable(f"{error}; Debian: python3-cryptography, python3-protobuf")
        report = Report.failed(args.command, args.file, missing)
    except Exception as error:  # pylint: disable=broad-except  # A traceback would exit with 1: refuted.
        fault = Unusable(f"fault of the verifier itself ({type(error).__name__}: {error}); the file proves nothing")
        report = Report.failed(args.command, args.file, fault)
    _print(report.as_json() if args.json else report.as_text())
    return report.exit_code
