#!/bin/bash
# usage: Scripts/fuzz.sh [SECONDS [TARGET…]]
#
# Runs each decoder under libFuzzer for so many seconds (600), beginning with what Fuzz/corpus holds,
# and takes into the corpus what reaches code that nothing in it reached. An input that ends the
# process or breaks a law is kept in Fuzz/findings; it becomes a test.
#
# JOBS targets run at a time (1). Needs a toolchain with libFuzzer; that of swift.org for Linux has it.
set -euo pipefail
cd "$(dirname "$0")/../Fuzz"

seconds=${1:-600}
shift || true
targets=${*:-chunks edit file head history key merge pack payload sealed segment state vector}
# Beyond this an input only repeats itself, and the corpus grows.
longest=1024

swift build -c release --sanitize fuzzer -Xswiftc -enable-testing
fuzz=$PWD/$(swift build -c release --sanitize fuzzer --show-bin-path | sed "s|^$PWD/||")/fuzz
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p findings

run() {
  local target=$1 new=$work/$1 log=$work/$1.log status=0
  mkdir -p "$new" "corpus/$target"
  # A single allocation is bounded by the input's length, but for what decompression may give.
  FUZZ_TARGET=$target "$fuzz" -max_total_time="$seconds" -max_len=$longest -timeout=10 \
    -rss_limit_mb=1024 -dict=dictionary.txt -print_final_stats=1 \
    -artifact_prefix="findings/$target-" "$new" "corpus/$target" >"$log" 2>&1 || status=$?
  if [ $status -ne 0 ]; then
    tail -25 "$log"
    echo "$target: found something; see Fuzz/findings"
    return 1
  fi
  echo "$target: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs," \
    "$(grep -o 'cov: [0-9]*' "$log" | tail -1)"
  # Only what adds to the coverage stays, the smallest of each.
  mkdir -p "$work/$target.kept"
  FUZZ_TARGET=$target "$fuzz" -set_cover_merge=1 -max_len=$longest \
    "$work/$target.kept" "corpus/$target" "$new" >>"$log" 2>&1
  rm -rf "corpus/$target"
  mv "$work/$target.kept" "corpus/$target"
}

status=0
for target in $targets; do
  while [ "$(jobs -rp | wc -l)" -ge "${JOBS:-1}" ]; do wait -n || status=1; done
  run "$target" &
done
while [ -n "$(jobs -rp)" ]; do wait -n || status=1; done
exit $status
