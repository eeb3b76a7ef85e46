#!/usr/bin/env bash
# One would guess that Spark's Kryo serializer, which needs no registration unless asked, carries what
# Java's own carries, or refuses what it cannot carry when it is to write it. It writes List.of(...),
# Map.of(...) and the lists of Stream.toList() without a word, and cannot read them: it fills a
# collection by add or put, which these forbid. Records fail when they are written.
#
# Why it matters: a task's result is read on the driver, so all tasks do their work and succeed, and
# only then is it lost; what was cached in serialized form is lost when it is used. In a test with Java's
# serializer, or with a result that is null or a single number, nothing is seen. ArrayList, Arrays.asList,
# HashMap and arrays are safe, and so is a serializer of one's own for each of the classes.
#
# Seen with Spark 4.1.1 (Kryo 4.0.3; from Maven Central) and Java 17, two tasks in local[2]:
#   java, List.of:         2 tasks computed, collected
#   kryo, List.of:         2 tasks computed, lost: UnsupportedOperationException
#   kryo, Stream.toList:   2 tasks computed, lost: UnsupportedOperationException
#   kryo, Map.of:          2 tasks computed, lost: UnsupportedOperationException
#   kryo, a record:        2 tasks computed, lost: UnsupportedOperationException
#   kryo, Arrays.asList:   2 tasks computed, collected
# Fails if that changes. Needs Java 17 and Maven.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
version=4.1.1

cat >"$work/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>kryo</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.apache.spark</groupId><artifactId>spark-core_2.13</artifactId>
    <version>$version</version>
  </dependency></dependencies>
</project>
POM
mvn -q -B -ntp -f "$work/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
  -DoutputDirectory="$work/lib"

cat >"$work/Results.java" <<'JAVA'
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;

public class Results {

  record Pair(int number, String name) implements java.io.Serializable {}

  static final AtomicInteger COMPUTED = new AtomicInteger();

  static String collect(String serializer, Function<Integer, Object> result) {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("results")
            .set("spark.serializer", "org.apache.spark.serializer." + serializer)
            .set("spark.ui.enabled", "false")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.driver.host", "127.0.0.1");
    COMPUTED.set(0);
    String end = "collected";
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      Function<Integer, Object> body =
          number -> {
            Object value = result.call(number);
            COMPUTED.incrementAndGet();
            return value;
          };
      spark.parallelize(List.of(1, 2), 2).map(body).collect();
    } catch (Exception e) {
      if (!((Object) e instanceof SparkException)) {
        throw e;
      }
      boolean reading = e.getMessage().contains("UnsupportedOperationException");
      end = "lost: " + (reading ? "UnsupportedOperationException" : e.getMessage());
    }
    return COMPUTED.get() + " tasks computed, " + end;
  }

  public static void main(String[] arguments) {
    Map<String, Function<Integer, Object>> results = new LinkedHashMap<>();
    results.put("List.of", number -> List.of(number, 0));
    results.put("Stream.toList", number -> Stream.of(number, 0).toList());
    results.put("Map.of", number -> Map.of(number, 0));
    results.put("a record", number -> new Pair(number, "zero"));
    results.put("Arrays.asList", number -> Arrays.asList(number, 0));
    show("java", "List.of", collect("JavaSerializer", results.get("List.of")));
    results.forEach((name, result) -> show("kryo", name, collect("KryoSerializer", result)));
  }

  static void show(String serializer, String what, String end) {
    System.out.printf("%-23s%s%n", serializer + ", " + what + ":", end);
  }
}
JAVA

opens=()
for package in lang lang.invoke lang.reflect io net nio util util.concurrent util.concurrent.atomic; do
  opens+=(--add-opens "java.base/java.$package=ALL-UNNAMED")
done
opens+=(--add-opens java.base/sun.nio.ch=ALL-UNNAMED --add-opens java.base/jdk.internal.ref=ALL-UNNAMED)
mkdir "$work/classes"
javac -nowarn -cp "$work/lib/*" -d "$work/classes" "$work/Results.java"
java "${opens[@]}" -cp "$work/classes:$work/lib/*" Results >"$work/seen" 2>"$work/log" ||
  { tail -n 20 "$work/log" >&2; exit 1; }

echo "Spark $version, results of two tasks:"
sed 's/^/  /' "$work/seen"
sed -n 's/^#   \(\(java\|kryo\), .*\)$/\1/p' "$0" >"$work/known"
diff "$work/known" "$work/seen" || {
  echo "This has changed." >&2
  exit 1
}
