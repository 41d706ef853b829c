#!/usr/bin/env bash
# Run by Trunk when it has put a build together: makes one file of the style sheets, and takes comments
# and white space out of it and out of the scripts.
set -euo pipefail

bundle() {
  esbuild "$1" --bundle --minify --format=esm --log-level=warning --allow-overwrite --outfile="$TRUNK_STAGING_DIR/$2" "${@:3}"
}

bundle "$TRUNK_SOURCE_DIR/style/index.css" index.css
bundle "$TRUNK_STAGING_DIR/oauth-flow-simulator.js" oauth-flow-simulator.js
# It loads the script above when it runs.
bundle "$TRUNK_SOURCE_DIR/web/boot.js" boot.js --external:./oauth-flow-simulator.js
