#!/usr/bin/python3
"""Holds every #include against the dependencies that its folder's CMakeLists.txt declares.

A folder is a target is a namespace. The declarations (ingot_module, ingot_program, ingot_test, ingot_fuzzer) and the
rooms' edges (INGOT_EDGES_* in deploy/cmake/IngotModule.cmake) are read as data, so this needs no configured build.
It finds: an include that is not in DEPS, a DEPS entry that nothing includes, an edge that points up, a circle of
modules, a third-party header outside the modules that own it, and what the pure core must not contain.
"""
import argparse
import os
import re
import sys

ROOMS = ("proto", "ledger", "storage", "server", "clients", "tests")
SOURCES = (".h", ".cc")
CALLS = ("ingot_module", "ingot_program", "ingot_test", "ingot_fuzzer")
KEYWORDS = ("SRCS", "DEPS", "LIBS", "LABELS", "TIMEOUT", "COST", "OPTIMISED", "ON_DISK")

# Third-party headers and the only folders that may include them. A unit test may include what the module that it
# mirrors may; the other kinds of test look at the whole from outside and may use any.
OWNERS = {
    "rocksdb/": ("storage",),
    "openssl/": ("ledger/crypto", "ledger/pki", "server/tls"),
    "grpcpp/": ("server", "clients"),
    "grpc/": ("server", "clients"),
    "httplib.h": ("clients/witness", "server/cosign"),
    "CLI/": ("server", "clients", "storage/main"),
    "gtest/": (),
    "gmock/": (),
}
BANNED_EVERYWHERE = {
    "ranges": "clang 14 rejects libstdc++ 12's views",
}

# ledger/ receives time, bytes and state; it never fetches them.
IMPURE_HEADERS = {
    "iostream", "fstream", "cstdio", "stdio.h", "filesystem", "unistd.h", "fcntl.h", "sys/",
    "random", "absl/random/", "chrono", "ctime", "time.h", "absl/time/clock.h", "locale", "clocale", "absl/flags/",
    "thread", "mutex", "shared_mutex", "condition_variable", "future", "semaphore", "latch", "barrier", "stop_token",
    "absl/synchronization/",
}
# The one place that may speak before it aborts.
IMPURE_ALLOWED = {("ledger/base/check.cc", "cstdio")}
IMPURE_CODE = (
    (re.compile(r"\b(float|double)\b"), "no floating point: integers with a stated unit, products in __int128"),
    (re.compile(r"\babsl::(Now|GetCurrentTimeNanos)\b|\bstd::time\s*\(|\bclock_gettime\b"), "no clock: time comes in"),
    (re.compile(r"\bgetenv\b|\bsetlocale\b|\bstd::rand\b|\bRAND_bytes\b"), "nothing is fetched from the machine"),
)
UNORDERED = re.compile(r"\b(?:std::unordered_(?:multi)?(?:map|set)|absl::(?:flat|node)_hash_(?:map|set))\s*<")

INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.M)


class Declaration:
    """One ingot_* call: where it stands and what it says."""

    def __init__(self, path, name, folder, line):
        self.path = path  # CMakeLists.txt, repository-relative
        self.name = name  # module path, for example ledger/merkle
        self.folder = folder  # where its sources lie
        self.line = line
        self.lists = {}
        self.used = set()


