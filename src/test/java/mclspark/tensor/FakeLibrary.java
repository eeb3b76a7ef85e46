package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Native libraries that stand in for others, compiled by gcc. */
public final class FakeLibrary {

  private FakeLibrary() {}

  /**
   * Compiles C to a shared library; the test is skipped where there is no gcc.
   *
   * @param library the file to make
   */
  public static void compile(String source, Path library) throws IOException, InterruptedException {
    Path file = library.resolveSibling(library.getFileName() + ".c");
    Files.writeString(file, source);
    List<String> command =
        List.of(
            "gcc",
            "-shared",
            "-fPIC",
            "-O1",
            "-o",
            library.toString(),
            file.toString(),
            "-lpthread",
            "-lrt");
    try {
      assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    } catch (IOException e) {
      abort("there is no gcc to build a stand-in for a library: " + e.getMessage());
    } finally {
      Files.delete(file);
    }
  }
}
