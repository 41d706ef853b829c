#!/usr/bin/env bash
# Installs what is missing, then runs every check.
#
# Stages stand in waves, and in a wave in lanes, which run side by side: two cores have two things to do. A lane stops at
# its first stage that fails, and no wave begins after one that failed.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/env.sh"

stages=(
  "1a|install what is missing|tools/install.sh browser"
  "2a|format|cargo fmt --check"
  "2a|clippy, engine|cargo clippy --locked --no-default-features --all-targets -- -D warnings"
  "2a|clippy, page|cargo clippy --locked --target wasm32-unknown-unknown --lib --bins -- -D warnings"
  "2a|native tests|cargo test --locked --no-default-features --no-fail-fast"
  "2a|documentation|env RUSTDOCFLAGS=-Dwarnings cargo doc --locked --no-deps --no-default-features --lib"
  "2b|release build|tools/build.sh"
  "2b|sizes|node tools/size.mjs --ratchet"
  "3a|browser tests|playwright test --config tests/browser"
  "3b|client libraries|tools/interop.sh"
  "4a|npm package|tools/test-package.sh"
  "4a|documentation sites|tools/test-docs-sites.sh"
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

# run NUMBER: runs a stage, then prints all that it said, and keeps its seconds and status.
run() {
  local number="$1" place name command started=$SECONDS status=0
  IFS='|' read -r place name command <<<"${stages[number]}"
  printf '==> %s\n' "$name"
  # The words of a stage hold no spaces or patterns of their own.
  # shellcheck disable=SC2086
  $command >"$logs/$number" 2>&1 || status=$?
  echo "$((SECONDS - started)) $status" >"$logs/$number.result"
  flock "$logs/printing" sh -c "printf '\n==> %s, all that it said\n' '$name'; cat '$logs/$number'"
  [ "$status" -eq 0 ] && [ "$(count failed "$logs/$number")" -eq 0 ]
}

# run_lane PLACE: runs the stages of a lane, one after the other.
run_lane() {
  local number
  for number in "${!stages[@]}"; do
    case "${stages[number]}" in "$1|"*) run "$number" || return 1 ;; esac
  done
}

places="$(printf '%s\n' "${stages[@]}" | cut -d '|' -f 1 | uniq)"
for wave in $(cut -c 1 <<<"$places" | uniq); do
  lanes=() is_good=true
  for place in $(grep "^$wave" <<<"$places"); do
    run_lane "$place" &
    lanes+=($!)
  done
  for lane in "${lanes[@]}"; do wait "$lane" || is_good=false; done
  if ! $is_good; then break; fi
done

passed=0 failed=0
printf '\n%-26s %8s  %s\n' stage seconds result
for number in "${!stages[@]}"; do
  IFS='|' read -r _ name _ <<<"${stages[number]}"
  log="$logs/$number"
  if [ ! -f "$log.result" ]; then
    printf '%-26s %8s  %s\n' "$name" - "not run"
    continue
  fi
  read -r seconds status <"$log.result"
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
  printf '%-26s %8s  %s\n' "$name" "$seconds" "$result"
done
printf '%-26s %8s\n' all "$SECONDS"
printf '\n%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
