#!/usr/bin/env bash
# Builds and tests everything from a fresh clone on Debian 12. The last line is the total: `123 passed, 0 failed`.
#
#   tests/run.sh                 all stages
#   tests/run.sh --quick         lint and release only
#   tests/run.sh --only STAGE    one stage, or several separated by commas
#   tests/run.sh --jobs N        processes at a time (default: one a processor)
#   tests/run.sh --fresh         run everything, even what passed with nothing changed since
#   tests/run.sh --tidy all      clang-tidy on every file, not only on what changed
#
# Stages:
#   lint      the lint and its self-test; clang-tidy on what differs from the base (tests/lint/check --help)
#   release   the optimised build and every test that is not a lint; without the unit tests where the stage asan runs
#   asan      clang with AddressSanitizer and UndefinedBehaviorSanitizer: unit tests, tests labelled `sanitized`, and
#             the fuzzers, each for a bounded time
#   tsan      ThreadSanitizer: unit tests of the modules that have threads, and tests labelled `sanitized` with the
#             client of the optimised build
#
# A second run builds only what changed. The stages asan and tsan, and of the stage release the tests that take minutes
# (labels crash, simulation, tamper), are left out where they passed before with the same sources, compilers and options
# (build/run/ remembers by content); they then count in no total.
set -uo pipefail
unset INGOT_PROFILE

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1
all_stages=(lint release asan tsan)

die() {
  echo "run.sh: $*" >&2
  exit 2
}

stages=("${all_stages[@]}")
jobs=$(nproc)
fresh=0
tidy=changed
while (($#)); do
  case $1 in
    --quick) stages=(lint release) ;;
    --only)
      [[ -n ${2:-} ]] || die "--only needs a stage: ${all_stages[*]}"
      IFS=, read -ra stages <<<"$2"
      shift
      ;;
    --jobs | -j)
      [[ ${2:-} =~ ^[1-9][0-9]*$ ]] || die "--jobs needs a number"
      jobs=$2
      shift
      ;;
    --fresh) fresh=1 ;;
    --tidy)
      [[ ${2:-} == changed || ${2:-} == all ]] || die "--tidy is changed or all"
      tidy=$2
      shift
      ;;
    -h | --help)
      sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *) die "unknown option $1 (--help lists them)" ;;
  esac
  shift
done
for stage in "${stages[@]}"; do
  [[ " ${all_stages[*]} " == *" $stage "* ]] || die "no stage is called $stage; there are ${all_stages[*]}"
done

memory=build/run
mkdir -p "$memory"
passed=0
failed=0
stage_passed=0
stage_failed=0
report=()

# Old sanitizers can't live with the address randomisation of new kernels.
fixed_addresses=()
if setarch -R true 2>/dev/null; then
  fixed_addresses=(setarch -R)
fi

# fail TEXT: counts one failure that no test stands for, such as a build that breaks.
fail() {
  echo "run.sh: $*"
  stage_failed=$((stage_failed + 1))
}

# configure PRESET
configure() {
  local log="$memory/configure-$1.log"
  if ! cmake --preset "$1" >"$log" 2>&1; then
    tail -n 40 "$log"
    fail "cmake --preset $1 failed ($log)"
    return 1
  fi
}

# build PRESET TARGETS...
build() {
  local preset=$1 quiet=()
  shift
  [[ -t 1 ]] || quiet=(--quiet)
  if ! ninja -C "build/$preset" -j "$jobs" -k 20 "${quiet[@]}" "$@"; then
    fail "the build of preset $preset failed"
    return 1
  fi
}

# programs PRESET REGEX: ninja's names of the executables that match.
programs() {
  ninja -C "build/$1" -t targets all | sed -n 's/: CXX_EXECUTABLE_LINKER.*//p' | grep -E "$2" || true
}

# tests PRESET CTEST-OPTIONS...: runs them and adds what ctest reports to the stage's counts.
tests() {
  local preset=$1 junit="$root/$memory/junit.xml" status=0 total=0 bad=0 skipped=0
  shift
  rm -f "$junit"
  "${fixed_addresses[@]}" ctest --preset "$preset" -j "$jobs" --no-tests=ignore --output-junit "$junit" "$@" ||
    status=$?
  if [[ -f $junit ]]; then
    total=$(sed -n 's/.*[[:space:]]tests="\([0-9]*\)".*/\1/p' "$junit" | head -n 1)
    bad=$(sed -n 's/.*[[:space:]]failures="\([0-9]*\)".*/\1/p' "$junit" | head -n 1)
    skipped=$(grep -c '<skipped' "$junit" || true)
  fi
  stage_failed=$((stage_failed + ${bad:-0}))
  stage_passed=$((stage_passed + ${total:-0} - ${bad:-0} - skipped))
  if ((status != 0 && ${bad:-0} == 0)); then
    fail "ctest --preset $preset ended with $status"
  fi
}

