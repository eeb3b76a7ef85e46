#!/usr/bin/env bash
# One would guess that BarrierTaskContext.barrier and allGather return as soon as all tasks of a
# barrier stage have called them: milliseconds in one process. Most take a whole second: the task
# sleeps that long, unless the answer is there before its first look, which happens to one now and then,
# and between looks.
#
# Why it matters: whoever lets workers meet a few times, as the start and every restart of a
# distributed training do, waits as many seconds; and the more often, the more it looks like a slow
# network, which it is not. An interrupt of the waiting thread, which Spark takes for a question
# whether the task was killed, makes it look at once.
#
# Seen with Spark 4.1.1 (spark-core_2.13 from Maven Central) and Java 17, two tasks in local[2]:
#   5 barriers took 4.0 s (or 5.0)
#   5 barriers took 0.1 s, interrupted
# Fails if that changes. Needs Java 17 and Maven.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
version=4.1.1

cat >"$work/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>barrier</artifactId><version>1</version>
  <dependencies><dependency>
    <groupId>org.apache.spark</groupId><artifactId>spark-core_2.13</artifactId>
    <version>$version</version>
  </dependency></dependencies>
</project>
POM
mvn -q -B -ntp -f "$work/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
  -DoutputDirectory="$work/lib"

cat >"$work/Barriers.java" <<'JAVA'
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.rdd.RDD;
import scala.Function1;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;

public class Barriers {
  static final int COUNT = 5;

  interface Body extends Function1<Iterator<Integer>, Iterator<Double>>, Serializable {}

  static Iterator<Double> meet(boolean interrupted) {
    BarrierTaskContext task = BarrierTaskContext.get();
    task.barrier();
    Thread waiting = Thread.currentThread();
    Thread waker =
        new Thread(
            () -> {
              try {
                while (true) {
                  Thread.sleep(10);
                  if (waiting.getState() == Thread.State.TIMED_WAITING) {
                    waiting.interrupt();
                  }
                }
              } catch (InterruptedException e) {
                return; // the end of the measurement
              }
            });
    if (interrupted) {
      waker.start();
    }
    long start = System.nanoTime();
    for (int i = 0; i < COUNT; i++) {
      task.barrier();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    waker.interrupt();
    return CollectionConverters.asScala(List.of(seconds).iterator());
  }

  public static void main(String[] arguments) {
    boolean interrupted = arguments.length > 0;
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .setAppName("barriers")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.bindAddress", "127.0.0.1")
            .set("spark.driver.host", "127.0.0.1");
    try (JavaSparkContext spark = new JavaSparkContext(conf)) {
      RDD<Integer> tasks = spark.parallelize(Collections.nCopies(2, 1), 2).rdd();
      Body body = none -> meet(interrupted);
      RDD<Double> seconds =
          tasks.barrier().mapPartitions(body, false, ClassTag$.MODULE$.apply(Double.class));
      System.out.printf("%.1f%n", ((Double[]) seconds.collect())[0]);
    }
  }
}
JAVA

opens=()
for package in lang lang.invoke lang.reflect io net nio util util.concurrent util.concurrent.atomic; do
  opens+=(--add-opens "java.base/java.$package=ALL-UNNAMED")
done
opens+=(--add-opens java.base/sun.nio.ch=ALL-UNNAMED --add-opens java.base/jdk.internal.ref=ALL-UNNAMED)
mkdir "$work/classes"
javac -nowarn -cp "$work/lib/*" -d "$work/classes" "$work/Barriers.java"

measure() { java "${opens[@]}" -cp "$work/classes:$work/lib/*" Barriers "$@" 2>"$work/log" || { tail -n 20 "$work/log" >&2; exit 1; }; }
plain="$(measure)"
interrupted="$(measure interrupted)"
echo "Spark $version, two tasks in one process:"
echo "  5 barriers took $plain s"
echo "  5 barriers took $interrupted s, interrupted"
awk -v plain="$plain" -v woken="$interrupted" 'BEGIN { exit !(plain >= 2.9 && woken < 3) }' || {
  echo "This has changed." >&2
  exit 1
}
