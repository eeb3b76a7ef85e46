package mclspark.spark.tables;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mclspark.StorageError;
import mclspark.spark.TestSpark;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultTablesTest {

  @Test
  void resultsAreReadBackFromBothFormats(@TempDir Path folder) {
    List<ResultRow> rows =
        List.of(new ResultRow("1", 1, 30.5, 60, 2.25, 200), new ResultRow("0", 2, 40, 70, 2, 200));
    Dataset<Row> table = ResultTables.results(TestSpark.session(), rows);
    ResultTables.write(table, folder.toString(), "linear");
    ResultTables.write(table, folder.toString(), "linear"); // replaces the first
    String expected = "[[0,2,40.0,70.0,2.0,200], [1,1,30.5,60.0,2.25,200]]";
    assertEquals(expected, sorted(TestSpark.session().read().parquet(folder + "/linear.parquet")));
    assertEquals(expected, sorted(TestSpark.session().read().json(folder + "/linear.json")));
  }

  @Test
  void confusionAddsTheWorkersCounts() {
    List<PredictionCount> counts =
        List.of(
            new PredictionCount(0, 0, 5),
            new PredictionCount(0, 1, 1),
            new PredictionCount(1, 0, 0),
            new PredictionCount(1, 1, 4),
            new PredictionCount(0, 0, 2));
    assertEquals(
        "[[0,0,7,0.875], [0,1,1,0.125], [1,1,4,1.0]]",
        ResultTables.confusion(TestSpark.session(), counts).collectAsList().toString());
  }

  private static String sorted(Dataset<Row> table) {
    return table
        .select("peer", "epoch", "top1", "top5", "loss", "images")
        .orderBy("peer")
        .collectAsList()
        .toString();
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    StorageError error =
        assertThrows(
            StorageError.class,
            () ->
                ResultTables.write(
                    ResultTables.results(TestSpark.session(), List.of()), file.toString(), "top"));
    assertTrue(error.getMessage().contains("/file/top.json can't be written: "), error.toString());
  }
}
