package mclspark.dataset.shards.labels;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The label that one file or row holds for a picture.
 *
 * @param text the label; null if there is none
 * @param problem why not, in words that follow the name of the file or row; empty if there is one
 */
public record SampleLabel(String text, String problem) {

  /** Bytes of a {@code .cls} file that are read at most. */
  public static final int LONGEST_CLS = 1024;

  /** Bytes of a {@code .json} file that are read at most. */
  public static final int LONGEST_JSON = 1 << 20;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Of a {@code .cls} file, whose whole content is the label. */
  public static SampleLabel ofCls(byte[] start, long length) {
    String text = new String(start, StandardCharsets.UTF_8).strip();
    return length > LONGEST_CLS || !isName(text)
        ? none("is not the name or number of a class")
        : ofText(text);
  }

  /** Of a {@code .json} file: the number or text under a key. */
  public static SampleLabel ofJson(byte[] start, long length, String key) {
    if (length > LONGEST_JSON) {
      return none("has more than " + LONGEST_JSON + " bytes");
    }
    try {
      JsonNode tree = MAPPER.readTree(start);
      return tree == null || !tree.isObject()
          ? none("is no JSON object")
          : ofValue(tree.get(key), key);
    } catch (IOException e) {
      return none("is no JSON object");
    }
  }

  /** Of a JSON value, which may be missing. */
  static SampleLabel ofValue(JsonNode value, String key) {
    if (value == null || value.isNull()) {
      return none("has no key " + key);
    }
    String text = value.isIntegralNumber() || value.isTextual() ? value.asText().strip() : "";
    return isName(text)
        ? ofText(text)
        : none("has a " + key + " that is not the name or number of a class");
  }

  /** Whether a text can be the name of a class, which begins the paths of its pictures. */
  static boolean isName(String text) {
    return !text.isEmpty() && !text.matches("(?s).*[/\\p{Cntrl}].*");
  }

  /** Numbers below zero are no classes: Hugging Face marks pictures without label by -1. */
  private static SampleLabel ofText(String text) {
    return text.matches("-\\d+")
        ? none("is " + text + ", the mark of no label")
        : new SampleLabel(text, "");
  }

  private static SampleLabel none(String problem) {
    return new SampleLabel(null, problem);
  }

  /** Whether there is a label. */
  public boolean isThere() {
    return text != null;
  }
}
