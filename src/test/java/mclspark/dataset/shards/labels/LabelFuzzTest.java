package mclspark.dataset.shards.labels;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mclspark.dataset.shards.SourcePicture;
import mclspark.fuzz.Fuzz;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged files of labels and of names. */
final class LabelFuzzTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;
  private FileSystem files;

  @BeforeEach
  void open() throws Exception {
    files = FileSystem.getLocal(HADOOP).getRaw();
  }

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void damagedLabelFilesAreReadOrRefused() throws Exception {
    Path file = folder.resolve("labels.csv");
    Fuzz.of(
            "file of labels",
            text("ImageId,PredictionString\na,n01 1 2 3 4\nb,n02 1 2 3 4 n02 5 6 7 8 \n"),
            text("1.jpg cat\n2.jpg dog\n"),
            text("1.jpg\t\"a, b\"\n2.jpg\tdog\n"),
            text("cat\ndog\n"))
        .oneOf(4)
        .allocating(64 << 20) // every line is taken apart
        .run(
            input -> {
              Files.write(file, input);
              LabelFile.read(file.toString(), "", HADOOP);
            });
  }

  /** A picture may have any number of boxes. */
  @Test
  void aLineOfManyBoxesIsRead() throws Exception {
    Path file = folder.resolve("labels.csv");
    Files.writeString(file, "1.jpg,n01 1 2 3 4" + " n01 5 6 7 8".repeat(20_000) + "\n");
    assertEquals(
        "n01",
        LabelFile.read(file.toString(), "", HADOOP)
            .label(List.of(new SourcePicture("f", 0, 1, 0, "", "1.jpg")))
            .get(0)
            .className());
  }

  @Test
  void damagedNameFilesAreReadOrRefused() throws Exception {
    Path file = folder.resolve("names.txt");
    Fuzz.of("file of names", text("cat\ndog\n"), text("1 cat\n2: great dane\n"))
        .oneOf(4)
        .run(
            input -> {
              Files.write(file, input);
              NameFile.read(file.toString(), HADOOP).byNumber();
            });
  }

  @Test
  void damagedMetadataFilesAreReadOrRefused() throws Exception {
    metadata("metadata.csv", "file_name,label\na/1.jpg,cat\n2.jpg,\"a \"\"b\"\"\"\n");
    metadata("metadata.jsonl", "{\"file_name\": \"1.jpg\", \"label\": 3}\n{\"file_name\":\"2\"}\n");
  }

  private void metadata(String name, String valid) throws Exception {
    Path own = Files.createDirectory(folder.resolve(name + " alone"));
    Fuzz.of(name, text(valid))
        .oneOf(4)
        .allocating(16 << 20) // one value may have 1 MiB
        .run(
            input -> {
              Files.write(own.resolve(name), input);
              MetadataFile.find(
                  files, new org.apache.hadoop.fs.Path(own.toUri()), List.of(name), "label");
            });
  }
}
