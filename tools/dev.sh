#!/usr/bin/env bash
# Serves a debug build, and builds it again and loads it again on every save.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/install.sh
# Built once: building the engine natively on every save, too, would take longer than building the page.
cargo build --locked --no-default-features --bin static-form
STATIC_FORM="$(realpath "${CARGO_TARGET_DIR:-target}/debug/static-form")"
export STATIC_FORM RELOADS=1
# A folder of its own: what dist/ holds is a release build, or nothing.
exec trunk serve --features whole --dist target/dev-page --offline --skip-version-check
