#!/usr/bin/env bash
# The checks that need no browser, in the time that one waits for.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/install.sh checks
cargo fmt --check
cargo clippy --locked --no-default-features --all-targets -- -D warnings
cargo clippy --locked --target wasm32-unknown-unknown --lib --bins -- -D warnings
cargo test --locked --no-default-features --no-fail-fast
