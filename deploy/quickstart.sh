#!/usr/bin/env bash
# From a bare Debian 12 to a verified ledger: installs what is missing, builds, starts a server, runs a fleet's life
# through it over mTLS (deliberate mistakes included), seals and erases a customer's name, has a witness cosign, and
# lets an auditor verify every entry.
#
# usage: deploy/quickstart.sh [--keep-running] [DIRECTORY]
#
# DIRECTORY (default: quickstart-data in the checkout) holds keys, certificates, database and receipts; it is made anew
# at every run. With --keep-running the server stays up at the end, for looking around. INGOT_BIN names a folder with
# ingot and ingotd to use instead of building them.
set -euo pipefail
# Left from an earlier look around, perhaps: profiles are named here.
unset INGOT_PROFILE

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

usage() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p}' "${BASH_SOURCE[0]}"
}

keep=false
dir=
while (($#)); do
  case $1 in
    --keep-running) keep=true ;;
    -h | --help)
      usage
      exit 0
      ;;
    -*)
      usage >&2
      exit 2
      ;;
    *)
      if [ -n "$dir" ]; then
        usage >&2
        exit 2
      fi
      dir=$1
      ;;
  esac
  shift
done
dir=${dir:-$root/quickstart-data}
bin=${INGOT_BIN:-$root/build/release/bin}
operator=bank
server_pid=

say() { printf '\n\033[1m%s\033[0m\n' "$*"; }

fail() {
  printf 'quickstart: %s\n' "$*" >&2
  exit 1
}

# shellcheck source=deploy/quickstart/trust.sh
source "$root/deploy/quickstart/trust.sh"

stop_server() {
  if [ -n "$server_pid" ] && kill -0 "$server_pid" 2>/dev/null; then
    kill -TERM "$server_pid"
    wait "$server_pid" || true
  fi
  server_pid=
}
stop_all() {
  stop_server
  stop_witness
}
trap stop_all EXIT

# Organisations: id, country, roles, name.
organisations() {
  cat <<'LIST'
ruishi-auto CN manufacturer Ruishi Automobile
beifang-212 CN manufacturer Beifang Off-road
lingtu-mobility CN manufacturer Lingtu Mobility
leichtbau-vans DE manufacturer Leichtbau Vans GmbH
qingdao-auto CN dealer,lessor Qingdao Auto Trade
shanghai-cars CN dealer Shanghai Cars
rhein-mobil DE dealer,lessor Rhein-Mobil GmbH
werkstatt-koeln DE workshop Werkstatt Koeln
shandong-recycling CN recycler Shandong Recycling
elbe-demontage DE recycler Elbe Demontage
ruhr-metall DE recycler Ruhr-Metall Recycling
huanghai-service CN workshop Huanghai Service
qilu-insurance CN insurer Qilu Insurance
leine-aluminium DE smelter Leine Aluminium GmbH
aurora-audit CH auditor Aurora Audit AG
LIST
}

build() {
  if [ -n "${INGOT_BIN:-}" ]; then
    return
  fi
  say "1. Install and build"
  "$root/deploy/install-deps.sh" --build --demo
  (cd "$root" && cmake --preset release >/dev/null && cmake --build --preset release --target ingot ingotd)
}

profile() { printf '%s/orgs/%s/profile' "$dir" "$1"; }

ingot() { "$bin/ingot" "$@"; }

as() {
  local organisation=$1
  shift
  ingot --profile "$(profile "$organisation")" "$@"
}

create_ledger() {
  say "2. Create the ledger: keys and the signed genesis entry (offline)"
  if [ -e "$dir" ] && [ ! -e "$dir/genesis.pb" ] && [ -n "$(ls -A "$dir")" ]; then
    fail "$dir is not a quickstart directory; name another"
  fi
  rm -rf "$dir"
  mkdir -p "$dir"
  ingot init --dir "$dir" --origin quickstart.ingot.example/aluminium \
    --operator "$operator" --name "Aluminium Bank" --country DE
}

start_server() {
  say "4. Start the server"
  "$bin/ingotd" --config "$dir/ingotd.conf" --witness-policy "$dir/witnesses.policy" >"$dir/ingotd.log" 2>&1 &
  server_pid=$!
  for _ in $(seq 100); do
    if as "$operator" checkpoint >/dev/null 2>&1; then
      return
    fi
    kill -0 "$server_pid" 2>/dev/null || fail "the server stopped; see $dir/ingotd.log"
    sleep 0.1
  done
  fail "the server does not answer; see $dir/ingotd.log"
}

enrol() {
  say "5. Enrol the organisations, each with a certificate and a signing key of its own"
  local id country roles name
  while read -r id country roles name; do
    ingot --quiet cert issue --dir "$dir" "$id" >/dev/null
    as "$operator" --quiet org enrol "$id" --country "$country" --roles "$roles" --name "$name" \
      --key "$dir/orgs/$id/signing.key"
  done < <(organisations)
}

run_fleet() {
  say "6. A fleet's life: births, contracts, returns, retirement, recovery, and deliberate mistakes"
  "$root/deploy/quickstart/fleet.py" "$dir/fleet"
  mkdir -p "$dir/receipts"
  local file organisation expect key expires says
  while IFS=$'\t' read -r file organisation expect key expires says; do
    local options=(--receipt "$dir/receipts/${file%.json}.receipt" --quiet)
    [ "$key" = - ] || options+=(--key "$key")
    [ "$expires" = - ] || options+=(--expires-at "$expires")
    [ "$expect" = - ] || options+=(--expect "$expect")
    as "$organisation" submit "${options[@]}" "$dir/fleet/$file"
    if [ "$expect" = - ]; then
      printf '  %-20s %s\n' "$organisation" "$says"
    else
      printf '  %-20s %s: refused, %s\n' "$organisation" "$says" "$expect"
    fi
  done <"$dir/fleet/manifest.tsv"
}

