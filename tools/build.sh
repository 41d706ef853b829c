#!/usr/bin/env bash
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/install.sh
forget_folders
exec trunk build --release --offline --skip-version-check
