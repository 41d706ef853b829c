#!/usr/bin/env bash
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/install.sh
forget_folders
# The address and the rest of serving are in Trunk.toml.
exec trunk serve --release --offline --skip-version-check
