#!/usr/bin/env bash
# Writes every flow as HTML that needs no script.
#   tools/static.sh FOLDER [NAMES]
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

if [ -n "${STATIC_FORM:-}" ]; then exec "$STATIC_FORM" "$@"; fi
exec cargo run --quiet --locked --no-default-features --bin static-form -- "$@"
