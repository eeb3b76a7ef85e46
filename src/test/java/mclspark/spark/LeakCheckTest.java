package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.dataset.DataConfig;
import mclspark.dataset.shards.make.Labelling;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import mclspark.run.DataSets;
import mclspark.spark.pictures.HuggingFaceParquet;
import mclspark.spark.pictures.HuggingFaceParquet.Picture;
import mclspark.spark.prepare.PrepareJob;
import mclspark.spark.prepare.PrepareRequest;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that are in the training and in the test set. */
@Tag("slow")
final class LeakCheckTest {

  @TempDir Path folder;

  private PretrainConfig config(String format, String train, String test) {
    return SmallRuns.config(
        folder,
        folder.resolve("run"),
        "data.format=" + format,
        "data.train=" + folder.resolve(train),
        "data.test=" + folder.resolve(test),
        "data.check_leak=true");
  }

  /** Training's own settings, under which Kryo takes registered classes only. */
  private static void check(PretrainConfig config) throws Exception {
    DataConfig data = config.data();
    try (SparkSession session = TestSpark.training()) {
      LeakCheck.run(() -> session, data, DataSets.train(data, SmallRuns.HADOOP), SmallRuns.HADOOP);
    }
  }

  private static String refusal(PretrainConfig config) {
    return assertThrows(UserError.class, () -> check(config)).getMessage();
  }

  private void writeFolders() throws Exception {
    PictureFolder.write(folder.resolve("train"), 4, "ant", "bee");
    Path test = folder.resolve("test/ant");
    Files.createDirectories(test);
    Files.write(test.resolve("new.png"), PictureFolder.png(40, 36, 77));
  }

  private void leak(String from, String to) throws Exception {
    Files.copy(folder.resolve("train").resolve(from), folder.resolve("test").resolve(to));
  }

  @Test
  void aPictureInBothFoldersIsRefusedByName() throws Exception {
    writeFolders();
    leak("bee/002.png", "ant/renamed.png");
    PretrainConfig config = config("folder", "train", "test");
    assertEquals(
        ("1 of the 2 pictures of data.test are also in data.train, such as"
                + " file:%s/test/ant/renamed.png (file:%s/train/bee/002.png); take them out of one"
                + " of the sets, or set data.check_leak=false.")
            .formatted(folder, folder),
        refusal(config));
  }

  @Test
  void differentPicturesPass() throws Exception {
    writeFolders();
    check(config("folder", "train", "test"));
  }

  @Test
  void shardsAreComparedByTheirChecksumsFirst() throws Exception {
    writeFolders();
    prepare("train", "shards");
    prepare("test", "fresh");
    check(config("shards", "shards", "fresh"));
    leak("ant/000.png", "ant/same.png");
    leak("ant/001.png", "ant/other.png");
    prepare("test", "leaky");
    assertEquals(
        "2 of the 3 pictures of data.test are also in data.train, such as ant/other.png"
            + " (ant/001.png), ant/same.png (ant/000.png); take them out of one of the sets, or set"
            + " data.check_leak=false.",
        refusal(config("shards", "shards", "leaky")));
  }

  @Test
  void rowsOfParquetFilesAreCompared() throws Exception {
    List<Picture> train = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      train.add(new Picture(PictureFolder.png(20, 20, i), null, 0));
    }
    Files.createDirectories(folder.resolve("hf"));
    HuggingFaceParquet.write(folder.resolve("hf/train-0.parquet"), List.of("x"), 2, train);
    HuggingFaceParquet.write(
        folder.resolve("hf/test-0.parquet"), List.of("x"), 2, train.subList(3, 4));
    String sentence = refusal(config("parquet", "hf", "hf"));
    assertTrue(
        sentence.matches("1 of the 1 .*hf/test-0.parquet#0 \\(.*hf/train-0.parquet#3\\); .*"),
        sentence);
  }

  private void prepare(String from, String to) throws Exception {
    new PrepareJob(
            new PrepareRequest(
                List.of(folder.resolve(from).toString()),
                folder.resolve(to).toString(),
                0,
                90,
                8,
                4,
                2,
                3,
                0,
                false,
                Labelling.BY_FOLDER,
                Optional.empty()))
        .run();
  }

  @Test
  void pixelsOfCifarAreComparedWhateverTheLabels() throws Exception {
    byte[] train = new byte[3 * 3074];
    Arrays.fill(train, 3074, 3 * 3074, (byte) 7);
    byte[] test = new byte[2 * 3074];
    Arrays.fill(test, 2, 3074, (byte) 7);
    Arrays.fill(test, 3074 + 2, 2 * 3074, (byte) 9);
    Files.write(folder.resolve("train.bin"), train);
    Files.write(folder.resolve("test.bin"), test);
    String sentence = refusal(config("cifar100", "train.bin", "test.bin"));
    assertEquals(
        "1 of the 2 pictures of data.test are also in data.train, such as %s/test.bin#0 (%s/train.bin#1); take them out of one of the sets, or set data.check_leak=false."
            .formatted(folder, folder),
        sentence.replace("file:", ""));
  }
}
