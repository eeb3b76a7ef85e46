package mclspark.dataset.matlab;

import java.io.IOException;
import java.io.InputStream;
import mclspark.fuzz.Fuzz;
import org.junit.jupiter.api.Test;

/** Damaged files of MATLAB; a variable may unpack to 64 MiB. */
final class MatFuzzTest {

  private static byte[] file(String name) throws IOException {
    try (InputStream in = MatFuzzTest.class.getResourceAsStream("/matlab/" + name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void damagedFilesAreReadOrRefused() throws Exception {
    Fuzz.of("file of MATLAB", file("plain.mat"), file("meta.mat"))
        .declaring(IOException.class)
        .run(input -> MatFile.structs(input, "synsets"));
  }
}
