#!/usr/bin/env bash
# A stranger's first hour from its beginning: a clone, two demos side by side of which one runs the scripted calls, then
# the steps of test_first_hour.py. Prints the seconds of each.
set -euo pipefail
here=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
folder=$(mktemp -d)
other=
trap '[ -z "$other" ] || kill -INT -- "-$other" 2>/dev/null || true; rm -rf "$folder"' EXIT

began=$SECONDS
times=()
step() {
  local start=$SECONDS name=$1
  shift
  "$@"
  times+=("$name $((SECONDS - start)) s")
}

step clone git clone --quiet "$here" "$folder/hilo"
cd "$folder/hilo"
step install make .venv

# With a small model and little to measure it on, as what is tried is that two live side by side.
small="training.factors=4 training.iterations=2 training.evaluation_people=200 training.ranker_people=400 training.session_events=20000"
set -m
make demo ARGS="$(printf -- '--set %s ' $small)" >"$folder/other.txt" 2>&1 &
other=$!
set +m
step demo make demo ARGS=--check

asks_back() { # the other demo shows requests to paste; its first one is pasted
  local request=
  while [ -z "$request" ]; do # as long as it takes, while it lives
    kill -0 "$other" 2>/dev/null || { cat "$folder/other.txt" >&2; return 1; }
    sleep 1
    request=$(awk '/^curl .*recommendations/ { print; getline; print; exit }' "$folder/other.txt")
  done
  bash -c "$request --fail" | grep -q '"items"'
}
step "second demo" asks_back
kill -INT -- "-$other"
other=

step "the rest" make clients ARGS="-k first_hour"
printf 'first hour, from the clone: %d s (' $((SECONDS - began))
printf '%s, ' "${times[@]}" | sed 's/, $/)\n/'
