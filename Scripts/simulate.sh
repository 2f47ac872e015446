#!/usr/bin/env bash
# Simulates syncing, SEEDS times from seed FIRST on, on all cores: see Tests/SyncTests/Simulation.
#
#     Scripts/simulate.sh 2000            what CI runs
#     Scripts/simulate.sh 1000000 5000    a million by hand
#     Scripts/simulate.sh 1 4711          one seed, with everything that happened
#
# The exit code is 1 when a rule did not hold; the seed and what happened last are printed.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly seeds=${1:-2000} first=${2:-1} scratch=${SCRATCH:-.build}
release=(-c release --scratch-path "$scratch")
# As `make build` does, so that what it built is used.
[ "$(uname -s)" = Linux ] && release+=(--static-swift-stdlib)
swift build "${release[@]}" --product simulate
cores=$(getconf _NPROCESSORS_ONLN)
[ "$seeds" -lt "$cores" ] && cores=$seeds

pids=()
for ((core = 0; core < cores; core++)); do
  "$scratch/release/simulate" $(((seeds - core + cores - 1) / cores)) $((first + core)) "$cores" &
  pids+=($!)
done
status=0
for pid in "${pids[@]}"; do wait "$pid" || status=1; done
exit $status
