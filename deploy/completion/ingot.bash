# shellcheck shell=bash
# Completion of ingot for bash. Made by `ingot completion bash`; load it with
#   source <(ingot completion bash)
# or put it into /usr/share/bash-completion/completions/ingot.

# What may follow a command.
_ingot_words() {
  case $1 in
  '')
    echo 'init cert org key submit countersign seal import vehicle contract lot batch heat claim balance report brand
      site standard export checkpoint receipt prove verify witness audit watch bench simulate evidence completion
      --help --version --profile --json --quiet'
    ;;
  'init')
    echo '--help --dir --origin --operator --name --country --rules-version --predecessor --listen --server --host
      --ca-days --days'
    ;;
  'cert')
    echo 'issue --help'
    ;;
  'cert issue')
    echo '--help --dir --server --days --renew'
    ;;
  'org')
    echo 'enrol list show grant revoke succeed --help'
    ;;
  'org enrol')
    echo '--help --name --country --roles --group --key --public --possession'
    ;;
  'org list')
    echo '--help --limit --page --all'
    ;;
  'org show')
    echo '--help'
    ;;
  'org grant')
    echo '--help'
    ;;
  'org revoke')
    echo '--help'
    ;;
  'org succeed')
    echo '--help'
    ;;
  'key')
    echo 'new prove add revoke list --help'
    ;;
  'key new')
    echo '--help --out'
    ;;
  'key prove')
    echo '--help --key --organisation --ledger-id'
    ;;
  'key add')
    echo '--help --organisation --kind --key --public --possession'
    ;;
  'key revoke')
    echo '--help --organisation --compromised-since'
    ;;
  'key list')
    echo '--help --organisation --limit --page --all'
    ;;
  'submit')
    echo '--help --key --atomic --each --chunk --expires --expires-at --now --receipt --expect --keep-going --dry-run
      --save-signed --signed'
    ;;
  'countersign')
    echo '--help --actor --reason'
    ;;
  'seal')
    echo 'reveal find erase --help'
    ;;
  'seal reveal')
    echo '--help --reason --recorded'
    ;;
  'seal find')
    echo '--help --plate --customer --organisation --reason'
    ;;
  'seal erase')
    echo '--help --customer --entry --organisation --reason --yes'
    ;;
  'import')
    echo 'templates template vehicles openings stock contracts handovers payments money changes endings titles odometer
      returns retirements facility dismantling hulks batches lots assays melting repairs observations insurance
      service trouble disputes claims counts corrections reversals closings sites brands --help'
    ;;
  'import templates')
    echo '--help'
    ;;
  'import template')
    echo '--help --explain --delimiter'
    ;;
  'import vehicles')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import openings')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import stock')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import contracts')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import handovers')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import payments')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import money')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import changes')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import endings')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import titles')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import odometer')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import returns')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import retirements')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import facility')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import dismantling')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import hulks')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import batches')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import lots')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import assays')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import melting')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import repairs')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import observations')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import insurance')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import service')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import trouble')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import disputes')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import claims')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import counts')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import corrections')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import reversals')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import closings')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import sites')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'import brands')
    echo '--help --dry-run --all-or-nothing --delimiter --decimal --date-format --time-zone --batch --jsonl --ignore
      --ignore-unknown --report --drafts'
    ;;
  'vehicle')
    echo 'show history list --help'
    ;;
  'vehicle show')
    echo '--help --at --wait'
    ;;
  'vehicle history')
    echo '--help --at --wait --limit --page --all'
    ;;
  'vehicle list')
    echo '--help --holder --custody --brand --flag --flagged --at --wait --limit --page --all'
    ;;
  'contract')
    echo 'show --help'
    ;;
  'contract show')
    echo '--help --at --wait'
    ;;
  'lot')
    echo 'show --help'
    ;;
  'lot show')
    echo '--help --at --wait'
    ;;
  'batch')
    echo 'show --help'
    ;;
  'batch show')
    echo '--help --at --wait'
    ;;
  'heat')
    echo 'show --help'
    ;;
  'heat show')
    echo '--help --at --wait'
    ;;
  'claim')
    echo 'show --help'
    ;;
  'claim show')
    echo '--help --at --wait'
    ;;
  'balance')
    echo '--help --class --party --at --wait --summary'
    ;;
  'report')
    echo 'balance untraced trial maturity recovery closed-loop residuals ancestry dealer recycler auditor --help'
    ;;
  'report balance')
    echo '--help --at --on --as --wait --by --csv --svg --points'
    ;;
  'report untraced')
    echo '--help --at --on --as --wait --csv'
    ;;
  'report trial')
    echo '--help --at --on --as --wait --csv --file --vkey'
    ;;
  'report maturity')
    echo '--help --service-life --by-brand --at --wait --csv --svg'
    ;;
  'report recovery')
    echo '--help --by --at --wait --csv --svg'
    ;;
  'report closed-loop')
    echo '--help --at --wait --csv'
    ;;
  'report residuals')
    echo '--help --on --organisation --at --wait --csv'
    ;;
  'report ancestry')
    echo '--help --forward --depth --nodes --at --wait --csv'
    ;;
  'report dealer')
    echo 'stock expiries arrears returns mileage --help'
    ;;
  'report dealer stock')
    echo '--help --organisation --custody --brand --min-age --on --at --wait --limit --page --all --sort --csv'
    ;;
  'report dealer expiries')
    echo '--help --organisation --within --kind --on --at --wait --limit --page --all --sort --csv'
    ;;
  'report dealer arrears')
    echo '--help --organisation --kind --currency --min --on --at --wait --limit --page --all --sort --csv'
    ;;
  'report dealer returns')
    echo '--help --organisation --min-days --on --at --wait --limit --page --all --sort --csv'
    ;;
  'report dealer mileage')
    echo '--help --organisation --min-ratio --on --at --wait --limit --page --all --sort --csv'
    ;;
  'report recycler')
    echo 'hulks batches lots ticket-gaps yields comparison --help'
    ;;
  'report recycler hulks')
    echo '--help --organisation --site --custody --certified --depolluted --min-age --on --at --wait --limit --page
      --all --sort --csv'
    ;;
  'report recycler batches')
    echo '--help --organisation --site --min-age --on --at --wait --limit --page --all --sort --csv'
    ;;
  'report recycler lots')
    echo '--help --organisation --stage --site --at --wait --limit --page --all --sort --csv'
    ;;
  'report recycler ticket-gaps')
    echo '--help --organisation --instrument --at --wait --limit --page --all --sort --csv'
    ;;
  'report recycler yields')
    echo '--help --organisation --site --outside-band --at --wait --limit --page --all --sort --csv'
    ;;
  'report recycler comparison')
    echo '--help --organisation --at --wait'
    ;;
  'report auditor')
    echo 'flags reversals variances excesses refused erasures assays --help'
    ;;
  'report auditor flags')
    echo '--help --organisation --kind --subject --at --wait --limit --page --all --sort --csv'
    ;;
  'report auditor reversals')
    echo '--help --organisation --at --wait --limit --page --all --sort --csv'
    ;;
  'report auditor variances')
    echo '--help --organisation --at --wait --limit --page --all --sort --csv'
    ;;
  'report auditor excesses')
    echo '--help --organisation --at --wait --limit --page --all --sort --csv'
    ;;
  'report auditor refused')
    echo '--help --organisation --reason --events --at --wait --limit --page --all --sort --csv'
    ;;
  'report auditor erasures')
    echo '--help --organisation --at --wait --limit --page --all --sort --csv'
    ;;
  'report auditor assays')
    echo '--help --organisation --at --wait --limit --page --all --sort --csv'
    ;;
  'brand')
    echo 'list --help'
    ;;
  'brand list')
    echo '--help --limit --page --all'
    ;;
  'site')
    echo 'list --help'
    ;;
  'site list')
    echo '--help --organisation --limit --page --all'
    ;;
  'standard')
    echo 'list --help'
    ;;
  'standard list')
    echo '--help --limit --page --all'
    ;;
  'export')
    echo 'vehicles entries accounts tiles epcis catena-x --help'
    ;;
  'export vehicles')
    echo '--help --holder --custody --brand --flagged --format --output --delimiter'
    ;;
  'export entries')
    echo '--help --vin --ledger --group --holder --custody --brand --flagged --format --output --delimiter'
    ;;
  'export accounts')
    echo '--help --format --output --delimiter'
    ;;
  'export tiles')
    echo '--help --entries --cosigned'
    ;;
  'export epcis')
    echo '--help --from-seq --to-seq --output'
    ;;
  'export catena-x')
    echo 'certificate batch --help'
    ;;
  'export catena-x certificate')
    echo '--help --details --missing --output'
    ;;
  'export catena-x batch')
    echo '--help --details --missing --output'
    ;;
  'checkpoint')
    echo '--help --min-size --note --cosigned'
    ;;
  'receipt')
    echo 'get proof verify --help'
    ;;
  'receipt get')
    echo '--help --key --seq --out --cosigned --wait'
    ;;
  'receipt proof')
    echo '--help --seq --out --entry --cosigned --wait'
    ;;
  'receipt verify')
    echo '--help --ledger-id --vkey --policy --witness-key --quorum --origin'
    ;;
  'prove')
    echo 'history balance absence --help'
    ;;
  'prove history')
    echo '--help --kind --out'
    ;;
  'prove balance')
    echo '--help --class --party --detail --out'
    ;;
  'prove absence')
    echo '--help --kind --out'
    ;;
  'verify')
    echo 'note proof receipt inclusion consistency tiles history balance absence equivocation --help'
    ;;
  'verify note')
    echo '--help --vkey'
    ;;
  'verify proof')
    echo '--help --entry --vkey --policy --witness-key --quorum --origin'
    ;;
  'verify receipt')
    echo '--help --ledger-id --vkey --policy --witness-key --quorum --origin'
    ;;
  'verify inclusion')
    echo '--help'
    ;;
  'verify consistency')
    echo '--help'
    ;;
  'verify tiles')
    echo '--help --vkey --policy --witness-key --quorum --origin'
    ;;
  'verify history')
    echo '--help --ledger-id --vkey --policy --witness-key --quorum --origin'
    ;;
  'verify balance')
    echo '--help --ledger-id --vkey --policy --witness-key --quorum --origin'
    ;;
  'verify absence')
    echo '--help --ledger-id --vkey --policy --witness-key --quorum --origin'
    ;;
  'verify equivocation')
    echo '--help --vkey'
    ;;
  'witness')
    echo 'serve vkey list --help'
    ;;
  'witness serve')
    echo '--help --key --name --logs --state --listen'
    ;;
  'witness vkey')
    echo '--help --key --name'
    ;;
  'witness list')
    echo '--help'
    ;;
  'audit')
    echo '--help --vkey --file --tiles --save --resume --workers'
    ;;
  'watch')
    echo '--help --interval --once --metrics --workers'
    ;;
  'bench')
    echo '--help --concurrency --stream --channels --streams --submissions --events --seconds --audit'
    ;;
  'simulate')
    echo '--help --vehicles --seed --years --first-year --mistakes --dump --into --out'
    ;;
  'evidence')
    echo 'verify --help --output --html --scheme --details --with-entry'
    ;;
  'evidence verify')
    echo '--help --vkey'
    ;;
  'completion')
    echo 'bash --help'
    ;;
  'completion bash')
    echo '--help'
    ;;
  esac
}

_ingot() {
  local current=${COMP_WORDS[COMP_CWORD]} path='' next words i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    next=${path:+$path }${COMP_WORDS[i]}
    [ -z "$(_ingot_words "$next")" ] || path=$next
  done
  words=$(_ingot_words "$path")
  [ -z "$path" ] || words="$words --profile --json --quiet"
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -o default -F _ingot ingot
