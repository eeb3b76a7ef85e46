package mclspark.tensor;

import ai.djl.pytorch.jni.LibUtils;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How DJL finds and loads libtorch: decided here, once, before anything touches DJL. */
final class Natives {

  private static final Logger LOG = LoggerFactory.getLogger(Natives.class);
  private static final String FOLDERS = "PYTORCH_LIBRARY_PATH";
  private static final String EXCLUDED = "PYTORCH_LIBRARY_EXCLUSION";

  /**
   * DJL loads every library in libtorch's folder, and ends if one cannot be. libtorch itself never
   * asks for this one, which needs InfiniBand's libraries.
   */
  private static final List<String> UNWANTED = List.of("libcufile_rdma");

  private static Path folder; // null until libtorch is loaded

  private Natives() {}

  /** Sets the system properties that DJL reads. */
  static void configure() {
    // Without these DJL asks the network: for natives, and the cloud's metadata address.
    System.setProperty("ai.djl.offline", "true");
    System.setProperty("OPT_OUT_TRACKING", "true");
    String folders = setting(FOLDERS);
    String own = setting(EXCLUDED);
    String all =
        Stream.concat(
                Stream.of(own),
                Stream.of(folders.split(File.pathSeparator)).flatMap(Natives::unwanted))
            .filter(name -> !name.isEmpty())
            .distinct()
            .collect(Collectors.joining(","));
    if (!all.isEmpty()) {
      System.setProperty(EXCLUDED, all);
    }
  }

  /** Folder of the libtorch that is loaded; loads it if it was not. */
  static synchronized Path folder() {
    if (folder == null) {
      configure();
      LibUtils.loadLibrary(); // looks into every file again at each call
      folder = Path.of(LibUtils.getLibtorchPath()).toAbsolutePath();
    }
    return folder;
  }

  /** As DJL reads it: the environment goes first. */
  private static String setting(String name) {
    String variable = System.getenv(name);
    return variable == null ? System.getProperty(name, "") : variable;
  }

  private static Stream<String> unwanted(String place) {
    Path folder = Path.of(place);
    if (place.isEmpty() || !Files.isDirectory(folder)) {
      return Stream.empty(); // DJL says what it misses
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> UNWANTED.stream().anyMatch(name::startsWith))
          .toList()
          .stream();
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("{} names {}, which cannot be read: {}", FOLDERS, folder, e.getMessage());
      return Stream.empty();
    }
  }
}
