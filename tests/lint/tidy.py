"""clang-tidy on chosen files, with a memory of what passed."""
import hashlib
import json
import os
import re
import sys

PRESET = "clang"
INCLUDE = re.compile(rb'^\s*#\s*include\s*["<]([^">]+)[">]', re.M)


class Tree:
    """`run` takes a command and returns its exit code and output."""

    def __init__(self, root, run):
        self.root = root
        self.run = run
        self.build = os.path.join(root, "build", PRESET)
        self.stamps = os.path.join(root, "build", "lint", "tidy")
        self.contents = {}  # path -> (bytes, includes inside the repository)
        self.commands = None

    # --- which files ---------------------------------------------------------------------------------------------

    def changed(self, base):
        """Files that differ from the base commit, and those not committed yet."""
        if not base:
            code, fork = self.run(["git", "merge-base", "HEAD", "origin/main"])
            _, head = self.run(["git", "rev-parse", "HEAD"])
            base = fork.strip() if code == 0 and fork != head else "HEAD~1"
        code, out = self.run(["git", "diff", "--name-only", "--diff-filter=d", base, "--"])
        if code:  # no earlier commit, or no repository: all there is
            print(f"lint: no base {base} to compare with; tidy looks at everything", file=sys.stderr)
            return None
        _, new = self.run(["git", "ls-files", "--others", "--exclude-standard"])
        return sorted(set(out.split("\n") + new.split("\n")) - {""})

    def sources_of(self, files, repository):
        """The .cc files to look at: those named, and of each header the .cc files of its folder that include it."""
        sources = [name for name in repository if name.endswith(".cc")]
        if files is None:
            return sources
        wanted = {name for name in files if name.endswith(".cc")}
        for header in (name for name in files if name.endswith(".h")):
            beside = [name for name in sources if os.path.dirname(name) == os.path.dirname(header)]
            wanted.update(name for name in beside if header in self.read(name)[1])
        return sorted(wanted)

    # --- memory --------------------------------------------------------------------------------------------------

    def read(self, path):
        if path not in self.contents:
            with open(os.path.join(self.root, path), "rb") as file:
                data = file.read()
            includes = set()
            for header in INCLUDE.findall(data):
                header = header.decode()
                for suffix in (".grpc.pb.h", ".pb.h"):
                    if header.endswith(suffix):
                        header = f"proto/{header[:-len(suffix)]}.proto"
                        break
                if os.path.isfile(os.path.join(self.root, header)):
                    includes.add(header)
            self.contents[path] = (data, includes)
        return self.contents[path]

    def key(self, name):
        """A hash of all that decides what clang-tidy says about the file."""
        seen, todo = set(), [name]
        while todo:
            path = todo.pop()
            if path not in seen:
                seen.add(path)
                todo.extend(self.read(path)[1])
        digest = hashlib.sha256()
        for path in [".clang-tidy"] + sorted(seen):
            data = self.read(path)[0]
            digest.update(f"{path}\0{len(data)}\0".encode() + data)
        digest.update(json.dumps(self.command(name)).encode())
        return digest.hexdigest()

    def command(self, name):
        if self.commands is None:
            self.commands = {}
            database = os.path.join(self.build, "compile_commands.json")
            if os.path.exists(database):
                with open(database, encoding="utf-8") as file:
                    for entry in json.load(file):
                        self.commands[os.path.relpath(entry["file"], self.root)] = entry["command"]
        return self.commands.get(name)

    def passed_before(self, name):
        return self.command(name) is not None and os.path.exists(os.path.join(self.stamps, self.key(name)))

    # --- work ----------------------------------------------------------------------------------------------------

    def prepare(self):
        """Compile commands and generated headers. Returns what went wrong, or nothing."""
        os.makedirs(self.stamps, exist_ok=True)
        if not os.path.exists(os.path.join(self.build, "build.ninja")):
            code, out = self.run(["cmake", "--preset", PRESET])
        else:
            code, out = self.run(["ninja", "-C", self.build, "build.ninja"])
        if code:
            return out
        code, out = self.run(["ninja", "-C", self.build, "-t", "targets", "all"])
        headers = re.findall(r"^(\S+\.pb\.h):", out, re.M)
        if headers:
            code, out = self.run(["ninja", "-C", self.build] + headers)
        self.commands = None
        return out if code else ""

    def check(self, name):
        if self.command(name) is None:
            return 1, f"{name}: no compile command: no CMakeLists.txt lists it for the preset {PRESET}"
        code, out = self.run(["clang-tidy-14", "--quiet", "-p", self.build, os.path.join(self.root, name)])
        out = re.sub(r"^\d+ warnings? (generated|treated as errors?)\.?\n", "", out, flags=re.M)
        if code == 0:
            with open(os.path.join(self.stamps, self.key(name)), "w", encoding="utf-8") as stamp:
                stamp.write(name + "\n")
        return code, out.replace(self.root + "/", "")
