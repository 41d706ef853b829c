#!/usr/bin/env bash
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

# Old bytes measure nothing: build again where a source is newer than the page.
if [ ! -f dist/index.html ] ||
  [ -n "$(find src style web tools build.rs index.html Trunk.toml Cargo.toml Cargo.lock -newer dist/index.html -print -quit)" ]; then
  tools/build.sh
fi
node tools/size.mjs
