#!/usr/bin/env bash
# Shows that the lint bites: a small tree that is clean, then one mistake at a time, each of which must be found and
# named. A mistake that passes, or a complaint about something else, fails this test.
# shellcheck disable=SC2016 # the texts of planted files are not for this shell
set -euo pipefail

lint=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$lint/../.." && pwd)
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0
cases=0

# A ledger of one module, a store above it, one protocol file.
plant() {
  rm -rf "${tree:?}"/*
  mkdir -p "$tree"/{tests/lint,deploy/cmake,proto/ingot/v1,ledger/{base,mass},storage/db}
  cp "$lint"/{check,layers.py,protos.py,texts.py,tidy.py} "$tree/tests/lint/"
  cp "$root"/deploy/cmake/*.cmake "$tree/deploy/cmake/"
  cp "$root/.clang-format" "$root/.clang-tidy" "$tree/"
  cat >"$tree/ledger/base/CMakeLists.txt" <<'EOF'
ingot_module(ledger/base SRCS grams.cc)
EOF
  cat >"$tree/ledger/base/grams.h" <<'EOF'
#include <cstdint>
int64_t Grams(int64_t kilograms);
EOF
  cat >"$tree/ledger/base/grams.cc" <<'EOF'
#include "ledger/base/grams.h"

int64_t Grams(int64_t kilograms) { return kilograms * 1'000; }
EOF
  cat >"$tree/ledger/mass/CMakeLists.txt" <<'EOF'
ingot_module(ledger/mass SRCS lot.cc DEPS ledger/base proto)
EOF
  cat >"$tree/ledger/mass/lot.cc" <<'EOF'
#include <unordered_map>

#include "ingot/v1/lot.pb.h"
#include "ledger/base/grams.h"

// "double", float: words in comments and strings are nobody's business.
std::unordered_map<int, int64_t> lots;
const char* Name() { return "float"; }
int64_t Net(int lot) { return lots.at(lot) + Grams(1); }
EOF
  cat >"$tree/storage/db/CMakeLists.txt" <<'EOF'
ingot_module(storage/db SRCS db.cc DEPS ledger/mass LIBS RocksDB::rocksdb)
EOF
  cat >"$tree/storage/db/db.cc" <<'EOF'
#include <rocksdb/db.h>

#include "ledger/mass/lot.h"
EOF
  echo '#include <string>' >"$tree/ledger/mass/lot.h"
  cat >"$tree/proto/ingot/v1/lot.proto" <<'EOF'
// Lots.
syntax = "proto3";

package ingot.v1;

// How a lot was weighed.
enum WeighKind {
  WEIGH_KIND_UNSPECIFIED = 0;
  WEIGH_KIND_NET = 1;
}

// A lot.
message LotEvent {
  WeighKind kind = 1;
  // Grams, above 0.
  int64 net_g = 2;
  // At most 48 bytes.
  string lot_id = 3;
}

message GetLotRequest {
  string lot_id = 1;
}

message GetLotResponse {
  LotEvent lot = 1;
}

service QueryService {
  rpc GetLot(GetLotRequest) returns (GetLotResponse);
}
EOF
  mv "$tree/proto/ingot/v1/lot.proto" "$tree/proto/ingot/v1/lot_events.proto"
  sed -i 's|ingot/v1/lot.pb.h|ingot/v1/lot_events.pb.h|' "$tree/ledger/mass/lot.cc"
  printf '# Ingot\n\nSee [mass](ledger/mass/lot.h) and `ledger/base`.\n' >"$tree/README.md"
  printf '#!/usr/bin/env bash\nset -euo pipefail\necho "$1"\n' >"$tree/deploy/run.sh"
  "$tree/tests/lint/protos.py" --fix >"$tree/out" 2>&1
}

lint_tree() {
  "$tree/tests/lint/check" --skip tidy >"$tree/out" 2>&1
}

# expect NAME TEXT [LINES]: the lint fails, its output holds TEXT (a fixed string), and at most LINES lines complain
# (1 unless the mistake has consequences: a wrong include is also out of order for clang-format).
expect() {
  cases=$((cases + 1))
  if lint_tree; then
    echo "selftest: $1: passed the lint"
  elif ! grep -qF -- "$2" "$tree/out"; then
    echo "selftest: $1: the lint failed without saying: $2"
    cat "$tree/out"
  elif (($(grep -cE '^[^-].*:[0-9]+: ' "$tree/out") > ${3:-1})); then
    echo "selftest: $1: more was found than was wrong"
    cat "$tree/out"
  else
    plant
    return
  fi
  failures=$((failures + 1))
  plant
}

append() { echo "$2" >>"$tree/$1"; }
prepend() { sed -i "1i $2" "$tree/$1"; }
edit() { sed -i "$2" "$tree/$1"; }
lot=proto/ingot/v1/lot_events.proto

plant
if ! lint_tree; then
  echo "selftest: the clean tree is refused"
  cat "$tree/out"
  exit 1
fi

# layers
prepend ledger/base/grams.cc '#include "storage/db/db.h"'
touch "$tree/storage/db/db.h"
expect "upward include" "ledger may not see storage" 2
edit ledger/base/CMakeLists.txt 's|)| DEPS storage/db)|'
expect "upward declaration" "ledger/base may not depend on storage/db" 3
edit ledger/mass/CMakeLists.txt 's|ledger/base ||'
expect "undeclared include" "ledger/mass/CMakeLists.txt does not name ledger/base in DEPS"
edit ledger/mass/lot.cc '/grams.h/d;s/ + Grams(1)//'
expect "declared and not used" "includes nothing of it"
edit ledger/base/CMakeLists.txt 's|)| DEPS ledger/mass)|'
prepend ledger/base/grams.cc '#include "ledger/mass/lot.h"'
expect "circle" "a circle of modules: ledger/base -> ledger/mass -> ledger/base" 2
edit ledger/mass/CMakeLists.txt 's|lot.cc|lot.cc scrap.cc|'
expect "listed and absent" "lists scrap.cc, which does not exist"
echo 'int scrap;' >"$tree/ledger/mass/scrap.cc"
expect "unlisted source" "no CMakeLists.txt lists this file"
prepend ledger/mass/lot.cc '#include <rocksdb/db.h>'
expect "third party, not its owner" "<rocksdb/db.h> stays inside storage" 2
prepend ledger/mass/lot.cc '#include <openssl/evp.h>'
expect "openssl elsewhere" "<openssl/evp.h> stays inside ledger/crypto" 2
prepend storage/db/db.cc '#include <grpcpp/grpcpp.h>'
expect "grpc below the server" "<grpcpp/grpcpp.h> stays inside server, clients"
prepend ledger/mass/lot.cc '#include <chrono>'
expect "a clock in the core" "<chrono>: the core does no I/O"
append ledger/mass/lot.cc 'double Share(int64_t a) { return a; }'
expect "floating point in the core" "no floating point"
append ledger/mass/lot.cc 'int64_t Now() { return absl::Now(); }'
expect "time fetched in the core" "no clock: time comes in"
cat >>"$tree/ledger/mass/lot.cc" <<'EOF'
int Sum() {
  int sum = 0;
  for (const auto& [id, net] : lots) sum += id;
  return sum;
}
EOF
expect "unordered iteration" "iterates lots, whose order is not defined"

# protocol
edit "$lot" 's/WEIGH_KIND_UNSPECIFIED/WEIGH_KIND_UNKNOWN/'
expect "enum without UNSPECIFIED" "must be WEIGH_KIND_UNSPECIFIED = 0" 2
edit "$lot" 's/^  WEIGH_KIND_NET = 1/  NET_WEIGHT = 1/'
expect "enum value without prefix" "must begin with WEIGH_KIND_" 2
edit "$lot" 's/  string lot_id = 3;/&\n\n  int64 tare_g = 4;/'
"$tree/tests/lint/protos.py" --fix >/dev/null 2>&1 || true
expect "field without comment" "field LotEvent.tare_g needs a comment"
edit "$lot" 's/  string lot_id = 3;/&\n  \/\/ ppm.\n  float share = 4;/'
"$tree/tests/lint/protos.py" --fix >/dev/null 2>&1 || true
expect "float field" "no float, double or group"
edit "$lot" 's/QueryService/Query/'
expect "service without suffix" "end in Service" 2
edit "$lot" 's/GetLotRequest/LotQuery/'
expect "request of another name" "method GetLot must use a request of its own" 9
edit "$lot" 's/package ingot.v1/package ingot/'
expect "package without version" "must end in a version" 9
edit "$lot" 's|^package.*|&\nimport "ingot/v1/nothing.proto";|'
expect "unreadable protocol" "nothing.proto" 9
edit "$lot" 's/int64 net_g = 2/uint32 net_g = 2/'
expect "type changed" "breaks the wire: field ingot.v1.LotEvent 2 was \`int64 net_g\`"
edit "$lot" 's/int64 net_g = 2/int64 net_g = 5/'
expect "number changed" "field ingot.v1.LotEvent 2 = int64 net_g is gone and its number is not reserved"
edit "$lot" 's/  string lot_id = 3;/&\n  \/\/ Grams.\n  int64 tare_g = 4;/'
expect "new element not locked" "1 new elements are not locked"

# what the tools of others say
edit ledger/base/grams.cc 's/return kilograms/return   kilograms/'
expect "format" "should be clang-formatted" 9
printf 'for f in $(ls); do echo $f; done\n' >>"$tree/deploy/run.sh"
expect "shellcheck" "SC2045" 9
printf 'if true; then\n      echo x\nfi\n' >>"$tree/deploy/run.sh"
expect "shfmt" "-      echo x" 9
printf 'def f(:\n' >"$tree/deploy/broken.py"
expect "python" "deploy/broken.py:1:"
printf '#!/usr/bin/env python3\n' >"$tree/deploy/other.py"
expect "another interpreter" "begin with #!/usr/bin/python3"

# texts
append README.md 'See [no such thing](docs/NOTHING.md).'
expect "dead link" "link to docs/NOTHING.md, which does not exist"
append README.md 'See [no such heading](README.md#nothing).'
expect "dead anchor" "no heading for #nothing"
append README.md 'Run `deploy/nothing.sh`.'
expect "path that is not there" "names deploy/nothing.sh, which does not exist"
append ledger/base/grams.h "// TO""DO: weigh"
expect "intention" "an intention is not a deliverable"
append README.md "Lies in /ro""ot/ingot."
expect "machine path" "names a path of one machine"
append README.md 'blank '
expect "blanks" "blanks at the end"

# tidy: one file, with a compile command but without CMake
mkdir -p "$tree/build/clang"
cat >>"$tree/ledger/base/grams.cc" <<'EOF'
struct Scale {
  virtual ~Scale() = default;
  virtual int Read() { return 0; }
};
struct Bridge : Scale {
  virtual int Read() { return 1; }
};
EOF
cat >"$tree/build/clang/compile_commands.json" <<EOF
[{"directory": "$tree",
  "file": "$tree/ledger/base/grams.cc",
  "command": "clang++-14 -std=c++20 -I$tree -c $tree/ledger/base/grams.cc"}]
EOF
printf 'rule r\n  command = true\nbuild build.ninja: phony\n' >"$tree/build/clang/build.ninja"
cases=$((cases + 1))
cd "$tree"
if tests/lint/check --only tidy ledger/base/grams.cc >"$tree/out" 2>&1 ||
  ! grep -q 'modernize-use-override' "$tree/out"; then
  echo "selftest: tidy did not find a missing override"
  cat "$tree/out"
  failures=$((failures + 1))
fi

echo "selftest: $cases mistakes planted, $((cases - failures)) found"
exit $((failures > 0))
