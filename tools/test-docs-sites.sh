#!/usr/bin/env bash
# Tries the npm package, made of what is built already, in sites of documentation.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/install.sh docs
node tools/package.mjs "$VERSION"
export DOCS_PYTHON
exec playwright test --config tests/docs_sites
