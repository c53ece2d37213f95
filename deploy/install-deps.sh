#!/usr/bin/env bash
# Installs the Debian 12 packages that Ingot needs, and only those that are missing: a second run takes no time.
#
#   deploy/install-deps.sh            everything below
#   deploy/install-deps.sh --build    compile the server, the client and the unit tests
#   deploy/install-deps.sh --demo     run deploy/quickstart.sh and the independent verifier
#   deploy/install-deps.sh --test     run the tests, the sanitizers and the fuzzers
#   deploy/install-deps.sh --lint     tests/lint/check
#   deploy/install-deps.sh --schemas  hold documents against published schemas (not part of everything: skipped without)
#   deploy/install-deps.sh --list     print the missing packages and change nothing (combines with the groups)
set -euo pipefail

# Configuring needs all of it: the protocol's generators, the libraries, googletest and benchmark.
build_packages=(
  g++ cmake ninja-build ccache
  protobuf-compiler protobuf-compiler-grpc libprotobuf-dev libgrpc++-dev
  librocksdb-dev libjemalloc-dev libabsl-dev libssl-dev libcli11-dev nlohmann-json3-dev libcpp-httplib-dev pkg-config
  libgtest-dev libgmock-dev libbenchmark-dev
)
# The Python packages carry the second, independent verifier.
demo_packages=(
  python3 python3-cryptography python3-protobuf jq
)
# clang brings libFuzzer, llvm its symbolizer; Go's own verifiers of notes and trees judge what Ingot writes.
test_packages=(
  "${demo_packages[@]}"
  clang-14 libclang-rt-14-dev llvm-14
  golang-go golang-golang-x-mod-dev
  openssl strace
)
lint_packages=(
  clang-14 clang-tidy-14 clang-format-14
  protobuf-compiler python3 python3-protobuf
  git shellcheck shfmt
)
# Needed by tests of published schemas only, which lie outside the repository.
schemas_packages=(
  python3-jsonschema
)

fail() {
  echo "install-deps: $*" >&2
  exit 1
}

usage() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
}

list_only=0
wanted=()
for option in "$@"; do
  case $option in
    --build) wanted+=("${build_packages[@]}") ;;
    --demo) wanted+=("${demo_packages[@]}") ;;
    --test) wanted+=("${test_packages[@]}") ;;
    --lint) wanted+=("${lint_packages[@]}") ;;
    --schemas) wanted+=("${schemas_packages[@]}") ;;
    --list) list_only=1 ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) fail "unknown option $option (--help lists them)" ;;
  esac
done
if ((${#wanted[@]} == 0)); then
  wanted=("${build_packages[@]}" "${test_packages[@]}" "${lint_packages[@]}")
fi

# shellcheck disable=SC1091 # the file belongs to the system
system=$(. /etc/os-release 2>/dev/null && echo "${ID:-unknown} ${VERSION_ID:-}") || system="unknown"
if [[ $system != "debian 12" ]]; then
  fail "this is ${system}, and Ingot is built from the packages of Debian 12; use a Debian 12 machine or container" \
    "(docker run -it -v \"\$PWD\":/ingot -w /ingot debian:12)"
fi

missing=()
for package in $(printf '%s\n' "${wanted[@]}" | sort -u); do
  status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=absent
  [[ $status == installed ]] || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  exit 0
fi
if ((list_only)); then
  printf '%s\n' "${missing[@]}"
  exit 0
fi

as_root=()
if ((EUID != 0)); then
  command -v sudo >/dev/null ||
    fail "missing packages: ${missing[*]}; run this as root, or install sudo"
  as_root=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
apt=("${as_root[@]}" apt-get -q -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)
echo "install-deps: installing ${missing[*]}"
"${apt[@]}" update
"${apt[@]}" install --no-install-recommends "${missing[@]}"
