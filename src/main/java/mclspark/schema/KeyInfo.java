package mclspark.schema;

import java.lang.reflect.Type;

/**
 * One key of a schema.
 *
 * @param path the full name, such as {@code moco.temperature}
 * @param type the Java type of its values
 * @param key the annotation
 * @param standard the default as YAML text; empty for a required key
 */
public record KeyInfo(String path, Type type, Key key, String standard) {

  /** The section that the key belongs to; empty at the top level. */
  public String section() {
    int dot = path.lastIndexOf('.');
    return dot < 0 ? "" : path.substring(0, dot);
  }

  /** The name within the section. */
  public String name() {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  /** What values may be, in words: type, bounds and unit. */
  public String allowed() {
    String unit = key.unit().isEmpty() ? "" : " (" + key.unit() + ")";
    return ValueType.words(type, bounds()) + unit;
  }

  /** Whether a value is the default. */
  boolean isDefault(Object value) {
    return standard.isEmpty()
        ? value.equals("")
        : ValueType.ofText(path, type, standard).equals(value);
  }

  /** The bounds of the key's numbers. */
  Bounds bounds() {
    return Bounds.of(key.range());
  }

  /** The hint in brackets with a leading space, or nothing. */
  String hintInBrackets() {
    return key.hint().isEmpty() ? "" : " (" + key.hint() + ")";
  }
}
