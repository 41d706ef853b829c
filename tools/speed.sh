#!/usr/bin/env bash
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/install.sh browser
npm ci --prefix tests/speed --no-audit --no-fund
exec playwright test --config tests/speed
