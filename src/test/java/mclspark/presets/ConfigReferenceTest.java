package mclspark.presets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The reference page in the repository is that of the records. */
final class ConfigReferenceTest {

  @Test
  void pageIsUpToDate() throws Exception {
    Path page = Path.of("src/docs/configuration.md");
    assertEquals(
        ConfigReference.text(),
        Files.readString(page),
        page + " is not what the records say: write it anew by `mcl config --reference`");
  }
}
