"""Checks of plain text: bounds on lines and files, words that don't belong in the repository, links in Markdown."""
import os
import re

MAX_COLUMNS = 120
# "About 400 lines: one sitting"; tests are lists of cases and may be longer.
MAX_LINES = 450
MAX_LINES_TEST = 700

CODE = (".h", ".cc", ".py", ".proto", ".sh", ".cmake")
# Verbatim texts of others, and data.
FOREIGN = ("LICENSE", "tests/lint/proto_lock.txt")
DATA = ("/corpus/", "/testdata/", "/vectors/")

# Spelt in pieces: this file is checked too.
WORDS = (
    (re.compile(r"\b(TO" r"DO|FIX" r"ME)\b"), "an intention is not a deliverable: do it or leave it out"),
    (re.compile(r"(?<![\w.])/(wo" r"rk|ro" r"ot|ho" r"me/[a-z])/?"), "names a path of one machine"),
    (re.compile(r"/t" r"mp/h\b"), "names a path of one machine"),
)
# A path of the repository in backquotes.
PATH = re.compile(r"`((?:\.ci|deploy|tests|ledger|storage|server|clients|proto|docs)/[\w./+-]*)`")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
FENCE = re.compile(r"^(```|~~~).*?^\1", re.M | re.S)


def read(root, name):
    """The text of a file, or None where it is not text."""
    with open(os.path.join(root, name), "rb") as file:
        data = file.read()
    try:
        return None if b"\0" in data else data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def check_text(root, files):
    problems = []
    for name in files:
        if name in FOREIGN or any(part in "/" + name for part in DATA):
            continue
        text = read(root, name)
        if not text:
            continue
        lines = text.split("\n")
        if lines[-1]:
            problems.append(f"{name}:{len(lines)}: no line break at the end")
        limit = MAX_LINES_TEST if name.startswith("tests/") else MAX_LINES
        if name.endswith(CODE) and len(lines) - 1 > limit:
            problems.append(f"{name}:{limit}: {len(lines) - 1} lines; split what is more than {limit}")
        for number, line in enumerate(lines, 1):
            if line != line.rstrip():
                problems.append(f"{name}:{number}: blanks at the end of the line")
            if name.endswith(CODE) and len(line) > MAX_COLUMNS and "://" not in line:
                problems.append(f"{name}:{number}: {len(line)} columns, {MAX_COLUMNS} are allowed")
            for pattern, reason in WORDS:
                found = pattern.search(line)
                if found:
                    problems.append(f"{name}:{number}: `{found.group(0)}`: {reason}")
    return problems


def slugs(text):
    """The anchors that GitHub makes of headings."""
    found = set()
    for heading in re.findall(r"^#{1,6}\s+(.*?)\s*#*$", FENCE.sub("", text), re.M):
        slug = re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-")
        name, count = slug, 0
        while name in found:
            count += 1
            name = f"{slug}-{count}"
        found.add(name)
    return found


def check_docs(root, files, repository):
    problems = []
    folders = {"/".join(name.split("/")[:depth]) for name in repository for depth in range(1, name.count("/") + 1)}

    def exists(path):
        return path.rstrip("/") in repository or path.rstrip("/") in folders

    for name in files:
        if not name.endswith(".md"):
            continue
        text = read(root, name)
        plain = FENCE.sub(lambda match: "\n" * match.group(0).count("\n"), text)
        for match in LINK.finditer(plain):
            line = plain.count("\n", 0, match.start()) + 1
            target, _, anchor = match.group(1).partition("#")
            if re.match(r"[a-z]+:", target):
                continue
            path = os.path.normpath(os.path.join(os.path.dirname(name), target)) if target else name
            if not exists(path):
                problems.append(f"{name}:{line}: link to {target}, which does not exist")
            elif anchor and path.endswith(".md") and anchor not in slugs(read(root, path)):
                problems.append(f"{name}:{line}: {path} has no heading for #{anchor}")
        if os.path.basename(name) == "CHANGELOG.md":
            continue  # tells of what was
        for match in PATH.finditer(plain):
            if not exists(match.group(1)):
                line = plain.count("\n", 0, match.start()) + 1
                problems.append(f"{name}:{line}: names {match.group(1)}, which does not exist")
    return problems
