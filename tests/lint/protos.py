#!/usr/bin/python3
"""Holds the wire contract in proto/ to the buf STANDARD rules, to documentation, and to its past.

The rules read protoc's descriptor set, never the text. proto_lock.txt lists every field, enum value and method that a
reader of old bytes may meet: what stands there keeps its number, type, name and label. New elements are appended with
--fix; a locked line changes only by a deliberate edit of that file.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile

from google.protobuf import descriptor_pb2

FieldDescriptor = descriptor_pb2.FieldDescriptorProto
LOCK = "tests/lint/proto_lock.txt"
# Files whose vocabulary is someone else's: only the lock applies.
FOREIGN = ("google/",)
# Files whose fields end up in signed or stored bytes: every field says unit, range and who may set it.
SIGNED = re.compile(r"(_events|/event|/entry|/common|/refusal)\.proto$")

LOWER_SNAKE = re.compile(r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$")
UPPER_SNAKE = re.compile(r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$")
PASCAL = re.compile(r"^[A-Z][A-Za-z0-9]*$")

FILE_MESSAGE, FILE_ENUM, FILE_SERVICE = 4, 5, 6
MESSAGE_FIELD, MESSAGE_NESTED, MESSAGE_ENUM, MESSAGE_ONEOF = 2, 3, 4, 8
ENUM_VALUE, SERVICE_METHOD = 2, 2

TYPE_NAMES = {number: name[len("TYPE_"):].lower() for name, number in FieldDescriptor.Type.items()}
BANNED_TYPES = {FieldDescriptor.TYPE_FLOAT, FieldDescriptor.TYPE_DOUBLE, FieldDescriptor.TYPE_GROUP}


class Linter:
    """Collects problems as `path:line: text`."""

    def __init__(self, root, files):
        self.root = root
        self.problems = []
        self.lock_lines = []
        self.files = files
        # (field name, type) documented at least once: one name means one thing throughout the package.
        self.known_fields = set()
        self.documented_types = set()

    def problem(self, file, path, text):
        location = file.locations.get(tuple(path))
        line = location.span[0] + 1 if location else 1
        self.problems.append(f"proto/{file.name}:{line}: {text}")

    def run(self):
        for file in self.files:
            self.collect_documented(file)
        for file in self.files:
            if not file.name.startswith(FOREIGN):
                self.check_file(file)
            self.collect_lock(file)
        return self.problems

    # --- documentation -------------------------------------------------------------------------------------------

    def collect_documented(self, file):
        def visit(message, path, full):
            if file.has_comment(path):
                self.documented_types.add(full)
            for i, field in enumerate(message.field):
                if file.has_comment(path + [MESSAGE_FIELD, i]):
                    self.known_fields.add((field.name, field.type, field.type_name))
            for i, nested in enumerate(message.nested_type):
                visit(nested, path + [MESSAGE_NESTED, i], f"{full}.{nested.name}")
            for i, enum in enumerate(message.enum_type):
                if file.has_comment(path + [MESSAGE_ENUM, i]):
                    self.documented_types.add(f"{full}.{enum.name}")

        for i, message in enumerate(file.proto.message_type):
            visit(message, [FILE_MESSAGE, i], f".{file.proto.package}.{message.name}")
        for i, enum in enumerate(file.proto.enum_type):
            if file.has_comment([FILE_ENUM, i]):
                self.documented_types.add(f".{file.proto.package}.{enum.name}")

    def field_documented(self, file, path, field):
        """Own comment, its group's comment, its type's comment, or the same field documented elsewhere."""
        return (file.has_comment(path) or file.in_commented_group(path) or field.type_name in self.documented_types
                or (field.name, field.type, field.type_name) in self.known_fields)

    # --- rules ---------------------------------------------------------------------------------------------------

    def check_file(self, file):
        proto = file.proto
        if proto.syntax != "proto3":
            self.problem(file, [12], "syntax must be proto3")
        if not re.search(r"\.v[1-9][0-9]*$", proto.package):
            self.problem(file, [2], f"package {proto.package!r} must end in a version such as v1")
        if os.path.dirname(file.name) != proto.package.replace(".", "/"):
            self.problem(file, [2], f"package {proto.package!r} must equal its folder")
        if not LOWER_SNAKE.match(os.path.basename(file.name)[:-len(".proto")]):
            self.problem(file, [], "file name must be lower_snake_case.proto")
        if proto.public_dependency or proto.weak_dependency:
            self.problem(file, [3], "no public or weak imports")
        for i, message in enumerate(proto.message_type):
            self.check_message(file, message, [FILE_MESSAGE, i], documented=not re.search(r"(Request|Response)$",
                                                                                         message.name))
        for i, enum in enumerate(proto.enum_type):
            self.check_enum(file, enum, [FILE_ENUM, i])
        for i, service in enumerate(proto.service):
            self.check_service(file, service, [FILE_SERVICE, i])

    def check_message(self, file, message, path, documented):
        if message.options.map_entry:
            self.problem(file, path, "no map: its order on the wire is not canonical")
            return
        if not PASCAL.match(message.name):
            self.problem(file, path, f"message {message.name} must be PascalCase")
        if documented and not file.has_comment(path):
            self.problem(file, path, f"message {message.name} needs a comment")
        for i, field in enumerate(message.field):
            where = path + [MESSAGE_FIELD, i]
            if not LOWER_SNAKE.match(field.name):
                self.problem(file, where, f"field {field.name} must be lower_snake_case")
            if field.type in BANNED_TYPES:
                self.problem(file, where, f"field {field.name}: no float, double or group; use integers")
            if field.type_name == ".google.protobuf.Any":
                self.problem(file, where, f"field {field.name}: no Any: what is signed has one known type")
            if SIGNED.search(file.name) and not self.field_documented(file, where, field):
                self.problem(file, where,
                             f"field {message.name}.{field.name} needs a comment (unit, range, who sets it)")
        for i, oneof in enumerate(message.oneof_decl):
            if not LOWER_SNAKE.match(oneof.name) and not oneof.name.startswith("_"):
                self.problem(file, path + [MESSAGE_ONEOF, i], f"oneof {oneof.name} must be lower_snake_case")
        for i, nested in enumerate(message.nested_type):
            self.check_message(file, nested, path + [MESSAGE_NESTED, i], documented=True)
        for i, enum in enumerate(message.enum_type):
            self.check_enum(file, enum, path + [MESSAGE_ENUM, i])

    def check_enum(self, file, enum, path):
        if not PASCAL.match(enum.name):
            self.problem(file, path, f"enum {enum.name} must be PascalCase")
        if not file.has_comment(path):
            self.problem(file, path, f"enum {enum.name} needs a comment")
        if enum.options.allow_alias:
            self.problem(file, path, f"enum {enum.name}: no aliases")
        prefix = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", enum.name).upper() + "_"
        for i, value in enumerate(enum.value):
            where = path + [ENUM_VALUE, i]
            if not UPPER_SNAKE.match(value.name):
                self.problem(file, where, f"enum value {value.name} must be UPPER_SNAKE_CASE")
            if not value.name.startswith(prefix):
                self.problem(file, where, f"enum value {value.name} must begin with {prefix}")
            if i == 0 and (value.number != 0 or value.name != prefix + "UNSPECIFIED"):
                self.problem(file, where, f"the first value of {enum.name} must be {prefix}UNSPECIFIED = 0")

    def check_service(self, file, service, path):
        if not PASCAL.match(service.name) or not service.name.endswith("Service"):
            self.problem(file, path, f"service {service.name} must be PascalCase and end in Service")
        for i, method in enumerate(service.method):
            where = path + [SERVICE_METHOD, i]
            if not PASCAL.match(method.name):
                self.problem(file, where, f"method {method.name} must be PascalCase")
            package = f".{file.proto.package}."
            for kind, type_name in (("Request", method.input_type), ("Response", method.output_type)):
                if type_name != f"{package}{method.name}{kind}":
                    self.problem(file, where, f"method {method.name} must use a {kind.lower()} of its own, "
                                              f"{method.name}{kind}")

    # --- lock ----------------------------------------------------------------------------------------------------

    def collect_lock(self, file):
        package = file.proto.package

        def visit_enum(enum, full):
            for value in enum.value:
                self.lock_lines.append(f"enum {full} {value.number} = {value.name}")

        def visit_message(message, full):
            for field in message.field:
                kind = field.type_name.lstrip(".") or TYPE_NAMES[field.type]
                label = "repeated " if field.label == FieldDescriptor.LABEL_REPEATED else ""
                if field.proto3_optional:
                    label = "optional "
                oneof = ""
                if field.HasField("oneof_index") and not field.proto3_optional:
                    oneof = f" in {message.oneof_decl[field.oneof_index].name}"
                self.lock_lines.append(f"field {full} {field.number} = {label}{kind} {field.name}{oneof}")
            for nested in message.nested_type:
                visit_message(nested, f"{full}.{nested.name}")
            for enum in message.enum_type:
                visit_enum(enum, f"{full}.{enum.name}")

        for message in file.proto.message_type:
            visit_message(message, f"{package}.{message.name}")
        for enum in file.proto.enum_type:
            visit_enum(enum, f"{package}.{enum.name}")
        for service in file.proto.service:
            for method in service.method:
                streams = ("stream " if method.client_streaming else "", "stream " if method.server_streaming else "")
                takes, gives = method.input_type.lstrip("."), method.output_type.lstrip(".")
                self.lock_lines.append(f"method {package}.{service.name} {method.name} = "
                                       f"{streams[0]}{takes} -> {streams[1]}{gives}")

    def reserved(self):
        """Full message or enum name -> predicate over numbers that are reserved there."""
        found = {}

        def visit(message, full):
            found[f"field {full}"] = [(r.start, r.end - 1) for r in message.reserved_range]
            for nested in message.nested_type:
                visit(nested, f"{full}.{nested.name}")
            for enum in message.enum_type:
                found[f"enum {full}.{enum.name}"] = [(r.start, r.end) for r in enum.reserved_range]

        for file in self.files:
            for message in file.proto.message_type:
                visit(message, f"{file.proto.package}.{message.name}")
            for enum in file.proto.enum_type:
                found[f"enum {file.proto.package}.{enum.name}"] = [(r.start, r.end) for r in enum.reserved_range]
        return found

    def check_lock(self, lock_path, fix):
        locked = {}
        if os.path.exists(lock_path):
            with open(lock_path, encoding="utf-8") as lock:
                for line in lock.read().splitlines():
                    if line and not line.startswith("#"):
                        key, _, value = line.partition(" = ")
                        locked[key] = value
        current = dict(line.split(" = ", 1) for line in self.lock_lines)
        reserved = self.reserved()
        for key, value in locked.items():
            if key in current:
                if current[key] != value:
                    self.problems.append(f"{LOCK}: breaks the wire: {key} was `{value}`, is now `{current[key]}`; "
                                         "give the new form a new number")
                continue
            owner, _, number = key.rpartition(" ")
            if number.isdigit() and any(low <= int(number) <= high for low, high in reserved.get(owner, ())):
                continue
            self.problems.append(f"{LOCK}: breaks the wire: {key} = {value} is gone and its number is not reserved")
        fresh = {key: value for key, value in current.items() if key not in locked}
        if not fresh:
            return
        if not fix:
            shown = ", ".join(list(fresh)[:5]) + (", ..." if len(fresh) > 5 else "")
            self.problems.append(f"{LOCK}: {len(fresh)} new elements are not locked; tests/lint/check --fix appends "
                                 f"them: {shown}")
            return
        locked.update(fresh)
        with open(lock_path, "w", encoding="utf-8") as lock:
            lock.write("# Every field, enum value and method that old bytes and old clients may hold. Appended to by\n"
                       "# tests/lint/check --fix; a released line is never changed or taken out.\n")
            for key in sorted(locked, key=natural):
                lock.write(f"{key} = {locked[key]}\n")


def natural(key):
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", key)]


class File:
    """A file's descriptor with its comments and source lines."""

    def __init__(self, proto, root):
        self.proto = proto
        self.name = proto.name
        self.locations = {tuple(location.path): location for location in proto.source_code_info.location}
        with open(os.path.join(root, "proto", proto.name), encoding="utf-8") as source:
            self.lines = source.read().splitlines()

    def has_comment(self, path):
        location = self.locations.get(tuple(path))
        return bool(location and (location.leading_comments.strip() or location.trailing_comments.strip()))

    def in_commented_group(self, path):
        """Whether a comment stands above the run of lines (without a blank one) that holds the element."""
        line = self.locations[tuple(path)].span[0] - 1
        while line >= 0 and self.lines[line].strip() and not self.lines[line].rstrip().endswith("{"):
            if self.lines[line].lstrip().startswith("//"):
                return True
            line -= 1
        return False


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--root", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
    parser.add_argument("--fix", action="store_true", help="append new elements to proto_lock.txt")
    args = parser.parse_args()
    root = os.path.abspath(args.root)
    proto_root = os.path.join(root, "proto")
    names = sorted(os.path.relpath(os.path.join(folder, name), proto_root)
                   for folder, _, files in os.walk(proto_root) for name in files if name.endswith(".proto"))
    if not names:
        return 0
    with tempfile.NamedTemporaryFile(suffix=".pb") as out:
        run = subprocess.run(["protoc", "-I", proto_root, "--include_source_info", f"--descriptor_set_out={out.name}"]
                             + names, capture_output=True, text=True, cwd=root, check=False)
        if run.returncode != 0 or run.stderr.strip():  # protoc's warnings (unused imports) are errors here
            sys.stdout.write(run.stderr)
            return 1
        descriptors = descriptor_pb2.FileDescriptorSet.FromString(out.read())
    linter = Linter(root, [File(proto, root) for proto in descriptors.file])
    linter.run()
    linter.check_lock(os.path.join(root, LOCK), args.fix)
    for problem in linter.problems:
        print(problem)
    return 1 if linter.problems else 0


if __name__ == "__main__":
    sys.exit(main())
