# shellcheck shell=bash
# Completion of ingot for bash. Made by `ingot completion bash`; load it with
#   source <(ingot completion bash)
# or put it into /usr/share/bash-completion/completions/ingot.

# What may follow a command.
_ingot_words() {
  case $1 in
  '')
    echo 'init cert org key submit countersign vehicle contract lot batch heat claim balance brand site standard
      checkpoint receipt audit bench completion --help --version --profile --json --quiet'
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
  'vehicle')
    echo 'show history list --help'
    ;;
  'vehicle show')
    echo '--help'
    ;;
  'vehicle history')
    echo '--help --limit --page --all'
    ;;
  'vehicle list')
    echo '--help --holder --custody --brand --flag --flagged --limit --page --all'
    ;;
  'contract')
    echo 'show --help'
    ;;
  'contract show')
    echo '--help'
    ;;
  'lot')
    echo 'show --help'
    ;;
  'lot show')
    echo '--help'
    ;;
  'batch')
    echo 'show --help'
    ;;
  'batch show')
    echo '--help'
    ;;
  'heat')
    echo 'show --help'
    ;;
  'heat show')
    echo '--help'
    ;;
  'claim')
    echo 'show --help'
    ;;
  'claim show')
    echo '--help'
    ;;
  'balance')
    echo '--help --class --party --summary'
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
  'checkpoint')
    echo '--help --min-size --note'
    ;;
  'receipt')
    echo 'get verify --help'
    ;;
  'receipt get')
    echo '--help --key --seq --out'
    ;;
  'receipt verify')
    echo '--help --vkey --ledger-id'
    ;;
  'audit')
    echo '--help --vkey --file --save'
    ;;
  'bench')
    echo '--help --concurrency --stream --channels --streams --submissions --events --seconds --audit'
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
