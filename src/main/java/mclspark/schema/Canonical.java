package mclspark.schema;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The one written form of a configuration: equal configurations give equal text, however their
 * numbers and keys were written or ordered.
 */
public final class Canonical {

  private Canonical() {}

  /**
   * The values as nested maps in the order of the records, enums as their names: what goes into a
   * manifest.
   */
  public static <T extends Record> Map<String, Object> tree(Schema<T> schema, T config) {
    Map<String, Object> tree = new LinkedHashMap<>();
    schema
        .values(config)
        .forEach((path, value) -> descend(tree, path).put(leaf(path), plain(value)));
    return tree;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> descend(Map<String, Object> tree, String path) {
    Map<String, Object> here = tree;
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      here = (Map<String, Object>) here.computeIfAbsent(names[i], k -> new LinkedHashMap<>());
    }
    return here;
  }

  private static String leaf(String path) {
    return path.substring(path.lastIndexOf('.') + 1);
  }

  private static Object plain(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(Canonical::plain).toList();
    }
    return value instanceof Enum<?> constant ? Words.enumName(constant) : value;
  }

  /**
   * SHA-256 of the values that change the numbers, as 64 hexadecimal digits: of the JSON object
   * from full name to value, sorted by name, without white space, in UTF-8. Places that are not
   * given are left out, and so are keys that say so where they have their default.
   */
  public static <T extends Record> String hash(Schema<T> schema, T config) {
    SortedMap<String, Object> identity = new TreeMap<>();
    Map<String, Object> values = schema.values(config);
    for (KeyInfo key : schema.keys()) {
      Object value = values.get(key.path());
      boolean nowhere = key.key().byContent() && value.equals("");
      boolean omitted = key.key().omittedByDefault() && key.isDefault(value);
      if (key.key().changesNumbers() && !nowhere && !omitted) {
        identity.put(key.path(), plain(value));
      }
    }
    return HexFormat.of().formatHex(sha256(json(identity)));
  }

  /**
   * What would make the numbers of two runs differ, in the order of the records; keys that are
   * compared by content are left to the caller.
   *
   * @param was the configuration that a checkpoint was written under
   * @param is the configuration of now
   * @return sentences without full stop such as {@code moco.temperature was 0.07, is 0.1}
   */
  public static <T extends Record> List<String> differences(Schema<T> schema, T was, T is) {
    Map<String, Object> before = schema.values(was);
    Map<String, Object> now = schema.values(is);
    List<String> differences = new ArrayList<>();
    for (KeyInfo key : schema.keys()) {
      Object old = before.get(key.path());
      Object current = now.get(key.path());
      boolean counts = key.key().changesNumbers() && !key.key().byContent();
      if (counts && !old.equals(current)) {
        differences.add("%s was %s, is %s".formatted(key.path(), Words.of(old), Words.of(current)));
      }
    }
    return differences;
  }

  private static String json(Map<String, Object> values) {
    try {
      return new ObjectMapper().writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("configuration values are plain", e);
    }
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
