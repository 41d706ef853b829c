#!/usr/bin/env bash
# Builds the whole simulator as a second module into the folder $1: the page loads it for what its own leaves out.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

name=oauth-flow-simulator
built="$(mktemp -d)"
trap 'rm -rf "$built"' EXIT
cargo build --release --locked --offline --target wasm32-unknown-unknown --bin $name --features whole
cp "${CARGO_TARGET_DIR:-target}/wasm32-unknown-unknown/release/$name.wasm" "$built/$name-whole.wasm"
wasm-bindgen --target web --no-typescript --out-dir "$built" "$built/$name-whole.wasm"
wasm-opt -Oz "$built/$name-whole_bg.wasm" -o "$1/$name-whole_bg.wasm"
esbuild "$built/$name-whole.js" --bundle --minify --format=esm --log-level=warning --outfile="$1/$name-whole.js"
