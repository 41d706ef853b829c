# shellcheck shell=bash
# Sourced by the other scripts: where things are, and which versions belong together.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"

# Outside the work tree, so that every clone and worktree shares one build of the tools.
TOOLS_DIR="${XDG_CACHE_HOME:-$HOME/.cache}/oauth-flow-simulator"

# Of the page, the widget and the package.
VERSION="$(awk -F '"' '/^version = / { print $2; exit }' Cargo.toml)"

# 0.22 asks for a newer Rust than Cargo.toml does.
TRUNK_VERSION=0.21.14
# The command line tool and the crate speak a private protocol: the versions must be equal.
WASM_BINDGEN_VERSION="$(awk -F '"' '/^name = "wasm-bindgen"$/ { getline; print $2; exit }' Cargo.lock)"
WASM_OPT_VERSION="$(awk -F '"' '/^wasm_opt = / { sub("version_", "", $2); print $2 }' Trunk.toml)"

TRUNK_ROOT="$TOOLS_DIR/trunk-$TRUNK_VERSION"
WASM_BINDGEN_ROOT="$TOOLS_DIR/wasm-bindgen-$WASM_BINDGEN_VERSION"

INTEROP_VENV="$TOOLS_DIR/interop-venv"
INTEROP_PYTHON="$INTEROP_VENV/bin/python"

DOCS_VENV="$TOOLS_DIR/docs-venv"
DOCS_PYTHON="$DOCS_VENV/bin/python"

# node_modules first: a distribution's own wasm-opt is often too old.
export PATH="$ROOT/tests/node_modules/.bin:$PATH"

# is_version COMMAND VERSION: is exactly this version of the command on PATH?
is_version() {
  command -v "$1" >/dev/null 2>&1 || return 1
  local words
  read -r -a words <<<"$("$1" --version 2>/dev/null | head -n 1)"
  local word
  for word in "${words[@]}"; do
    if [ "$word" = "$2" ]; then return 0; fi
  done
  return 1
}

# A tool of the right version that is on PATH already wins; else the one that install.sh built.
is_version trunk "$TRUNK_VERSION" || export PATH="$TRUNK_ROOT/bin:$PATH"
is_version wasm-bindgen "$WASM_BINDGEN_VERSION" || export PATH="$WASM_BINDGEN_ROOT/bin:$PATH"

die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

say() { printf '==> %s\n' "$*"; }

# A panic names the file that it comes from. In what is built after this a crate's file begins with the name of the
# crate, wherever cargo keeps it: what is published is the same from every machine, and names no folder of one.
forget_folders() {
  # The folder has to be there to be found.
  cargo fetch --locked --quiet --target wasm32-unknown-unknown
  local folder flags="${CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS:-}"
  for folder in "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/; do
    # Cargo splits the flags at spaces, and adds them to those of .cargo/config.toml.
    case "$folder" in *[[:space:]]*) ;; *) flags+=" --remap-path-prefix=$folder=" ;; esac
  done
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="$flags"
}

# Trunk takes only the words true and false for it, and stops at the "1" that is usual.
unset NO_COLOR
