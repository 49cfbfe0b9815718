#!/bin/sh
# Writes the pins of every artifact from uv.lock, so that what is deployed is what is locked.
# `packaging/export.sh FOLDER` writes below FOLDER instead (a build test compares).
# boto3 is shipped with the functions: what the Lambda runtime carries changes, and may lack what we call.
set -eu
cd "$(dirname "$0")/.."
out=${1:-.}
mkdir -p "$out/functions" "$out/model/requirements" "$out/packaging/rendering"

export_pins() {
  target=$1
  shift
  "${UV:-uv}" export --quiet --frozen --no-dev --no-emit-project --no-hashes --no-annotate --no-header \
    "$@" --output-file "$out/$target" >/dev/null
}

web='--prune boto3 --prune crawler-user-agents --prune aws-lambda-powertools --prune fastapi --prune mangum --prune pydantic --prune pyjwt'
export_pins functions/requirements.txt --prune numpy
# shellcheck disable=SC2086 # one option a word
export_pins model/requirements/scoring.txt $web
# shellcheck disable=SC2086
export_pins model/requirements/training.txt $web --extra training
# shellcheck disable=SC2086
export_pins packaging/rendering/requirements.txt $web --prune numpy --prune tzdata --extra rendering
