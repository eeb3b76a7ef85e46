# Shared by the scripts of this folder; sourced, not run.
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
jar="$home/target/mcl-spark.jar"
lib="$home/target/lib"         # our jars, which a cluster has to be sent
spark_lib="$home/target/lib/spark" # Spark's own, used where there is no SPARK_HOME
jvm_options="@$home/conf/jvm.options"

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

need_build() {
  [[ -f "$jar" && -d "$spark_lib" ]] ||
    fail "target/lib or target/mcl-spark.jar is missing: run submit/quickstart, or mvn package."
}

# Runs a command in place of this script, or prints it if DRY_RUN is set.
run() {
  if [[ -n "${DRY_RUN:-}" ]]; then
    printf '%q ' "$@"
    printf '\n'
  else
    exec "$@"
  fi
}

comma_separated() {
  local IFS=,
  echo "$*"
}