# sanitized PRESET PROGRAMS TESTS STARTED: builds and runs the unit tests whose programs and names match, and the tests
# labelled `sanitized` with the programs that they start.
sanitized() {
  local preset=$1 wanted=$2 names=$3 started=$4 labelled
  configure "$preset" || return
  # Their programs: tests/integration/quick is bin/ingot_tests_integration_quick.
  labelled=$(ctest --preset "$preset" -N -L '^sanitized$' |
    sed -n 's/^ *Test *#[0-9]*: *//p' | sed 's#/#_#g;s#^#ingot_tests_#' | paste -sd '|')
  if [[ -n $labelled ]]; then
    wanted="$wanted|^bin/($started|$labelled)\$"
  fi
  local targets
  mapfile -t targets < <(programs "$preset" "$wanted")
  ((${#targets[@]})) || return
  build "$preset" "${targets[@]}" || return
  tests "$preset" -R "$names"
  if [[ -n $labelled ]]; then
    tests "$preset" -L '^sanitized$' -E "$names"
  fi
}

stage_lint() {
  configure release || return
  tests release -L '^lint$'
  if tests/lint/check --only tidy --tidy "$tidy" --jobs "$jobs"; then
    stage_passed=$((stage_passed + 1))
  else
    fail "clang-tidy found something"
  fi
}

# Where the asan stage runs too, it has the unit tests: they are built once.
stage_release() {
  configure release || return
  local left_out='^lint$' targets before
  before=$(inputs)
  if unchanged long "$before"; then
    left_out='^(lint|crash|simulation|tamper)$'
    report+=("$(printf '%-8s  the tests that take minutes: unchanged since they passed' release)")
  fi
  if [[ " ${stages[*]} " == *" asan "* ]]; then
    mapfile -t targets < <(programs release '^bin/' | grep -v '^bin/ingot_tests_unit_')
    build release "${targets[@]}" && tests release -LE "$left_out" -E '^unit/'
  else
    build release && tests release -LE "$left_out"
  fi
  remember long "$before"
}

stage_asan() { sanitized fuzz '^bin/(ingot_tests_unit_|fuzz_)' '^(unit|fuzz)/' 'ingotd|ingot'; }

stage_tsan() {
  configure release && build release ingot || return
  sanitized tsan '^bin/ingot_tests_unit_(storage|server|clients_(cpp|witness|cli_bench|cli_simulate)$)' \
    '^unit/(storage|server|clients/(cpp|witness|cli/bench|cli/simulate)$)' ingotd
}

# A hash of all that decides how a stage ends.
inputs() {
  {
    g++ --version
    clang++-14 --version
    find CMakeLists.txt CMakePresets.json deploy/cmake proto ledger storage server clients tests \
      -name __pycache__ -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
  } 2>&1 | sha256sum | cut -d ' ' -f 1
}

# unchanged NAME INPUTS: whether it passed before with these inputs, and that is to count.
unchanged() { ((!fresh)) && [[ -f $memory/$1.passed && $(<"$memory/$1.passed") == "$2" ]]; }

# remember NAME INPUTS: that it passed, if the stage did and nothing was edited meanwhile.
remember() {
  rm -f "$memory/$1.passed"
  if ((stage_failed == 0)) && [[ $(inputs) == "$2" ]]; then
    echo "$2" >"$memory/$1.passed"
  fi
}

deploy/install-deps.sh || die "the packages that Ingot needs are not all there"

for stage in "${stages[@]}"; do
  before=""
  if [[ $stage == asan || $stage == tsan ]]; then
    before=$(inputs)
    if unchanged "$stage" "$before"; then
      report+=("$(printf '%-8s  unchanged since it passed' "$stage")")
      continue
    fi
  fi
  echo "=== $stage"
  stage_passed=0
  stage_failed=0
  started=$SECONDS
  case $stage in
    lint) stage_lint ;;
    release) stage_release ;;
    asan) stage_asan ;;
    tsan) stage_tsan ;;
  esac
  passed=$((passed + stage_passed))
  failed=$((failed + stage_failed))
  summary="$stage_passed passed, $stage_failed failed, $((SECONDS - started)) s"
  report+=("$(printf '%-8s  %s' "$stage" "$summary")")
  [[ -z $before ]] || remember "$stage" "$before"
done

echo "=== total after $SECONDS s"
printf '%s\n' "${report[@]}"
echo "$passed passed, $failed failed"
exit $((failed > 0))
