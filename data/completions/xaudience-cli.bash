# Completion of xaudience-cli for bash.
#
# It asks the program for its commands and options, so that it knows those of the version that is
# installed.

# The names of all commands, one a line.
_xaudience_cli_commands () {
  "$1" --help 2>/dev/null | sed -n '/^Commands:/,/^$/s/^  \([a-z][a-z]*\( [a-z][a-z]*\)\{0,1\}\).*/\1/p'
}

# The options of a command (of all commands where none is given), one a line: "--name VALUE".
_xaudience_cli_options () {
  "$@" --help 2>/dev/null | sed -n 's/^  \(-[a-zA-Z], \)\{0,1\}\(--[a-z0-9-]*\)\( [A-Z][A-Z_-]*\)\{0,1\}\( .*\)\{0,1\}$/\1\2\3/p' |
    sed 's/^\(-[a-zA-Z]\), \(--[^ ]*\)\(.*\)/\1\3\n\2\3/'
}

# What an option takes: the name of its value, or nothing.
_xaudience_cli_value () { # _xaudience_cli_value OPTIONS OPTION
  sed -n "s/^$2 //p" <<<"$1" | head -n 1
}

_xaudience_cli_workspaces () {
  local path
  for path in "${XDG_DATA_HOME:-$HOME/.local/share}"/xaudience/*.xaudience; do
    [ -e "$path" ] || continue
    path=${path##*/}
    echo "${path%.xaudience}"
  done
}

# Words of a list, one a line, that begin with what was typed, quoted for the shell.
_xaudience_cli_offer () { # _xaudience_cli_offer TYPED LIST
  local line
  while IFS= read -r line; do
    [[ -n $line && $line == "$1"* ]] && COMPREPLY+=("$(printf '%q' "$line")")
  done <<<"$2"
}

_xaudience_cli () {
  local program=${COMP_WORDS[0]} cur=$2 previous=${COMP_WORDS[COMP_CWORD-1]}
  local commands options value word first= command= i
  commands=$(_xaudience_cli_commands "$program")
  options=$(_xaudience_cli_options "$program")
  COMPREPLY=()

  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    if [[ $word == -* ]]; then
      [ -n "$(_xaudience_cli_value "$options" "$word")" ] && i=$((i + 1))
    elif [ -z "$command" ] && grep -qxF -- "${first:+$first }$word" <<<"$commands" ||
      { [ -n "$command" ] && [ "$first" != - ] && grep -qxF -- "$command $word" <<<"$commands"; }; then
      # A command may have verbs of its own: "audiences", "audiences set".
      [ -n "$command" ] && word="$command $word" && first=
      command="${first:+$first }$word"
      # shellcheck disable=SC2086
      options=$(_xaudience_cli_options "$program" $command)
    elif [ -z "$command$first" ] && grep -q "^$word " <<<"$commands"; then
      first=$word
    else
      first=-
    fi
  done

  value=
  [[ $previous == -* ]] && value=$(_xaudience_cli_value "$options" "$previous")
  case $value in
    '') ;;
    WORKSPACE)
      _xaudience_cli_offer "$cur" "$(_xaudience_cli_workspaces)"
      compopt -o default 2>/dev/null
      return ;;
    *)
      compopt -o default 2>/dev/null
      return ;;
  esac

  if [[ $cur == -* ]]; then
    _xaudience_cli_offer "$cur" "$(sed -n 's/^\(--[^ ]*\).*/\1/p' <<<"$options")"
  elif [ -n "$command" ]; then
    [ "$first" = - ] || _xaudience_cli_offer "$cur" "$(sed -n "s/^$command //p" <<<"$commands")"
    compopt -o default 2>/dev/null
  elif [ -n "$first" ]; then
    _xaudience_cli_offer "$cur" "$(sed -n "s/^$first //p" <<<"$commands")"
  else
    _xaudience_cli_offer "$cur" "$(sed 's/ .*//' <<<"$commands" | sort -u; echo help)"
  fi
}

complete -F _xaudience_cli xaudience-cli
