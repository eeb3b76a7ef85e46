package mclspark.ml;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mclspark.UserError;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.embed.Provenance;
import mclspark.linear.LinearSetup;
import mclspark.spark.TestSpark;
import mclspark.spark.embed.EmbeddingColumns;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transformer on tables of a local Spark. */
@Tag("slow")
final class ImageEmbedderTest {

  @TempDir static Path folder;
  private static LinearSetup setup;
  private static Dataset<Row> plain;
  private static Dataset<Row> huggingFace;

  @BeforeAll
  static void writeRunAndTables() throws Exception {
    setup = LinearSetup.in(folder);
    StructType schema =
        new StructType()
            .add("id", DataTypes.LongType)
            .add("content", DataTypes.BinaryType)
            .add("label", DataTypes.StringType);
    List<Row> rows = new ArrayList<>();
    for (long i = 0; i < 10; i++) {
      byte[] bytes =
          i == 3 ? new byte[] {1, 2} : i == 4 ? null : PictureFolder.png(40, 36, (int) i);
      rows.add(RowFactory.create(i, bytes, i % 2 == 0 ? "even" : null));
    }
    plain = TestSpark.session().createDataFrame(rows, schema);
    plain.createOrReplaceTempView("plain");
    huggingFace =
        TestSpark.session()
            .sql(
                "SELECT named_struct('bytes', content, 'path', id || '.png') image, label FROM"
                    + " plain");
  }

  private static ImageEmbedder embedder() {
    return new ImageEmbedder().setModelPath(setup.path("pretrained")).setDevice("cpu");
  }

  @Test
  void everyColumnButTheBytesStaysAndBrokenPicturesAreRowsWithAnError() {
    Dataset<Row> table = embedder().transform(plain);
    assertEquals(List.of("id", "label", "embedding", "embedding_error"), List.of(table.columns()));
    List<Row> rows = table.orderBy("id").collectAsList();
    assertEquals(10, rows.size());
    for (int i = 0; i < 10; i++) {
      Row row = rows.get(i);
      assertEquals(i, row.getLong(0));
      assertEquals(i % 2 == 0 ? "even" : null, row.getString(1));
      boolean broken = i == 3 || i == 4;
      assertEquals(broken, row.isNullAt(2), "row " + i);
      assertEquals(!broken, row.isNullAt(3), "row " + i);
    }
    assertEquals("there are no bytes", rows.get(4).getString(3));
    assertEquals(64, rows.get(0).getList(2).size());
  }

  @Test
  void schemaIsToldBeforehandWithTheProvenanceOfTheVectors() {
    StructType schema = embedder().transformSchema(plain.schema());
    assertEquals(schema, embedder().transform(plain).schema());
    StructField column = schema.apply("embedding");
    assertFalse(((ArrayType) column.dataType()).containsNull());
    Provenance provenance = EmbeddingColumns.provenance(column).orElseThrow();
    assertEquals("resnet8", provenance.arch());
    assertEquals("pretrained", provenance.run());
    assertEquals(64, provenance.dim());
  }

  @Test
  void ofHuggingFacesStructThePathStays() {
    Dataset<Row> table =
        embedder().setInputCol("image").setPeer("all").setOutputCol("v").transform(huggingFace);
    assertEquals(List.of("label", "path", "v_0", "v_1", "v_error"), List.of(table.columns()));
    Row row = table.where(col("path").equalTo("7.png")).first();
    assertEquals(64, row.getList(2).size());
    assertEquals(64, row.getList(3).size());
    assertFalse(row.getList(2).equals(row.getList(3)));
  }

  @Test
  void savedAndLoadedAloneAndInAPipelineItGivesTheSameTable() throws Exception {
    List<Row> expected = embedder().setPeer("1").transform(plain).orderBy("id").collectAsList();
    embedder().setPeer("1").save(setup.path("alone"));
    ImageEmbedder loaded = ImageEmbedder.load(setup.path("alone"));
    assertEquals(expected, loaded.transform(plain).orderBy("id").collectAsList());

    Pipeline pipeline =
        new Pipeline().setStages(new PipelineStage[] {embedder().setPeer("1").setBatchSize(32)});
    pipeline.fit(plain).save(setup.path("pipeline"));
    PipelineModel model = PipelineModel.load(setup.path("pipeline"));
    assertEquals(expected, model.transform(plain).orderBy("id").collectAsList());
  }

  /** However the rows are dealt to tasks: other neighbours, other last batches. */
  @Test
  void partitionsDoNotChangeABit() {
    List<Row> one = embedder().transform(plain.coalesce(1)).orderBy("id").collectAsList();
    List<Row> many = embedder().transform(plain.repartition(7)).orderBy("id").collectAsList();
    assertEquals(one, many);
  }

  private static String refusal(ImageEmbedder embedder, Dataset<Row> table) {
    return assertThrows(UserError.class, () -> embedder.transformSchema(table.schema()))
        .getMessage();
  }

  @Test
  void mistakesAreRefusedBeforeAnythingRuns() {
    assertEquals(
        "There is no column picture; the table has id, content, label.",
        refusal(embedder().setInputCol("picture"), plain));
    assertEquals(
        "Column label is of type string; pictures are in a column of type binary, or struct<bytes:"
            + " binary, path: string>.",
        refusal(embedder().setInputCol("label"), plain));
    assertEquals(
        "The table has a column label already; choose another name for the new one, or leave that"
            + " column out.",
        refusal(embedder().setOutputCol("label"), plain));
    assertEquals(
        "modelPath is not set; name a run, a checkpoint or a file of a network.",
        refusal(new ImageEmbedder(), plain));
    assertEquals(
        "device is \"tpu\"; it must be one of auto, cpu, gpu.",
        refusal(embedder().setDevice("tpu"), plain));
    assertEquals(
        "onError is \"skip\"; it must be null or fail.",
        refusal(embedder().setOnError("skip"), plain));
    assertEquals(
        "The batch size is -1; it must be from 1 to 65536, or 0 to leave the choice to the"
            + " program.",
        refusal(embedder().setBatchSize(-1), plain));
  }

  @Test
  void onErrorFailEndsTheJobWithTheRow() {
    ImageEmbedder failing = embedder().setInputCol("image").setOnError("fail");
    Exception failure =
        assertThrows(Exception.class, () -> failing.transform(huggingFace).collectAsList());
    String messages =
        String.join(" ", Arrays.asList(failure.toString(), String.valueOf(failure.getCause())));
    assertTrue(messages.contains("The picture 3.png cannot be embedded: "), messages);
  }
}