def strip_comments(text):
    """Blanks C++ comments and string literals, keeping line breaks and the strings of #include lines."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|R"\(.*?\)"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)

    def blank(match):
        found = match.group(0)
        if found[0] == '"':
            start = text.rfind("\n", 0, match.start()) + 1
            if text[start:match.start()].lstrip().startswith("#"):
                return found
            return '""'
        if found[0] == "'" and match.start() and text[match.start() - 1].isalnum():
            return found  # a digit separator
        return "\n" * found.count("\n") if found[0] in "/R" else "''"

    return pattern.sub(blank, text)


class Linter:
    def __init__(self, root):
        self.root = root
        self.problems = []
        self.edges = self.read_edges()
        self.toolchain = self.read("deploy/cmake/IngotToolchain.cmake")
        self.declarations = []

    def problem(self, path, line, text):
        self.problems.append(f"{path}:{line}: {text}")

    def read(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8") as file:
            return file.read()

    def read_edges(self):
        path = "deploy/cmake/IngotModule.cmake"
        found = re.findall(r"^set\(INGOT_EDGES_(\w+) ([^)]*)\)", self.read(path), re.M)
        if not found:
            raise SystemExit(f"{path}: no INGOT_EDGES_* found")
        return {room: set(rooms.split()) for room, rooms in found}

    def walk(self, suffixes):
        for room in ROOMS:
            for folder, folders, names in os.walk(os.path.join(self.root, room)):
                folders[:] = sorted(name for name in folders if not name.startswith((".", "build")))
                for name in sorted(names):
                    if name.endswith(suffixes):
                        yield os.path.relpath(os.path.join(folder, name), self.root)

    # --- declarations --------------------------------------------------------------------------------------------

    def read_declarations(self):
        for path in self.walk(("CMakeLists.txt",)):
            folder = os.path.dirname(path)
            text = re.sub(r"#[^\n]*", "", self.read(path))
            for match in re.finditer(r"\b(" + "|".join(CALLS) + r")\s*\(([^)]*)\)", text):
                line = text.count("\n", 0, match.start()) + 1
                words = match.group(2).split()
                positional = 0
                while positional < len(words) and words[positional] not in KEYWORDS:
                    positional += 1
                if not positional:
                    self.problem(path, line, f"{match.group(1)} without a name")
                    continue
                name = words[positional - 1]
                if match.group(1) == "ingot_fuzzer":
                    name = f"tests/fuzz/{name}"
                declaration = Declaration(path, name, folder, line)
                keyword = None
                for word in words[positional:]:
                    if word in KEYWORDS:
                        keyword = word
                    else:
                        declaration.lists.setdefault(keyword, []).append(word)
                self.declarations.append(declaration)
                if match.group(1) != "ingot_fuzzer" and name != folder and not name.startswith(folder + "/"):
                    self.problem(path, line, f"{name} is declared in {folder}: a folder is a target")

    def check_edges(self):
        modules = {declaration.name: declaration for declaration in self.declarations}
        for declaration in self.declarations:
            for source in declaration.lists.get("SRCS", ()):
                if not os.path.exists(os.path.join(self.root, declaration.folder, source)):
                    self.problem(declaration.path, declaration.line, f"{declaration.name} lists {source}, "
                                 "which does not exist")
            room = declaration.name.split("/")[0]
            for dep in declaration.lists.get("DEPS", ()):
                if dep.split("/")[0] not in self.edges.get(room, ()):
                    self.problem(declaration.path, declaration.line, f"{declaration.name} may not depend on {dep}: "
                                 f"{room} sees {' '.join(sorted(self.edges.get(room, ())))}")
                elif dep not in modules and dep not in ("proto", "proto/services"):
                    self.problem(declaration.path, declaration.line, f"{declaration.name} depends on {dep}, "
                                 "which nobody declares")
        state = {}

        def visit(name, trail):
            if state.get(name) == "done" or name not in modules:
                return
            if name in trail:
                circle = " -> ".join(trail[trail.index(name):] + [name])
                self.problem(modules[name].path, modules[name].line, f"a circle of modules: {circle}")
                return
            for dep in modules[name].lists.get("DEPS", ()):
                visit(dep, trail + [name])
            state[name] = "done"

        for name in sorted(modules):
            visit(name, [])

    # --- includes ------------------------------------------------------------------------------------------------

    def owner_of(self, header):
        """The module whose header this is; None where it is not of this repository."""
        if header.endswith(".grpc.pb.h"):
            return "proto/services"
        if header.endswith(".pb.h"):
            source = os.path.join(self.root, "proto", header[:-len(".pb.h")] + ".proto")
            return "proto" if os.path.exists(source) else None
        if header.split("/")[0] in ROOMS:
            return os.path.dirname(header)
        return None

    def declarations_of(self, path):
        """The declarations that a source belongs to: those that list it, else (headers) all of its folder."""
        folder, name = os.path.split(path)
        around = []
        while folder:
            around = [d for d in self.declarations if d.folder == folder]
            if around:
                break
            folder = os.path.dirname(folder)
        relative = os.path.relpath(path, folder) if folder else name
        listing = [d for d in around if relative in d.lists.get("SRCS", ())]
        if listing:
            return listing
        if path.endswith(".h"):
            # A header belongs to the module that is the folder; a program beside it doesn't lend its DEPS.
            return [d for d in around if d.name == folder] or around
        return []

    def check_file(self, path):
        raw = self.read(path)
        text = strip_comments(raw)
        belongs = self.declarations_of(path)
        if not belongs and path.endswith(".cc") and path not in self.toolchain:
            self.problem(path, 1, "no CMakeLists.txt lists this file")
        allowed = {dep for declaration in belongs for dep in declaration.lists.get("DEPS", ())}
        own = {declaration.name for declaration in belongs} | {declaration.folder for declaration in belongs}
        for match in INCLUDE.finditer(text):
            line = text.count("\n", 0, match.start(1) if match.group(1) else match.start(2)) + 1
            header = match.group(1) or match.group(2)
            self.check_foreign(path, line, header)
            if match.group(2) and not self.owner_of(header):
                continue
            owner = self.owner_of(header)
            if owner is None:
                if match.group(1) and os.path.exists(os.path.join(self.root, os.path.dirname(path), header)):
                    self.problem(path, line, f'include "{os.path.dirname(path)}/{header}": paths start at the root')
                continue
            for declaration in belongs:
                if owner in declaration.lists.get("DEPS", ()):
                    declaration.used.add(owner)
            if owner == "proto" and "proto/services" in allowed:
                for declaration in belongs:  # the stubs bring the messages
                    declaration.used.add("proto")
                continue
            if not owner.startswith("proto") and not os.path.exists(os.path.join(self.root, header)):
                self.problem(path, line, f"{header} does not exist")
            elif owner not in own and owner not in allowed and belongs:
                room = path.split("/")[0]
                if owner.split("/")[0] not in self.edges.get(room, ()):
                    self.problem(path, line, f"{header}: {room} may not see {owner.split('/')[0]}")
                else:
                    self.problem(path, line, f"{header}: {belongs[0].path} does not name {owner} in DEPS")
        if path.startswith("ledger/"):
            self.check_pure(path, text)

    def check_foreign(self, path, line, header):
        for prefix, reason in BANNED_EVERYWHERE.items():
            if header == prefix:
                self.problem(path, line, f"{header}: {reason}")
        where = path
        if path.startswith("tests/"):
            if not path.startswith("tests/unit/"):
                return
            where = path[len("tests/unit/"):]
        for prefix, owners in OWNERS.items():
            if not header.startswith(prefix) or (prefix in ("gtest/", "gmock/") and path.startswith("tests/")):
                continue
            if not any(where.startswith(owner + "/") for owner in owners):
                self.problem(path, line, f"<{header}> stays inside {', '.join(owners) or 'tests'}")
        if path.startswith("ledger/"):
            for impure in IMPURE_HEADERS:
                named = header == impure or (impure.endswith("/") and header.startswith(impure))
                if named and (path, header) not in IMPURE_ALLOWED:
                    self.problem(path, line, f"<{header}>: the core does no I/O and knows no clock, thread or locale")

    def check_pure(self, path, text):
        for pattern, reason in IMPURE_CODE:
            for match in pattern.finditer(text):
                self.problem(path, text.count("\n", 0, match.start()) + 1, f"`{match.group(0)}`: {reason}")
        for match in UNORDERED.finditer(text):
            depth, end = 1, match.end()
            while end < len(text) and depth:
                depth += {"<": 1, ">": -1}.get(text[end], 0)
                end += 1
            name = re.match(r"[\s&*]*(\w+)", text[end:])
            if not name:
                continue
            loops = rf"for\s*\([^;()]*:\s*(?:\w+(?:\.|->))*{name.group(1)}\s*\)|\b{name.group(1)}\s*\.\s*c?begin\s*\("
            for loop in re.finditer(loops, text):
                self.problem(path, text.count("\n", 0, loop.start()) + 1,
                             f"iterates {name.group(1)}, whose order is not defined; use std::map or sort")

    def run(self):
        self.read_declarations()
        self.check_edges()
        for path in self.walk(SOURCES):
            self.check_file(path)
        for declaration in self.declarations:
            for dep in declaration.lists.get("DEPS", ()):
                if dep not in declaration.used and self.has_sources(declaration):
                    self.problem(declaration.path, declaration.line, f"{declaration.name} names {dep} in DEPS and "
                                 "includes nothing of it")
        return sorted(set(self.problems))

    def has_sources(self, declaration):
        return any(os.path.exists(os.path.join(self.root, declaration.folder, source))
                   for source in declaration.lists.get("SRCS", ()))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    args = parser.parse_args()
    problems = Linter(os.path.abspath(args.root)).run()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
