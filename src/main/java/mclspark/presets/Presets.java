package mclspark.presets;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.run.ConfigFile;
import mclspark.schema.Suggestions;

/**
 * The presets: {@code conf/presets/NAME.yaml} of an installation, else those that the build packs
 * beside this class.
 */
public final class Presets {

  private static final String FOLDER = "conf/presets";
  private static final String PACKED = "mclspark/presets";
  private static final String EXTENSION = ".yaml";

  private final Path home;

  /** The presets in the given installation folder. */
  public Presets(Path home) {
    this.home = home;
  }

  /**
   * Names of all presets, sorted.
   *
   * @throws UserError if the installation has no folder of presets
   */
  public List<String> names() {
    return inFolder(
        folder -> {
          try (Stream<Path> files = Files.list(folder)) {
            return files
                .map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(EXTENSION))
                .map(name -> name.substring(0, name.length() - EXTENSION.length()))
                .sorted()
                .toList();
          }
        });
  }

  /**
   * Reads a preset.
   *
   * @throws UserError if there is none of that name, with similar names and the whole list
   */
  public ConfigFile read(String name) {
    List<String> names = names();
    if (!names.contains(name)) {
      throw new UserError(
          "There is no preset %s%s The presets are %s."
              .formatted(name, Suggestions.question(name, names), String.join(", ", names)));
    }
    String label = FOLDER + "/" + name + EXTENSION;
    return inFolder(folder -> ConfigFile.read(label, folder.resolve(name + EXTENSION)));
  }

  /** A use of the folder. */
  @FunctionalInterface
  private interface Use<T> {
    T of(Path folder) throws IOException;
  }

  private <T> T inFolder(Use<T> use) {
    Path installed = home.resolve(FOLDER);
    try {
      if (Files.isDirectory(installed)) {
        return use.of(installed);
      }
      Path ours =
          Path.of(Presets.class.getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(ours)) {
        return use.of(ours.resolve(PACKED));
      }
      try (FileSystem jar = FileSystems.newFileSystem(ours)) {
        return use.of(jar.getPath(PACKED));
      }
    } catch (IOException | URISyntaxException e) {
      throw new UserError(
          "There are no presets in %s; set MCL_HOME to the folder of the installation."
              .formatted(installed),
          e);
    }
  }

  /** What the preset is: the first line of its file, without the comment mark. */
  public String description(String name) {
    String firstLine = read(name).text().lines().findFirst().orElse("");
    return firstLine.startsWith("#") ? firstLine.substring(1).strip() : "";
  }
}
