#!/usr/bin/env bash
# Serves a debug build, and builds it again and loads it again on every save.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/install.sh
# A folder of its own: what dist/ holds is a release build, or nothing.
exec trunk serve --dist target/dev-page --offline --skip-version-check
