#!/usr/bin/env bash
# Installs what is missing, and nothing else.
#   tools/install.sh           what building and serving need
#   tools/install.sh checks    what checking without the page needs, and nothing else
#   tools/install.sh browser   what testing the page needs, too
#   tools/install.sh interop   what trying the server with client libraries needs, too
#   tools/install.sh package   what trying the npm package needs, too
#   tools/install.sh docs      what trying it in sites of documentation needs, too
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

install_rust() {
  command -v cargo >/dev/null || die "Rust is missing: install it from https://rustup.rs, then try again"
  local library
  library="$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown/lib"
  if [ ! -d "$library" ]; then
    command -v rustup >/dev/null || die "this Rust has no target wasm32-unknown-unknown, and there is no rustup to add it"
    say "Adding the target wasm32-unknown-unknown"
    rustup target add wasm32-unknown-unknown
  fi
}

install_rust_checks() {
  local component
  for component in rustfmt clippy; do
    if ! "cargo-${component/rustfmt/fmt}" --version >/dev/null 2>&1; then
      say "Adding $component"
      rustup component add "$component"
    fi
  done
}

install_trunk() {
  if is_version trunk "$TRUNK_VERSION"; then return; fi
  say "Building trunk $TRUNK_VERSION: once, for some minutes"
  cargo install trunk --version "$TRUNK_VERSION" --locked --root "$TRUNK_ROOT"
}

install_wasm_bindgen() {
  if is_version wasm-bindgen "$WASM_BINDGEN_VERSION"; then return; fi
  [ -n "$WASM_BINDGEN_VERSION" ] || die "Cargo.lock names no wasm-bindgen"
  say "Building wasm-bindgen-cli $WASM_BINDGEN_VERSION: once, for some minutes"
  # Not --locked: the lock file that it is published with does not resolve.
  cargo install wasm-bindgen-cli --version "$WASM_BINDGEN_VERSION" --root "$WASM_BINDGEN_ROOT"
}

# install_npm_packages FOLDER: the packages of its lock file.
install_npm_packages() {
  local lock="$1/package-lock.json" installed="$1/node_modules/.installed-lock.json"
  if cmp -s "$lock" "$installed"; then return; fi
  command -v npm >/dev/null || die "Node.js with npm is missing: install version 20 or newer, then try again"
  say "Installing the npm packages of $1/"
  npm ci --prefix "$1" --no-audit --no-fund
  cp "$lock" "$installed"
}

check_wasm_opt() {
  is_version wasm-opt "$WASM_OPT_VERSION" ||
    die "Trunk.toml asks for wasm-opt $WASM_OPT_VERSION, tests/package.json brings '$(wasm-opt --version)'"
}

# install_python_packages LOCK VENV: the packages of the lock file, in an environment of their own.
install_python_packages() {
  local lock="$1" venv="$2" installed="$2/.installed-requirements.txt"
  if cmp -s "$lock" "$installed"; then return; fi
  say "Installing the Python packages of $lock"
  # Debian has venv in a package of its own, without which the folder is made half.
  python3 -m venv --clear "$venv" >/dev/null 2>&1 || {
    apt_install python3 python3-venv
    python3 -m venv --clear "$venv"
  }
  "$venv/bin/python" -m pip install --quiet --requirement "$lock"
  cp "$lock" "$installed"
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

apt_install() {
  command -v apt-get >/dev/null || return 1
  as_root apt-get install --yes --no-install-recommends "$@" ||
    { as_root apt-get update && as_root apt-get install --yes --no-install-recommends "$@"; }
}

install_chromium() {
  if node tests/browser/chromium.mjs >/dev/null; then return; fi
  say "Installing Chromium"
  apt_install chromium || say "apt-get brought no Chromium, trying Playwright's"
  if node tests/browser/chromium.mjs >/dev/null; then return; fi
  playwright install chromium || true
  node tests/browser/chromium.mjs >/dev/null ||
    die "no Chromium: install one, or set CHROME_PATH to one, then try again"
}

install_rust
if [ "${1:-}" = checks ]; then
  install_rust_checks
  exit
fi
install_trunk
install_wasm_bindgen
install_npm_packages tests
check_wasm_opt
if [ "${1:-}" = browser ]; then
  install_rust_checks
  install_chromium
fi
if [ "${1:-}" = interop ]; then
  install_npm_packages tests/interop
  install_python_packages tests/interop/python/requirements.txt "$INTEROP_VENV"
fi
if [ "${1:-}" = package ]; then
  install_chromium
  install_npm_packages tests/package
fi
if [ "${1:-}" = docs ]; then
  install_chromium
  install_npm_packages tests/docs_sites
  install_python_packages tests/docs_sites/requirements.txt "$DOCS_VENV"
fi
