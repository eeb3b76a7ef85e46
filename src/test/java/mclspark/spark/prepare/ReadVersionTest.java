package mclspark.spark.prepare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.dataset.shards.ShardFolder;
import mclspark.spark.pictures.TableFormat;
import mclspark.spark.pictures.TableRequest;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadVersionTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;

  private static TableRequest table(String place) {
    return TableRequest.of(TableFormat.DELTA, List.of(place));
  }

  private Optional<String> before(String place) {
    return ReadVersion.before(table(place), new ShardFolder(folder.toString()), HADOOP);
  }

  private void write(TableRequest request) throws IOException {
    ReadVersion.of(request, HADOOP).write(new ShardFolder(folder.toString()), HADOOP);
  }

  @Test
  void theVersionOfTheSameTableIsKeptHoweverItsPathIsSpelled() throws IOException {
    assertEquals(Optional.empty(), before("/lake/a"));
    write(table("/lake/a").inVersion("7"));
    assertEquals(Optional.of("7"), before("/lake/a"));
    assertEquals(Optional.of("7"), before("file:/lake/a/"));
    assertEquals(Optional.empty(), before("/lake/b"));
    write(table("/lake/a"));
    assertFalse(Files.exists(folder.resolve("table.json")), "a table without versions");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "null", "x", "", "{\"table\":\"\",\"data\":[null]}"})
  void aDamagedFileIsNamed(String text) throws IOException {
    Files.writeString(folder.resolve("table.json"), text);
    UserError error = assertThrows(UserError.class, () -> before("/lake/a"));
    assertTrue(
        error
            .getMessage()
            .endsWith("table.json is damaged: remove it, then the newest rows are read."),
        error.getMessage());
  }

  @Test
  void whatCannotBeRemovedIsNamed() throws IOException {
    Files.createDirectories(folder.resolve("table.json/x"));
    UserError error = assertThrows(UserError.class, () -> write(table("/lake/a")));
    assertTrue(error.getMessage().contains("table.json"), error.getMessage());
  }
}
