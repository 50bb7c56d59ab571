#!/bin/sh
# Imports generated exports into a workspace of its own and shows what is in it; called by ./dev run.
set -eu
build=$1
tools=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
work=$(mktemp -d "${TMPDIR:-/tmp}/xaudience-sample.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

cli () {
  printf '\n$ xaudience-cli %s\n' "$*"
  "$build/src/cli/xaudience-cli" -w "$work/sample.xaudience" --key-file "$work/key" "$@"
}

sample () { # sample FILE OPTION...: people of the two groups overlap
  file=$work/$1
  shift
  python3 "$tools/sample_export.py" --output "$file" "$@"
}

sample community.json --name 'Example Community' --id 9900000010 --messages 4000 --people 180
sample newcomers.json --name 'Example Newcomers' --id 9900000011 --messages 1500 --people 90 --first-person 8100000910 --seed 2
sample news.json --name 'Example News' --id 9900000012 --kind channel --messages 600 --seed 3

echo "Exports of invented people, made for this run:"
cli workspace new
cd "$work"
cli import community.json newcomers.json news.json
cli import community.json
cli audiences
cli workspace info
