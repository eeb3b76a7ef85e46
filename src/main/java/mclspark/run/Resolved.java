package mclspark.run;

import java.util.Map;
import mclspark.schema.Words;

/**
 * A valid configuration and where its values come from.
 *
 * @param config the configuration
 * @param label the file it was read from
 * @param sources the source of every value that is not a default, by full name
 */
public record Resolved<T extends JobConfig>(T config, String label, Map<String, String> sources) {

  /** Copies the map. */
  public Resolved {
    sources = Map.copyOf(sources);
  }

  /** The whole configuration as YAML, with each value's source as a comment. */
  public String text() {
    StringBuilder text = new StringBuilder("# " + label + ", resolved\n");
    append(text, "", "", config.tree());
    return text.toString();
  }

  private void append(StringBuilder text, String indent, String prefix, Map<?, ?> tree) {
    tree.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> section) {
            text.append(indent).append(name).append(":\n");
            append(text, indent + "  ", prefix + name + ".", section);
          } else {
            String line = indent + name + ": " + Words.of(value);
            String source = sources.getOrDefault(prefix + name, "default");
            text.append("%-52s # %s%n".formatted(line, source));
          }
        });
  }
}
