"""The protobuf schemas of proto/ingot/v1 as message classes.

protoc compiles them once into build/python (a descriptor set, named by the hash of the schemas); where that folder
cannot be written, the set is made anew in memory at each start.
"""
from __future__ import annotations

import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

from ingot_verify.errors import Unusable

ROOT = pathlib.Path(__file__).resolve().parents[3]
PROTO = ROOT / "proto"
BUILD = ROOT / "build" / "python"
NEEDED = ("ingot/v1/entry.proto", "ingot/v1/event.proto", "ingot/v1/receipt.proto", "ingot/v1/ledger_service.proto",
          "ingot/v1/index_proof.proto")


def _digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(PROTO.glob("**/*.proto")):
        text = path.read_bytes()
        digest.update(f"{path.relative_to(PROTO)}\0{len(text)}\0".encode() + text)
    return digest.hexdigest()[:16]


def _compile() -> bytes:
    protoc = shutil.which("protoc")
    if protoc is None:
        raise Unusable("protoc is not installed (Debian: protobuf-compiler) and build/python holds no compiled schemas")
    with tempfile.TemporaryDirectory() as folder:
        out = os.path.join(folder, "set")
        done = subprocess.run([protoc, f"-I{PROTO}", "--include_imports", f"--descriptor_set_out={out}", *NEEDED],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        if done.returncode != 0:
            raise Unusable(f"protoc refuses the schemas: {done.stdout.strip()}")
        return pathlib.Path(out).read_bytes()


def descriptor_set() -> bytes:
    """Serialised FileDescriptorSet of the schemas."""
    if not PROTO.is_dir():
        raise Unusable(f"the schemas are missing: {PROTO} is no folder")
    kept = BUILD / f"ingot-{_digest()}.binpb"
    try:
        return kept.read_bytes()
    except OSError:
        pass
    made = _compile()
    try:  # By renaming: several verifiers may start at once.
        BUILD.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=BUILD, delete=False) as file:
            file.write(made)
        os.replace(file.name, kept)
    except OSError:
        pass
    return made


def _load() -> dict[str, Any]:
    files = descriptor_pb2.FileDescriptorSet.FromString(descriptor_set())
    pool = descriptor_pool.DescriptorPool()
    for file in files.file:
        pool.Add(file)
    factory = message_factory.MessageFactory(pool)
    return {name: factory.GetPrototype(pool.FindMessageTypeByName(f"ingot.v1.{name}"))
            for name in ("Entry", "Event", "Terms", "Receipt", "StreamEntriesResponse", "SubmissionHeader",
                         "IndexProof")} | {
        name: dict(pool.FindEnumTypeByName(f"ingot.v1.{name}").values_by_name.items())
        for name in ("KeyKind", "KeyAlgorithm", "AccountClass", "Origin")}


_loaded = _load()

Entry = _loaded["Entry"]
Event = _loaded["Event"]
Terms = _loaded["Terms"]
Receipt = _loaded["Receipt"]
StreamEntriesResponse = _loaded["StreamEntriesResponse"]
SubmissionHeader = _loaded["SubmissionHeader"]
IndexProof = _loaded["IndexProof"]


def enum(name: str, value: str) -> int:
    """Number of an enum's value: enum("KeyKind", "KEY_KIND_OPERATOR") is 2."""
    return _loaded[name][value].number
