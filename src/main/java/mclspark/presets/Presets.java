package mclspark.presets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.run.ConfigFile;
import mclspark.schema.Suggestions;

/** The presets of an installation: {@code conf/presets/NAME.yaml}. */
public final class Presets {

  private static final String FOLDER = "conf/presets";
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
    try (Stream<Path> files = Files.list(home.resolve(FOLDER))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(EXTENSION))
          .map(name -> name.substring(0, name.length() - EXTENSION.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UserError(
          "There are no presets in %s; set MCL_HOME to the folder of the installation."
              .formatted(home.resolve(FOLDER)),
          e);
    }
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
    return ConfigFile.read(label, home.resolve(label));
  }

  /** What the preset is: the first line of its file, without the comment mark. */
  public String description(String name) {
    String firstLine = read(name).text().lines().findFirst().orElse("");
    return firstLine.startsWith("#") ? firstLine.substring(1).strip() : "";
  }
}
