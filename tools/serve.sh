#!/usr/bin/env bash
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/install.sh
say "http://127.0.0.1:8080"
# Address, port and the rest of serving are in Trunk.toml.
trunk_offline serve --release
