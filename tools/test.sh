#!/usr/bin/env bash
# Installs what is missing, then runs every check. Stops at the first stage that fails.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

stages=(
  "install what is missing|tools/install.sh browser"
  "format|cargo fmt --check"
  "clippy, engine|cargo clippy --locked --no-default-features --all-targets -- -D warnings"
  "clippy, page|cargo clippy --locked --target wasm32-unknown-unknown --lib --bins -- -D warnings"
  "native tests|cargo test --locked --no-default-features --no-fail-fast"
  "documentation|env RUSTDOCFLAGS=-Dwarnings cargo doc --locked --no-deps --no-default-features --lib"
  "release build|tools/build.sh"
  "sizes|node tools/size.mjs --ratchet"
  "client libraries|tools/interop.sh"
  "browser tests|playwright test --config tests/browser"
  "npm package|tools/test-package.sh"
  "documentation sites|tools/test-docs-sites.sh"
)

# Plain text in the logs, so that the counts can be read from them.
export FORCE_COLOR=0 CARGO_TERM_COLOR=never

logs="$(mktemp -d)"
trap 'rm -rf "$logs"' EXIT

# count WORD LOG: the sum of what cargo test and Playwright say of tests that passed, failed, or were flaky. What
# client libraries did is summed up in a last line of its own, which counts alone.
count() {
  awk -v word="$1" '
    /^test result: / { for (i = 2; i <= NF; i++) if ($i == word ";" ) sum += $(i - 1) }
    /^ +[0-9]+ (passed|failed|flaky)/ { if ($2 == word) sum += $1 }
    /^[0-9]+ passed, [0-9]+ failed$/ { whole = word == "passed" ? $1 : $3; is_whole = 1 }
    END { print is_whole ? whole : sum + 0 }
  ' "$2"
}

passed=0 failed=0 summary=""

report() {
  printf '\n%-26s %8s  %s\n' stage seconds result
  printf '%b' "$summary"
  printf '\n%s passed, %s failed\n' "$passed" "$failed"
}

for number in "${!stages[@]}"; do
  IFS='|' read -r name command <<<"${stages[number]}"
  log="$logs/$number"
  printf '\n==> %s\n' "$name"
  started=$SECONDS status=0
  # The words of a stage hold no spaces or patterns of their own.
  # shellcheck disable=SC2086
  $command 2>&1 | tee "$log" || status=$?
  seconds=$((SECONDS - started))

  stage_flaky=$(count flaky "$log")
  stage_passed=$(($(count passed "$log") + stage_flaky)) stage_failed=$(count failed "$log")
  result=ok
  if [ $((stage_passed + stage_failed)) -gt 0 ]; then result="$stage_passed passed, $stage_failed failed"; fi
  if [ "$stage_flaky" -gt 0 ]; then result+=", of these $stage_flaky only when repeated"; fi
  # A test runner that fails without a failed test, as when a test does not compile, is a failure too.
  if [ "$status" -ne 0 ] && [ "$stage_failed" -eq 0 ]; then
    stage_failed=1
    result="failed with status $status"
  fi
  passed=$((passed + stage_passed)) failed=$((failed + stage_failed))
  summary+="$(printf '%-26s %8s  %s' "$name" "$seconds" "$result")\n"

  if [ "$status" -ne 0 ] || [ "$stage_failed" -gt 0 ]; then
    for rest in "${stages[@]:number+1}"; do
      summary+="$(printf '%-26s %8s  %s' "${rest%%|*}" - "not run")\n"
    done
    report
    exit 1
  fi
done

report