corrections() {
  say "7. An entry is taken back with the consent of who made it; a dealer ends, and another takes over"
  local code seq consent
  code=$(as qingdao-auto vehicle list --custody in_stock --all --json |
    jq -r '.vehicles[]? | select((.transferId // "") == "qingdao-auto/wrong-1").vin')
  seq=$(as qingdao-auto vehicle history "$code" --limit 1 --json | jq -r '.entries[0].seq // .seq')
  consent=$(as qingdao-auto countersign "$seq" --actor shanghai-cars --reason did-not-occur)
  jq -n --arg seq "$seq" --argjson consent "$consent" \
    '{entryReversed: {targetSeq: $seq, reason: "REVERSAL_REASON_DID_NOT_OCCUR", countersignatures: [$consent]}}' |
    as shanghai-cars submit --now --quiet -
  printf '  %-20s take entry %s of qingdao-auto back, with its countersignature\n' shanghai-cars "$seq"
  as "$operator" --quiet org grant werkstatt-koeln dealer
  as "$operator" --quiet org revoke werkstatt-koeln dealer
  as "$operator" --quiet org succeed shanghai-cars qingdao-auto
  printf '  %-20s is succeeded by qingdao-auto, which takes over all that it holds\n' shanghai-cars
}

audit() {
  say "10. The auditor verifies every hash, link, signature and rule, trusting one public key"
  local vkey
  vkey=$(cat "$dir/vkey")
  as aurora-audit audit --vkey "$vkey" --save "$dir/ledger.dump"
  say "   the same offline, from the saved dump"
  ingot audit --file "$dir/ledger.dump" --vkey "$vkey"
  local receipt
  for receipt in "$dir"/receipts/*.receipt; do
    ingot receipt verify "$receipt" --vkey "$vkey" --quiet || fail "$receipt does not verify"
  done
  printf '%s receipts verify offline\n' "$(find "$dir/receipts" -name '*.receipt' | wc -l)"
  say "   the ledger as static files for any web server (c2sp.org/tlog-tiles), every hash of them recomputed"
  as aurora-audit export tiles "$dir/tiles" --entries
  ingot verify tiles "$dir/tiles" --vkey "$vkey"
}

documents() {
  say "11. Documents for outsiders: a vehicle's life as EPCIS events, and proof of its end for the authorities"
  local retired
  retired=$(as aurora-audit vehicle list --custody recovered --limit 1 --json | jq -r '.vehicles[0].vin')
  as aurora-audit export epcis "$retired" --output "$dir/$retired.epcis.jsonld"
  as aurora-audit evidence "$retired" --output "$dir/$retired.evidence" --html "$dir/$retired.html"
  ingot evidence verify "$dir/$retired.evidence" --vkey "$(cat "$dir/vkey")"
}

show() {
  say "12. What the books say"
  local van
  van=$(as aurora-audit vehicle list --brand leichtbau-vans/kastenwagen --limit 1 --json | jq -r '.vehicles[0].vin')
  as aurora-audit vehicle show "$van"
  as aurora-audit vehicle history "$van"
  as aurora-audit batch show ruhr-metall/b-1
  as aurora-audit lot show shandong-recycling/lot-1
  as aurora-audit vehicle list --flagged
  say "   One vehicle's odyssey, and the heat that its metal went into"
  local traveller
  traveller=$(as aurora-audit vehicle list --brand ruishi-auto/ruishi --holder ruhr-metall --json |
    jq -r '.vehicles[0].vin')
  as aurora-audit vehicle history "$traveller"
  as aurora-audit heat show leine-aluminium/h-1
  say "   The aluminium balance"
  as aurora-audit balance
  say "   Management: what is where, what comes back when, what came back"
  as aurora-audit report balance --as occurred --svg "$dir/balance.svg"
  as aurora-audit report maturity --svg "$dir/maturity.svg"
  as aurora-audit report recovery --svg "$dir/recovery.svg"
  as aurora-audit report closed-loop
  as aurora-audit report untraced
  as aurora-audit report residuals
  say "   Where the recycled metal in a new van came from"
  van=$(as aurora-audit vehicle list --brand leichtbau-vans/kastenwagen --all --json |
    jq -rs '[.[].vehicles[]? | select(.recycledG != null)][0].vin')
  as aurora-audit report ancestry "$van"
  say "   The trial balance after 300 entries: the server's, and one by replay of the dump alone"
  as aurora-audit report trial --at 299 --csv >"$dir/trial.csv"
  ingot report trial --file "$dir/ledger.dump" --vkey "$(cat "$dir/vkey")" --at 299 --csv >"$dir/trial.replayed.csv"
  cmp "$dir/trial.csv" "$dir/trial.replayed.csv"
  echo "the same, to the byte"
}

main() {
  build
  create_ledger
  start_witness
  start_server
  enrol
  run_fleet
  corrections
  seal
  cosigned
  audit
  documents
  show
  if "$keep"; then
    say "Server and witness go on (pids $server_pid and $witness_pid).
Try: $bin/ingot --profile $(profile aurora-audit) vehicle list"
    trap - EXIT
  else
    stop_all
    say "Verified. Everything is in $dir."
  fi
}

main
