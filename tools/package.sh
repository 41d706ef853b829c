#!/usr/bin/env bash
# Writes the npm package into dist-package/ and prints what is in it. Publishes nothing.
#   tools/package.sh [--update]     --update writes docs/package-files.md, too
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

tools/build.sh
tools/interface.sh
node tools/package.mjs "$VERSION"
[ $# = 0 ] || node tools/package-files.mjs "$@"
