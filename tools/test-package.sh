#!/usr/bin/env bash
# Tries the npm package, made of what is built already: dist/ and dist-interface/.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/install.sh package
node tools/package.mjs "$VERSION"
exec playwright test --config tests/package
