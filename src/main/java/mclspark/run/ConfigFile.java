package mclspark.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import mclspark.UserError;
import mclspark.schema.Words;
import mclspark.schema.Yaml;

/**
 * The text of a configuration file.
 *
 * @param label how messages call it
 * @param text the YAML
 */
public record ConfigFile(String label, String text) {

  /**
   * Reads a file.
   *
   * @throws UserError if it cannot be read
   */
  public static ConfigFile read(String label, Path path) {
    try {
      return new ConfigFile(label, Files.readString(path));
    } catch (NoSuchFileException e) {
      throw new UserError("The configuration file " + label + " does not exist.", e);
    } catch (IOException e) {
      throw new UserError(
          "The configuration file %s cannot be read as UTF-8 text: %s."
              .formatted(label, e.getMessage()),
          e);
    }
  }

  /**
   * The job that the file says it is for.
   *
   * @throws UserError if it says none, or the file is no YAML
   */
  public Job job() {
    String name = Yaml.parse(label, text).path("job").asText();
    return Arrays.stream(Job.values())
        .filter(job -> Words.enumName(job).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError("%s: job is \"%s\"; it must be %s.".formatted(label, name, jobs())));
  }

  private static String jobs() {
    return Words.either(Arrays.stream(Job.values()).map(Words::enumName).toList());
  }
}
