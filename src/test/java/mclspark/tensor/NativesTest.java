package mclspark.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of libtorch with files that no process can load, in JVMs of their own. */
class NativesTest {

  private static final String RDMA = "libcufile_rdma-0123abcd.so.1";
  private static final long PATIENCE_SECONDS = 120;

  @TempDir Path folder;

  /** Opens libtorch, by DJL's engine first or by its folder first. */
  static final class Child {

    private Child() {}

    public static void main(String... first) {
      if (first[0].equals("folder")) {
        System.out.println(DeviceMemory.torchFolder());
      }
      System.out.println(TorchEngine.cpu(1).floats(new float[] {1, 2}, 2).toFloats()[1]);
      System.out.println(DeviceMemory.torchFolder());
    }
  }

  @BeforeEach
  void link() throws IOException {
    TorchEngine.cpu(1);
    try (Stream<Path> natives = Files.list(DeviceMemory.torchFolder())) {
      for (Path file : natives.toList()) {
        Files.createSymbolicLink(folder.resolve(file.getFileName()), file);
      }
    }
  }

  @Test
  void whatNeedsInfiniBandIsNotLoaded() throws Exception {
    Files.writeString(folder.resolve(RDMA), "no library");
    Path below = Files.createDirectory(folder.resolve("below"));
    Files.writeString(below.resolve("libcufile_rdma.so.1.13.0"), "no library");
    for (String first : List.of("engine", "folder")) {
      String output = child(0, first);
      assertTrue(output.contains("2.0\n" + folder), output);
    }
  }

  @Test
  void whatElseCannotBeLoadedMayBeExcludedByItsName() throws Exception {
    Files.writeString(folder.resolve(RDMA), "no library");
    Files.writeString(folder.resolve("libother.so"), "no library");
    String output = child(1, "engine");
    assertTrue(output.contains("libother.so"), output);
    child(0, "engine", "-DPYTORCH_LIBRARY_EXCLUSION=libother.so,libmore.so");
  }

  private String child(int exitCode, String first, String... options) throws Exception {
    List<String> command =
        Stream.of(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-DPYTORCH_LIBRARY_PATH=" + folder,
                    "-DPYTORCH_FLAVOR=cpu"),
                Stream.of(options),
                Stream.of(
                    "-cp", System.getProperty("java.class.path"), Child.class.getName(), first))
            .flatMap(part -> part)
            .toList();
    Path log = folder.resolveSibling(folder.getFileName() + ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      try {
        assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "the JVM does not end");
      } finally {
        process.destroyForcibly();
      }
      String output = Files.readString(log);
      assertEquals(exitCode, process.exitValue(), output);
      return output;
    } finally {
      Files.deleteIfExists(log);
    }
  }
}
