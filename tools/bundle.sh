#!/usr/bin/env bash
# Run by Trunk when it has put a build together: makes one file of the style sheets, takes comments and
# white space out of it, out of the scripts and out of the page, and writes the pages that need no script and
# the first pictures.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

bundle() {
  esbuild "$1" --bundle --minify --format=esm --log-level=warning --allow-overwrite --outfile="$TRUNK_STAGING_DIR/$2" "${@:3}"
}

sed -i -e '/<!--.*-->/d' -e 's/^ *//' -e '/^$/d' "$TRUNK_STAGING_DIR"/{index.html,icon.svg}
bundle "$TRUNK_SOURCE_DIR/style/index.css" index.css
node tools/styles.mjs "$TRUNK_STAGING_DIR/index.css" "$TRUNK_STAGING_DIR/styles.js"
bundle "$TRUNK_STAGING_DIR/oauth-flow-simulator.js" oauth-flow-simulator.js
rm -rf "$TRUNK_STAGING_DIR/snippets"
if [ -n "${RELOADS:-}" ]; then
  # `make dev` builds one module, which is whole and has both names.
  echo "export { default } from './oauth-flow-simulator.js'; export * from './oauth-flow-simulator.js';" \
    >"$TRUNK_STAGING_DIR/oauth-flow-simulator-whole.js"
else
  tools/whole.sh "$TRUNK_STAGING_DIR"
fi
# These load the files above when they run.
for script in boot oauth-flow; do
  # A page has one poster, which starts with it; the widget's shell is small without what draws posters.
  if [ "$script" = boot ]; then pen=(); else pen=(--external:./poster.js); fi
  bundle "$TRUNK_SOURCE_DIR/web/$script.js" "$script.js" --external:'./oauth-flow-simulator*.js' --external:./styles.js --external:./embed-dialog.js --external:./failure.js \
    --external:'./posters/*' "${pen[@]}" \
    --define:VERSION="\"$VERSION\"" --define:INTEGRITY=null --define:REGISTERS=true
done
for script in fence embed frame; do
  bundle "$TRUNK_SOURCE_DIR/web/$script.js" "$script.js" --external:./oauth-flow.js
done
bundle "$TRUNK_SOURCE_DIR/web/poster.js" poster.js --external:'./posters/*'
bundle "$TRUNK_SOURCE_DIR/web/embed-dialog.js" embed-dialog.js --define:VERSION="\"$VERSION\""
bundle "$TRUNK_SOURCE_DIR/web/failure.js" failure.js --define:HAS_STATIC_FORM=true
for sheet in embed embed-dialog; do
  bundle "$TRUNK_SOURCE_DIR/web/$sheet.css" "$sheet.css"
done
cp "$TRUNK_SOURCE_DIR/web/embed.html" "$TRUNK_STAGING_DIR"
tools/static.sh "$TRUNK_STAGING_DIR/static"
tools/static.sh --posters "$TRUNK_STAGING_DIR/posters" "$TRUNK_STAGING_DIR/index.html"
if [ -n "${RELOADS:-}" ]; then
  cp tools/reload.js "$TRUNK_STAGING_DIR"
  echo '<script type="module" src="./reload.js"></script>' >>"$TRUNK_STAGING_DIR/index.html"
fi
