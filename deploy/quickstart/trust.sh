# shellcheck shell=bash
# Part of quickstart.sh, which defines say, fail, ingot, as, dir and bin: what stays secret (a customer behind a seal),
# and why nobody has to believe the bank (a witness).
: "${dir:?}" "${bin:?}"

witness_address=127.0.0.1:7480
witness_name=witness.example/w1
witness_pid=

# A program of somebody else, on a machine of somebody else: here a folder of its own.
start_witness() {
  say "3. A witness, run by somebody else: it remembers how far the ledger was, and cosigns only what continues it"
  local own="$dir/witness"
  mkdir -p "$own"
  ingot --quiet key new --out "$own/witness.pem" >/dev/null
  printf 'log %s\nquorum none\n' "$(cat "$dir/vkey")" >"$own/logs.policy"
  local key
  key=$(ingot witness vkey --key "$own/witness.pem" --name "$witness_name")
  # Whom the server asks, and, without the address, whom a reader believes.
  printf 'witness w1 %s http://%s/\nquorum w1\n' "$key" "$witness_address" >"$dir/witnesses.policy"
  printf 'log %s\nwitness w1 %s\nquorum w1\n' "$(cat "$dir/vkey")" "$key" >"$dir/reader.policy"
  "$bin/ingot" witness serve --key "$own/witness.pem" --name "$witness_name" --logs "$own/logs.policy" \
    --state "$own/state" --listen "$witness_address" >"$own/log" 2>&1 &
  witness_pid=$!
  for _ in $(seq 100); do
    grep -q 'listens on' "$own/log" && break
    kill -0 "$witness_pid" 2>/dev/null || fail "the witness stopped; see $own/log"
    sleep 0.05
  done
  printf 'It cosigns as %s\n' "$key"
}

stop_witness() {
  if [ -n "$witness_pid" ] && kill -0 "$witness_pid" 2>/dev/null; then
    kill -TERM "$witness_pid"
    wait "$witness_pid" || true
  fi
  witness_pid=
}

# The files below the folder in which a text stands, as it is or as base64 writes it.
files_with() {
  local text=$1 folder=$2
  grep -rlaF -e "$text" -e "$(printf '%s' "$text" | base64 | tr -d '=' | sed 's/..$//')" "$folder" || true
}

seal() {
  say "8. A customer behind a seal: the lease is everybody's to verify, who leases is not"
  local dealer=rhein-mobil vin entry customer="Anna Feldkirch" plate="K-AL 2026"
  vin=$(as "$dealer" vehicle list --custody in_stock --limit 1 --json | jq -r '.vehicles[0].vin')
  entry=$(jq -n --arg vin "$vin" --arg customer "$customer" --arg plate "$plate" '[{
    event: {contractSigned: {contractId: "rhein-mobil/sealed-1", vin: $vin, kind: "CONTRACT_KIND_LEASE",
      counterparty: "COUNTERPARTY_KIND_PERSON", startsOn: {year: 2026, month: 12, day: 1}, termMonths: 12}},
    terms: {contract: {currency: "EUR", taxIncluded: true, totalMinorUnits: "480000", customerRef: "K-1001",
      schedule: [{count: 12, everyMonths: 1, amountMinorUnits: "40000", timing: "INSTALMENT_TIMING_ADVANCE"}]}},
    sealed: {customerRef: "K-1001", plates: [{country: "DE", number: $plate}],
      persons: [{role: "PERSON_ROLE_LESSEE", name: $customer}]}}]' |
    as "$dealer" --json submit --now - | jq -r .firstSeq)
  echo "Entry $entry is signed. Name and plate lie beside it, encrypted by a key that only they have."
  echo "The dealer looks the plate up, and opens the seal; the ledger records that it did, and why:"
  as "$dealer" seal find --plate "$plate" --reason contract
  as "$dealer" seal reveal "$entry" --reason contract
  echo "Another dealer learns nothing, not even that there is a seal:"
  if as qingdao-auto seal reveal "$entry" --reason contract; then fail "a stranger opened the seal"; fi
  echo "The customer asks to be forgotten. The key is destroyed; the entry stays, and so does every proof:"
  as "$dealer" seal erase --customer K-1001 --reason subject-request --yes
  if as "$dealer" seal reveal "$entry" --reason contract; then fail "an erased seal was opened"; fi
  as "$dealer" contract show rhein-mobil/sealed-1
  local text
  for text in "$customer" "$plate"; do
    [ -z "$(files_with "$text" "$dir")" ] || fail "\"$text\" stands in $(files_with "$text" "$dir")"
  done
  [ -n "$(files_with "rhein-mobil/sealed-1" "$dir/db")" ] || fail "the search finds nothing at all"
  echo "Every file of the server was searched: the contract's number is found, \"$customer\" and \"$plate\" in none."
  sealed_entry=$entry
}

cosigned() {
  say "9. A receipt that the witness stands behind: who holds it can't be shown another history than everybody else"
  as aurora-audit witness list
  as rhein-mobil receipt get --seq "$sealed_entry" --out "$dir/sealed.receipt"
  as rhein-mobil receipt get --seq "$sealed_entry" --cosigned --out "$dir/sealed.cosigned.receipt"
  echo "Verified offline, by the ledger's key and the witness's (reader.policy):"
  ingot receipt verify "$dir/sealed.cosigned.receipt" --policy "$dir/reader.policy"
  echo "The bank's signature alone is not enough for this reader:"
  if ingot receipt verify "$dir/sealed.receipt" --policy "$dir/reader.policy"; then
    fail "a receipt without the witness satisfied the policy"
  fi
}
