package mclspark.spark.pictures;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a Delta or Iceberg table once for its newest state: a data frame without a version looks for
 * it again at each use, so that counting and reading may see different rows.
 */
final class PinnedVersion {

  private static final Logger LOG = LoggerFactory.getLogger(PinnedVersion.class);

  private PinnedVersion() {}

  /** The same request with a version, if the table has versions and none was asked for. */
  static TableRequest of(SparkSession spark, TableRequest request) {
    if (!request.version().isEmpty()) {
      return request;
    }
    Optional<String> version = newest(spark, request);
    version.ifPresent(number -> LOG.info("{} is read in version {}", request.title(), number));
    return version.map(request::inVersion).orElse(request);
  }

  private static Optional<String> newest(SparkSession spark, TableRequest request) {
    if (request.table().isEmpty()) {
      String place = request.data().get(0);
      return switch (request.format().orElseThrow()) {
        case DELTA -> delta(spark, "delta.`%s`".formatted(place.replace("`", "``")));
        case ICEBERG -> iceberg(spark.read().format("iceberg").load(place + "#refs"));
        default -> Optional.empty();
      };
    }
    return switch (provider(spark, request.table())) {
      case "delta" -> delta(spark, request.table());
      case "iceberg" -> iceberg(spark.table(request.table() + ".refs"));
      default -> Optional.empty();
    };
  }

  /** Who stores a table of a catalog; empty for a view. */
  private static String provider(SparkSession spark, String table) {
    return spark
        .sql("DESCRIBE TABLE EXTENDED " + table)
        .where("col_name = 'Provider'")
        .collectAsList()
        .stream()
        .findFirst()
        .map(row -> row.getString(1))
        .orElse("");
  }

  private static Optional<String> delta(SparkSession spark, String table) {
    return first(spark.sql("DESCRIBE HISTORY " + table + " LIMIT 1").select("version"));
  }

  /** A table to which nothing was ever written has no snapshot. */
  private static Optional<String> iceberg(Dataset<Row> references) {
    return first(references.where("name = 'main'").select("snapshot_id"));
  }

  private static Optional<String> first(Dataset<Row> numbers) {
    List<Row> rows = numbers.collectAsList();
    return rows.stream().findFirst().map(row -> row.get(0).toString());
  }
}
