#!/bin/sh
# `compile.sh FOLDER PREFIX PLACE` writes the bytecode of PLACE as Lambda's Python reads it: FOLDER is PREFIX there.
# It is never compared with its source (unchecked-hash): zip files keep no times. Any Python 3.13 will do; uv brings one.
set -eu
folder=$1 prefix=$2 place=$3
found=
for python in python3.13 "$HOME"/.pyenv/versions/3.13*/bin/python3.13 \
  "$HOME"/.local/share/uv/python/cpython-3.13*/bin/python3.13; do
  if "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; then
    found=$python
    break
  fi
done
# shellcheck disable=SC2086 # the fallback is several words
exec ${found:-${UV:-uv} run --no-project --python 3.13 python} -m compileall -q -j 1 \
  --invalidation-mode unchecked-hash -s "$folder" -p "$prefix" "$place"
