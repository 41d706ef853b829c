#!/usr/bin/env bash
# Measures, on an idle machine.
#   tools/speed.sh NAME...   the files of tests/speed that have this in their names
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/install.sh browser
npm ci --prefix tests/speed --no-audit --no-fund
exec playwright test --config tests/speed "$@"
