#!/usr/bin/env bash
# One would guess that a data frame of a Delta or Iceberg table stands for the state in which it was
# made, since snapshots are what these tables are for, and that one of plain Parquet files, which have
# none, is the one that may change. It is the other way round: the lake tables' data frames look for the
# newest state at every action, and the Parquet one keeps the list of files that it was made with.
#
# Why it matters: a job that counts and then reads, splits by quantiles, or joins a table with its own
# aggregate sees two states where somebody appends in between; nothing is said. A version pins it
# (option versionAsOf, VERSION AS OF), and has to be looked up first.
#
# Seen with Spark 4.1.1, Delta 4.1.0, Iceberg 1.11.0 (Maven Central) and Java 17; 5 rows are appended to 10:
#   parquet: 10 rows, then 10
#   delta: 10 rows, then 15
#   delta, versionAsOf 0: 10 rows, then 10
#   iceberg: 10 rows, then 15
# Fails if that changes. Needs Java 17 and Maven.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

cat >"$work/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>lake</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.spark</groupId>
      <artifactId>spark-sql_2.13</artifactId>
      <version>4.1.1</version>
    </dependency>
    <dependency>
      <groupId>io.delta</groupId>
      <artifactId>delta-spark_4.1_2.13</artifactId>
      <version>4.1.0</version>
    </dependency>
    <dependency>
      <groupId>org.apache.iceberg</groupId>
      <artifactId>iceberg-spark-runtime-4.1_2.13</artifactId>
      <version>1.11.0</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B -ntp -f "$work/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
  -DoutputDirectory="$work/lib"

cat >"$work/Uses.java" <<'JAVA'
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

public class Uses {
  interface Step {
    void run() throws Exception;
  }

  static void use(String name, Dataset<Row> table, Step append) throws Exception {
    long before = table.count();
    append.run();
    System.out.printf("%s: %d rows, then %d%n", name, before, table.count());
  }

  public static void main(String[] folder) throws Exception {
    SparkSession spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog")
            .config("spark.sql.catalog.lake.type", "hadoop")
            .config("spark.sql.catalog.lake.warehouse", "file:" + folder[0] + "/lake")
            .getOrCreate();
    for (String format : new String[] {"parquet", "delta"}) {
      String path = folder[0] + "/" + format;
      spark.range(10).write().format(format).save(path);
      Step append = () -> spark.range(5).write().format(format).mode("append").save(path);
      use(format, spark.read().format(format).load(path), append);
      if (format.equals("delta")) {
        Dataset<Row> first = spark.read().format(format).option("versionAsOf", "0").load(path);
        use("delta, versionAsOf 0", first, append);
      }
    }
    spark.range(10).writeTo("lake.shop.numbers").create();
    Step append = () -> spark.range(5).writeTo("lake.shop.numbers").append();
    use("iceberg", spark.table("lake.shop.numbers"), append);
    spark.stop();
  }
}
JAVA

opens=()
for package in lang lang.invoke lang.reflect io net nio util util.concurrent util.concurrent.atomic; do
  opens+=(--add-opens "java.base/java.$package=ALL-UNNAMED")
done
opens+=(--add-opens java.base/sun.nio.ch=ALL-UNNAMED --add-opens java.base/sun.security.action=ALL-UNNAMED)
mkdir "$work/classes" "$work/tables"
javac -nowarn -cp "$work/lib/*" -d "$work/classes" "$work/Uses.java"
java "${opens[@]}" -Xmx1g -cp "$work/classes:$work/lib/*" Uses "$work/tables" >"$work/seen" \
  2>"$work/log" || { tail -n 20 "$work/log" >&2; exit 1; }

echo "Spark 4.1.1, Delta 4.1.0, Iceberg 1.11.0:"
sed 's/^/  /' "$work/seen"
sed -n 's/^#   \(.* rows, then .*\)$/\1/p' "$0" >"$work/known"
diff "$work/known" "$work/seen" || {
  echo "This has changed." >&2
  exit 1
}
