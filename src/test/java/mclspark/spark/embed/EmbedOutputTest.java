package mclspark.spark.embed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import mclspark.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbedOutputTest {

  @TempDir Path folder;

  @Test
  void whatIsReadIsNotReplacedWhateverLeadsToIt() throws Exception {
    Path data = Files.createDirectories(folder.resolve("my data"));
    Path picture = Files.createFile(data.resolve("a.parquet"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), data);
    EmbedOutput output = new EmbedOutput(new org.apache.hadoop.fs.Path(data.toUri()), false, true);
    for (Path way : new Path[] {picture, link.resolve("a.parquet")}) {
      assertEquals(
          "%s is read, but lies in --out %s; give another --out."
              .formatted(way.toUri(), output.folder()),
          assertThrows(UserError.class, () -> output.requireApart(way.toUri().toString()))
              .getMessage());
    }
    output.requireApart(folder.resolve("my data 2/a.parquet").toUri().toString());
  }
}
