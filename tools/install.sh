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

# install_tool CRATE VERSION ROOT OPTIONS...: ready made where cargo-binstall is there and finds it, otherwise built. It
# runs for seconds, so that optimizing it much would take longer than it ever saves. What both tools need is built once.
install_tool() {
  local crate="$1" version="$2" root="$3"
  shift 3
  if command -v cargo-binstall >/dev/null &&
    cargo binstall --no-confirm --disable-strategies compile --root "$root" "$crate@$version"; then
    return
  fi
  say "Building $crate $version: once, for some minutes"
  CARGO_PROFILE_RELEASE_OPT_LEVEL=1 CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
    CARGO_TARGET_DIR="$TOOLS_DIR/target" cargo install "$crate" --version "$version" --root "$root" "$@"
}

install_trunk() {
  if is_version trunk "$TRUNK_VERSION"; then return; fi
  # Without TLS and without asking for updates: it serves on this machine and downloads nothing.
  install_tool trunk "$TRUNK_VERSION" "$TRUNK_ROOT" --locked --no-default-features
}

install_wasm_bindgen() {
  if is_version wasm-bindgen "$WASM_BINDGEN_VERSION"; then return; fi
  [ -n "$WASM_BINDGEN_VERSION" ] || die "Cargo.lock names no wasm-bindgen"
  # Not --locked: the lock file that it is published with does not resolve.
  install_tool wasm-bindgen-cli "$WASM_BINDGEN_VERSION" "$WASM_BINDGEN_ROOT" --no-default-features --bin wasm-bindgen
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
rm -rf "$TOOLS_DIR/target"
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
