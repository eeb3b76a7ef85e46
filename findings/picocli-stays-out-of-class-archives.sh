#!/usr/bin/env bash
# One would guess that an archive of classes (class data sharing, -XX:ArchiveClassesAtExit) takes in
# what a command-line program loads first of all: its parser of arguments. Picocli is compiled for
# Java 5, and Java 17 archives no class older than Java 6; so all of picocli is read from its jar and
# verified by the old verifier in each start, beside an archive that was made to save that. Only
# -Xlog:cds says so, when the archive is made, and programs silence it there.
#
# Why it matters: the archive shortens the start of everything but what every start begins with. To
# read eighteen commands instead of one took a third of a second more on two cores, of one and a half;
# so it helps to give picocli little to read.
#
# Seen with picocli 4.7.7 (Maven Central) and Java 17.0.15 on Linux:
#   program: 1 of 1 classes from the archive
#   picocli: 0 of 152 classes from the archive
# (Java 25 archives 40 of them: those that were not linked yet.)
# Fails if a class of picocli comes from the archive. Needs Java 17 and Maven.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
version=4.7.7
mvn -q -B -ntp dependency:copy -Dartifact="info.picocli:picocli:$version" -DoutputDirectory="$work"
jar="$work/picocli-$version.jar"

cat >"$work/Greeting.java" <<'JAVA'
import picocli.CommandLine;

@CommandLine.Command(name = "greeting")
public class Greeting implements Runnable {
  public static void main(String[] arguments) {
    new CommandLine(new Greeting()).execute(arguments);
  }

  @Override
  public void run() {
    System.out.println("hello");
  }
}
JAVA
javac -proc:none -cp "$jar" -d "$work" "$work/Greeting.java"
(cd "$work" && jar cf greeting.jar Greeting.class)

java -XX:ArchiveClassesAtExit="$work/archive.jsa" -Xlog:cds=off -Xlog:cds+dynamic=off \
  -cp "$work/greeting.jar:$jar" Greeting >/dev/null
java -XX:SharedArchiveFile="$work/archive.jsa" -Xlog:class+load \
  -cp "$work/greeting.jar:$jar" Greeting >"$work/loaded"

count() { # NAME PATTERN: how many classes of that name there are, and how many of the archive
  local all archived
  all="$(grep -cE "\] $2[^ ]* source: " "$work/loaded")"
  archived="$(grep -cE "\] $2[^ ]* source: shared objects file \(top\)" "$work/loaded" || true)"
  echo "$1: $archived of $all classes from the archive"
}
echo "picocli $version, $(java -version 2>&1 | head -n 1)"
program="$(count program Greeting)"
parser="$(count picocli picocli)"
printf '%s\n%s\n' "$program" "$parser"
[[ "$program" == "program: 1 of 1 "* && "$parser" == "picocli: 0 of "* ]] ||
  { echo "This has changed." >&2; exit 1; }
