#!/usr/bin/env bash
# Run by Trunk when it has put a build together: makes one file of the style sheets, and takes comments
# and white space out of it and out of the scripts.
set -euo pipefail

bundle() {
  esbuild "$1" --bundle --minify --format=esm --log-level=warning --allow-overwrite --outfile="$TRUNK_STAGING_DIR/$2" "${@:3}"
}

bundle "$TRUNK_SOURCE_DIR/style/index.css" index.css
bundle "$TRUNK_STAGING_DIR/oauth-flow-simulator.js" oauth-flow-simulator.js
# These load the script above when they run.
for script in boot oauth-flow; do
  bundle "$TRUNK_SOURCE_DIR/web/$script.js" "$script.js" --external:./oauth-flow-simulator.js
done
for script in fence embed; do
  bundle "$TRUNK_SOURCE_DIR/web/$script.js" "$script.js" --external:./oauth-flow.js
done
bundle "$TRUNK_SOURCE_DIR/web/embed.css" embed.css
cp "$TRUNK_SOURCE_DIR/web/embed.html" "$TRUNK_STAGING_DIR"
