# Shared by the scripts of this folder; sourced, not run.
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
jar="$home/target/mcl-spark.jar"
lib="$home/target/lib"         # our jars, which a cluster has to be sent
spark_lib="$home/target/lib/spark" # Spark's own, used where there is no SPARK_HOME
jvm_options="@$home/conf/jvm.options"
image_jar=local:///opt/mcl-spark/target/mcl-spark.jar # the same in the image
archive="$home/target/mcl.jsa" # of submit/archive
# Java takes file names for ASCII under another locale, as cron and ssh have it, and loses the others.
[[ "$(locale charmap 2>/dev/null)" == UTF-8 ]] || export LC_ALL=C.UTF-8

fail() {
  echo "$(basename "$0"): $*" >&2
  exit 2
}

# Sets java to a Java of version 17 or newer.
find_java() {
  java="${JAVA_HOME:+$JAVA_HOME/bin/}java"
  local line version
  line="$("$java" -version 2>&1 | grep ' version "')" ||
    fail "There is no Java at '$java': install a JDK 17 and set JAVA_HOME to it."
  version="${line#*\"}"
  version="${version%%[.\"-]*}"
  ((version >= 17)) || fail "'$java' is $line; version 17 or newer is needed: set JAVA_HOME."
}

dry_run() { [[ -n "${DRY_RUN:-}" ]]; }

# A dry run needs none.
need_build() {
  dry_run || [[ -f "$jar" && -d "$spark_lib" ]] ||
    fail "target/lib or target/mcl-spark.jar is missing: run submit/quickstart, or mvn package."
}

# Runs a command in place of this script, or prints it if DRY_RUN is set.
run() {
  dry_run || exec "$@"
  printf '%q ' "$@"
  printf '\n'
}

# The same as a child whose crash is told in a sentence, exit code 3. It gets this script's signals
# and dies with it.
run_and_tell() {
  local child code signal signalled=true
  if dry_run || ! command -v setpriv >/dev/null; then
    run "$@"
    return
  fi
  set -m       # a process group of its own, or Ctrl-C would reach it twice,
  trap '' TTOU # from which it may set up the terminal
  setpriv --pdeathsig KILL "$@" <&0 &
  child=$!
  set +m # or a child that is stopped for a while (kill -STOP) would be taken for one that has ended
  for signal in TERM INT HUP; do
    # shellcheck disable=SC2064
    trap "signalled=true; kill -s $signal $child" "$signal"
  done
  # Ctrl-Z stops both, fg lets both go on.
  # shellcheck disable=SC2064
  trap "signalled=true; kill -s STOP $child; kill -s STOP \$\$; kill -s CONT $child" TSTP
  while $signalled; do
    signalled=false
    code=0
    wait "$child" 2>/dev/null || code=$?
  done
  case "$code" in
    132 | 134 | 135 | 136 | 139) tell_crash "$child" "$code" ;;
    137) echo "$(basename "$0"): Java was killed (SIGKILL), as the system does when memory is short." >&2 ;;
  esac
  exit "$code"
}

# tell_crash PROCESS CODE: what Java's report, if there is one, says of a crash.
tell_crash() {
  local file report="" cause
  cause="SIG$(kill -l "$2")"
  for file in "$PWD/hs_err_pid$1.log" "/tmp/hs_err_pid$1.log"; do
    [[ -f "$file" ]] || continue
    cause="$(sed -n 's/^#  \(SIG[A-Z]*\) .*/\1/p; /^# Problematic frame/{n;s/^# */in /p;q}' "$file" | tr -s ' \n' ' ' | sed 's/ $//')"
    report=" see $file;"
  done
  echo "$(basename "$0"): Java crashed in native code ($cause):$report what was saved stands, and the" \
    "same command goes on from there." >&2
  exit 3
}

comma_separated() {
  local IFS=,
  echo "$*"
}

# The last value of a key in a file of Spark's properties, if any.
property() {
  [[ ! -f "$2" ]] || sed -nE "s/^[[:space:]]*${1//./\\.}[[:space:]:=]+([^[:space:]]*).*/\1/p" "$2" | tail -n 1
}

# deploy_mode MODE FILE: where the driver is to run by MODE, else FILE, else Spark's defaults or
# environment; nothing if none says it.
deploy_mode() {
  local mode="$1" file
  for file in "$2" "${SPARK_CONF_DIR:-${SPARK_HOME:-$home/none}/conf}/spark-defaults.conf"; do
    mode="${mode:-$(property spark.submit.deployMode "$file")}"
  done
  echo "${mode:-${DEPLOY_MODE:-}}"
}

# Of a driver that runs elsewhere spark-submit does not tell how it ended.
refuse_cluster_mode() {
  fail "The deploy mode is cluster, in which the exit code is not the program's: use client mode" \
    "(--conf spark.submit.deployMode=client wins over Spark's files)."
}

# Whether an option of spark-submit has no value.
is_switch() { [[ "$1" =~ ^(-v|--verbose|--supervise|--usage-error)$ ]]; }

# Prints the command that follows options.
command_of() {
  while [[ "${1:-}" == -* ]]; do
    if [[ $# -eq 1 || "$1" == *=* ]] || is_switch "$1"; then shift; else shift 2; fi
  done
  echo "${1:-}"
}

# Whether the executors of a command line get GPUs: those of `prepare` for RAPIDS only, and none of
# searches, which have no use for them.
with_gpus() {
  [[ -n "${MCL_GPU:-}" ]] || return 1
  case "$(command_of "$@")" in
    prepare) [[ -n "${MCL_RAPIDS_JAR:-}" ]] ;;
    neighbors | dedup) false ;;
  esac
}

# on_cluster MASTER NAME ARGUMENT...: runs submit/mcl on a cluster, with conf/spark/cluster.conf and
# NAME.conf, and those of GPU and RAPIDS where they are asked for. What the user says wins.
on_cluster() {
  local master="$1" files=(cluster "$2") options=() command file key value
  shift 2
  command="$(command_of "$@")"
  ! with_gpus "$@" || files+=(gpu)
  if [[ -n "${MCL_RAPIDS_JAR:-}" ]]; then
    files+=(rapids)
    options+=(--driver-class-path "$MCL_RAPIDS_JAR" --jars "local:$MCL_RAPIDS_JAR"
      --conf "spark.executor.extraClassPath=$MCL_RAPIDS_JAR")
  fi
  for file in "${files[@]}"; do
    while read -r key value; do
      [[ -z "$key" || "$key" == \#* || "$command $key" == "prepare spark.task."* ]] ||
        options+=(--conf "$key=$value")
    done <"$home/conf/spark/$file.conf"
  done
  # Its tasks are threads of their own; the workers of other commands have several each, and a GPU.
  [[ "$command" != prepare ]] || options+=(--conf spark.task.cpus=1)
  exec "$home/submit/mcl" --master "$master" "${options[@]}" "$@"
}
