#!/usr/bin/env bash
# Runs the client libraries against the server, and prints which of them did what.
#   tools/interop.sh [--update]   --update takes the table over into docs/interop.md
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/install.sh interop
# For the examples that run in a page.
tools/install.sh browser
tools/interface.sh
say "Building the native server"
cargo build --locked --no-default-features --example authorization_server
export SERVER="${CARGO_TARGET_DIR:-target}/debug/examples/authorization_server"
SERVER="$(realpath "$SERVER")"

logs="$(mktemp -d)"
trap 'rm -rf "$logs"' EXIT
status=0

# run NAME COMMAND...: shows what a runner says, and keeps it.
run() {
  local name="$1"
  shift
  say "$name"
  "$@" 2>&1 | tee "$logs/$name" || status=1
}

run JavaScript node --test --test-reporter=spec tests/interop/*.test.mjs
run Rust cargo test --locked --no-default-features --test rust_clients
run Python "$INTEROP_PYTHON" -B -m unittest discover --verbose --start-directory tests/interop/python
say "Table"
node tests/interop/table.mjs "$logs/JavaScript" "$logs/Rust" "$logs/Python" "$@" || status=1
exit "$status"
