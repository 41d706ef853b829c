#!/usr/bin/env bash
# Builds the interface for scripts into dist-interface/: a folder that can be served or imported as it is.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/install.sh
forget_folders
# The page's binary and this library are two modules: neither pays for the bytes of the other.
cargo rustc --locked --lib --crate-type cdylib --profile interface --target wasm32-unknown-unknown \
  --no-default-features --features javascript
wasm="${CARGO_TARGET_DIR:-target}/wasm32-unknown-unknown/interface/oauth_flow_simulator.wasm"
rm -rf dist-interface
wasm-bindgen --target web --no-typescript --out-dir dist-interface --out-name core "$wasm"
wasm-opt -O3 dist-interface/core_bg.wasm -o dist-interface/core_bg.wasm
cp src/embed/authorization-server.{js,d.ts} dist-interface/
