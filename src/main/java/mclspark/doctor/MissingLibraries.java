package mclspark.doctor;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Libraries that an installed libtorch needs and that the system does not find. */
final class MissingLibraries {

  private static final String FOLDERS = "PYTORCH_LIBRARY_PATH";

  private MissingLibraries() {}

  /** Their names; none if no folder is configured or the machine has no {@code ldd}. */
  static List<String> find() throws IOException, InterruptedException {
    return find(Optional.ofNullable(System.getenv(FOLDERS)).orElse(""));
  }

  static List<String> find(String folders) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ldd"));
    for (String folder : folders.split(File.pathSeparator)) {
      if (!folder.isBlank() && Files.isDirectory(Path.of(folder))) {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
          files
              .filter(file -> file.getFileName().toString().contains(".so"))
              .sorted()
              .forEach(file -> command.add(file.toString()));
        }
      }
    }
    if (command.size() == 1) {
      return List.of();
    }
    return ExternalCommand.run(command.toArray(String[]::new))
        .map(outcome -> parse(outcome.lines()))
        .orElse(List.of());
  }

  /** Reads lines such as {@code libcudnn.so.9 => not found}. */
  static List<String> parse(List<String> lines) {
    TreeSet<String> names = new TreeSet<>();
    for (String line : lines) {
      if (line.strip().endsWith("=> not found")) {
        names.add(line.strip().split(" ")[0]);
      }
    }
    return List.copyOf(names);
  }
}
