package mclspark.spark.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mclspark.dataset.shards.make.Labelling;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.spark.cluster.SparkSettings;
import mclspark.spark.pictures.PictureTable;
import mclspark.spark.pictures.TableFormat;
import mclspark.spark.pictures.TableRequest;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.analysis.NoSuchTableException;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Prepares shards of Delta and Iceberg tables, each in its newest and in an older state, and while
 * others write. Needs the libraries of both on the class path, so it is a program of its own.
 */
public final class LakeTables {

  private static final StructType SCHEMA =
      new StructType()
          .add("path", DataTypes.StringType)
          .add("content", DataTypes.BinaryType)
          .add("label", DataTypes.StringType);

  private final Path folder;

  private LakeTables(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws Exception {
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.sql.shuffle.partitions", "4");
    System.setProperty("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog");
    System.setProperty("spark.sql.catalog.lake.type", "hadoop");
    System.setProperty("spark.sql.catalog.lake.warehouse", arguments[0] + "/warehouse");
    LakeTables tables = new LakeTables(Path.of(arguments[0]));
    String snapshot = tables.write();
    String delta = arguments[0] + "/delta";
    tables.prepare(5, "", delta, TableFormat.DELTA, "", "delta5");
    tables.prepare(3, "", delta, TableFormat.DELTA, "0", "delta3");
    tables.prepare(5, "lake.shop.pictures", "", null, "", "iceberg5");
    tables.prepare(3, "lake.shop.pictures", "", null, snapshot, "iceberg3");
    String place = arguments[0] + "/warehouse/shop/pictures";
    tables.prepare(3, "", place, TableFormat.ICEBERG, snapshot, "path3");
    tables.prepareAgain(delta);
    tables.openWhileOthersWrite(TableRequest.of(TableFormat.DELTA, List.of(delta)));
    tables.openWhileOthersWrite(TableRequest.of(TableFormat.ICEBERG, List.of(place)));
    TableRequest named =
        new TableRequest("lake.shop.pictures", List.of(), Optional.empty(), "", "", "", "", "");
    tables.openWhileOthersWrite(named);
    System.out.println("all tables prepared");
  }

  /** Writes both tables in two steps; returns the Iceberg table's first snapshot. */
  private String write() throws IOException {
    SparkConf conf = SparkSettings.tables("tables", false);
    SparkSession spark = SparkSession.builder().config(conf).getOrCreate();
    try {
      rows(spark, 0, 3).write().format("delta").save(folder + "/delta");
      rows(spark, 3, 5).write().format("delta").mode("append").save(folder + "/delta");
      rows(spark, 0, 3).writeTo("lake.shop.pictures").create();
      String snapshot =
          spark.sql("SELECT snapshot_id FROM lake.shop.pictures.snapshots").first().get(0) + "";
      rows(spark, 3, 5).writeTo("lake.shop.pictures").append();
      return snapshot;
    } catch (NoSuchTableException
        | org.apache.spark.sql.catalyst.analysis.TableAlreadyExistsException e) {
      throw new IllegalStateException(e);
    } finally {
      spark.stop();
    }
  }

  /** A job that goes on where another was killed reads the rows of that one. */
  private void prepareAgain(String delta) throws IOException, InterruptedException {
    String told = Files.readString(folder.resolve("delta5/table.json"));
    assertTrue(told.contains("\"version\" : \"1\""), told);
    Path killed = Files.createDirectories(folder.resolve("killed"));
    Files.writeString(killed.resolve("table.json"), told.replace("\"1\"", "\"0\""));
    prepare(3, "", delta, TableFormat.DELTA, "", "killed");
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.writeString(other.resolve("table.json"), told.replace(delta, "elsewhere"));
    prepare(5, "", delta, TableFormat.DELTA, "", "other");
  }

  /** What was opened has the same rows at each use. */
  private void openWhileOthersWrite(TableRequest request) throws Exception {
    SparkSession spark =
        SparkSession.builder().config(SparkSettings.tables("tables", false)).getOrCreate();
    try {
      PictureTable table = PictureTable.open(spark, request, new Configuration());
      long before = table.rows().count();
      append(request, rows(spark, 5, 7));
      assertEquals(before, table.rows().count(), request.title());
      PictureTable again = PictureTable.open(spark, request, new Configuration());
      assertEquals(before + 2, again.rows().count(), request.title());
    } finally {
      spark.stop();
    }
  }

  private static void append(TableRequest to, Dataset<Row> rows) throws NoSuchTableException {
    if (to.table().isEmpty()) {
      String format = to.format().orElseThrow().word();
      rows.write().format(format).mode("append").save(to.data().get(0));
    } else {
      rows.writeTo(to.table()).append();
    }
  }

  private static Dataset<Row> rows(SparkSession spark, int from, int to) throws IOException {
    List<Row> rows = new java.util.ArrayList<>();
    for (int i = from; i < to; i++) {
      String label = i % 2 == 0 ? "even" : null;
      rows.add(RowFactory.create("p" + i, PictureFolder.png(20, 20, i), label));
    }
    return spark.createDataFrame(rows, SCHEMA);
  }

  private void prepare(
      int pictures, String table, String data, TableFormat format, String version, String to)
      throws InterruptedException {
    TableRequest request =
        new TableRequest(
            table,
            data.isEmpty() ? List.of() : List.of(data),
            Optional.ofNullable(format),
            version,
            "",
            "",
            "",
            "");
    TableSource source = new TableSource(request, "", "", "", List.of());
    String done =
        new PrepareJob(
                new PrepareRequest(
                    List.of(),
                    folder.resolve(to).toString(),
                    0,
                    90,
                    8,
                    4,
                    2,
                    3,
                    0,
                    false,
                    Labelling.NONE,
                    Optional.of(source)))
            .run();
    int without = pictures / 2;
    assertTrue(
        done.startsWith(
            pictures + " pictures of 1 classes, " + without + " of them without a label,"),
        to + ": " + done);
  }
}
