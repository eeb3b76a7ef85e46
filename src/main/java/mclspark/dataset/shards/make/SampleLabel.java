package mclspark.dataset.shards.make;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The label that a {@code .cls} or {@code .json} file of a WebDataset sample holds.
 *
 * @param member the file's name
 * @param text the label; null if there is none
 * @param problem why not, in words that follow the name; empty if there is one
 */
record SampleLabel(String member, String text, String problem) {

  /** Bytes of a file that are read at most. */
  static final int LONGEST_CLS = 1024;

  static final int LONGEST_JSON = 1 << 20;

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** Of a {@code .cls} file, whose whole content is the label. */
  static SampleLabel ofCls(String member, byte[] start, long length) {
    String text = new String(start, StandardCharsets.UTF_8).strip();
    return length > LONGEST_CLS || !isName(text)
        ? none(member, "is not the name or number of a class")
        : ofText(member, text);
  }

  /** Of a {@code .json} file: the number or text under a key. */
  static SampleLabel ofJson(String member, byte[] start, long length, String key) {
    if (length > LONGEST_JSON) {
      return none(member, "has more than " + LONGEST_JSON + " bytes");
    }
    try {
      JsonNode tree = MAPPER.readTree(start);
      return tree == null || !tree.isObject()
          ? none(member, "is no JSON object")
          : ofValue(member, tree.get(key), key);
    } catch (IOException e) {
      return none(member, "is no JSON object");
    }
  }

  /** Of a JSON value, which may be missing. */
  static SampleLabel ofValue(String member, JsonNode value, String key) {
    if (value == null || value.isNull()) {
      return none(member, "has no key " + key);
    }
    String text = value.isIntegralNumber() || value.isTextual() ? value.asText().strip() : "";
    return isName(text)
        ? ofText(member, text)
        : none(member, "has a " + key + " that is not the name or number of a class");
  }

  /** Whether a text can be the name of a class, which begins the paths of its pictures. */
  static boolean isName(String text) {
    return !text.isEmpty() && !text.matches("(?s).*[/\\p{Cntrl}].*");
  }

  /** Numbers below zero are no classes: Hugging Face marks pictures without label by -1. */
  private static SampleLabel ofText(String member, String text) {
    return text.matches("-\\d+")
        ? none(member, "is " + text + ", the mark of no label")
        : new SampleLabel(member, text, "");
  }

  private static SampleLabel none(String member, String problem) {
    return new SampleLabel(member, null, problem);
  }

  boolean isThere() {
    return text != null;
  }
}
