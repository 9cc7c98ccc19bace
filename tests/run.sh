#!/usr/bin/env bash
# Everything that must pass: restore, build with warnings as errors, format, unit, component, sandbox and browser tests.
#   tests/run.sh          all of it
#   tests/run.sh --fast   without the browser and the client matrix
# The last line is "N passed, N failed, N skipped".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 MSBUILDTERMINALLOGGER=off

fast=0
for argument in "$@"; do
  case "$argument" in
    --fast) fast=1 ;;
    *) echo "unknown argument $argument; the only one is --fast" >&2; exit 2 ;;
  esac
done

missing() { echo "missing: $1. $2" >&2; exit 1; }
command -v dotnet >/dev/null || missing "the .NET 10 SDK" "Install it from your system's packages or dot.net."
command -v node >/dev/null && command -v npm >/dev/null || missing "Node.js 20 or later with npm" "Install it from your system's packages or nodejs.org."

# What the tests drive: a PostgreSQL server with psql, Chromium, and the clients of the matrix. Installed where that can be done.
install_packages() {
  [ "$#" -eq 0 ] && return 0
  local elevate=()
  [ "$(id -u)" -eq 0 ] || elevate=(sudo -n)
  if command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; then
    echo "installing: $*"
    "${elevate[@]}" apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive "${elevate[@]}" apt-get install -y -qq --no-install-recommends "$@" >/dev/null && return 0
  fi
  missing "$*" "Install these packages (Debian's names), or run as a user who may."
}
wanted=()
command -v psql >/dev/null || wanted+=(postgresql-client)
ls -d /usr/lib/postgresql/*/bin >/dev/null 2>&1 || command -v postgres >/dev/null || wanted+=(postgresql)
if [ "$fast" -eq 0 ]; then
  command -v chromium >/dev/null || command -v google-chrome >/dev/null || wanted+=(chromium)
fi
install_packages "${wanted[@]+"${wanted[@]}"}"

# The client matrix skips the clients that are neither there nor to be had, with the reason; in CI it fails.
if [ "$fast" -eq 0 ]; then
  wanted=()
  [ -e /usr/bin/aws ] || wanted+=(awscli)
  [ -e /usr/bin/go ] || wanted+=(golang-go)
  [ -e /usr/bin/javac ] || wanted+=(default-jdk-headless)
  command -v rustfmt >/dev/null || wanted+=(rustfmt)
  ls /usr/lib/*/faketime/libfaketimeMT.so.1 >/dev/null 2>&1 || wanted+=(faketime)
  [ -e /usr/share/java/postgresql.jar ] || wanted+=(libpostgresql-jdbc-java)
  [ -e /usr/share/java/HikariCP.jar ] || wanted+=(libhikaricp-java)
  for module in boto3 psycopg psycopg_pool psycopg2 sqlalchemy; do
    [ -e "/usr/lib/python3/dist-packages/$module" ] || wanted+=("python3-${module//_/-}")
  done
  [ -e /usr/share/gocode/src/github.com/jackc/pgx/v4 ] || wanted+=(golang-github-jackc-pgx-v4-dev)
  [ -e /usr/share/gocode/src/github.com/aws/aws-sdk-go-v2 ] || wanted+=(golang-github-aws-aws-sdk-go-v2-dev)
  (install_packages "${wanted[@]+"${wanted[@]}"}") || echo "going on without them" >&2
fi

results=artifacts/test-results
rm -rf "$results"
mkdir -p "$results"
failed_steps=0

step() { # name, command…: a step that is no test runner; its failure counts as one failure
  local name=$1; shift
  echo "== $name"
  if ! "$@"; then echo "FAILED: $name" >&2; failed_steps=$((failed_steps + 1)); return 1; fi
}

finish() {
  local passed=0 failed=$failed_steps skipped=0 file counters
  for file in "$results"/*.trx; do
    [ -e "$file" ] || continue
    counters=$(grep -o '<Counters [^>]*' "$file" | head -1)
    count() { sed -nE "s/.* $1=\"([0-9]+)\".*/\1/p" <<<"$counters"; }
    passed=$((passed + $(count passed)))
    failed=$((failed + $(count failed)))
    skipped=$((skipped + $(count total) - $(count passed) - $(count failed)))
  done
  [ "$passed" -gt 0 ] || failed=$((failed + 1))
  # Named again at the end, where a long log is cut last; of a message its first line.
  for file in "$results"/*.trx; do
    [ -e "$file" ] && awk '/<UnitTestResult / && /outcome="Failed"/ { if (match($0, /testName="[^"]*"/)) { print "failed: " substr($0, RSTART + 10, RLENGTH - 11); inside = 1 } }
      inside && /<Message>/ { sub(/.*<Message>/, ""); sub(/<\/Message>.*/, ""); print "  " $0; inside = 0 }' "$file"
  done
  echo "$passed passed, $failed failed, $skipped skipped"
  [ "$failed" -eq 0 ]
}

step "build" dotnet build AuroraConsole.sln -v quiet --nologo || { finish; exit 1; }
step "format" dotnet format AuroraConsole.sln --verify-no-changes --no-restore --exclude-diagnostics IDE0005

# What tests leave behind, databases of killed servers among it, goes with the run. As open as /tmp: servers run as another user.
scratch=$(mktemp -d /tmp/ac-XXXXXX) && chmod 1777 "$scratch" || exit 1
trap 'rm -rf "$scratch"' EXIT

run_tests() { # project
  local name
  name=$(basename "$1")
  echo "== $name"
  # A run that ends without a result file crashed; a failed test is counted from its file.
  TMPDIR=$scratch dotnet test "$1" --no-build --nologo -v quiet --logger "trx;LogFileName=$name.trx" --results-directory "$results" --blame-hang-timeout 8m ${2:+--filter "$2"}
  [ -e "$results/$name.trx" ] || failed_steps=$((failed_steps + 1))
}

filter=""
[ "$fast" -eq 1 ] && filter="Category!=ClientMatrix"
run_tests tests/AuroraConsole.Tests "$filter"
run_tests tests/AuroraConsole.Sandbox.Tests "$filter"
[ "$fast" -eq 1 ] || run_tests tests/AuroraConsole.BrowserTests
finish
