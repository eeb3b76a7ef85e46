package mclspark.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values as people and YAML read them. */
final class WordsTest {

  @Test
  void numbersAreShort() {
    assertEquals("0.0001", Words.of(1e-4));
    assertEquals("30", Words.of(30.0));
    assertEquals("-0.5", Words.of(-0.5));
    assertEquals("1.0E-9", Words.of(1e-9));
    assertEquals("0", Words.of(0.0));
    assertEquals("[1, 2.5]", Words.of(List.of(1, 2.5)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain", "hdfs://host:9000/a", "", "true", "no", "12", "1e-4", "a b", "a: b", "a #b",
        "x:", "'q'", "\"q\"", "back\\slash", "two\nlines", "~", "-", "[a]", ".nan", "@x"
      })
  void textIsReadBack(String text) {
    String yaml = "key: " + Words.of(text);
    assertEquals(text, Yaml.parse("test", yaml).get("key").textValue(), yaml);
  }

  @Test
  void listsOfNames() {
    assertEquals("", Words.either(List.of()));
    assertEquals("a", Words.either(List.of("a")));
    assertEquals("a, b or c", Words.either(List.of("a", "b", "c")));
  }
}
