package mclspark.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every byte of TensorBoard's files, against bytes that were worked out by hand. */
class EventFileTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private String written(int from, int to) {
    return HexFormat.of().formatHex(Arrays.copyOfRange(bytes.toByteArray(), from, to));
  }

  /** The first twelve bytes are those of every event file that TensorFlow itself writes. */
  @Test
  void beginsAsTensorFlowDoes() throws IOException {
    EventFile.begin(bytes, 1.5, 0);
    assertEquals("1800000000000000" + "a37f4b22", written(0, 12));
    // Event {1: 1.5, 3: "brain.Event:2"}
    assertEquals("09000000000000f83f" + "1a0d627261696e2e4576656e743a32", written(12, 36));
    assertEquals("2a28646c", written(36, 40));
  }

  @Test
  void resumesAtAStep() throws IOException {
    EventFile.begin(bytes, 1.5, 300);
    // Event {1: 1.5, 2: 300, 7: {1: START}}
    assertEquals("1000000000000000" + "95fbfe18", written(40, 52));
    assertEquals("09000000000000f83f" + "10ac02" + "3a020801", written(52, 68));
    assertEquals("713b788a", written(68, 72));
    assertEquals(72, bytes.size());
  }

  @Test
  void scalarsOfAStep() throws IOException {
    EventFile file = EventFile.begin(bytes, 1.5, 0);
    bytes.reset();
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("a", 2.5);
    values.put("b/c", Double.NaN);
    file.scalars(1.5, 300, values);
    assertEquals("2400000000000000" + "422b804d", written(0, 12));
    assertEquals(
        "09000000000000f83f"
            + "10ac02"
            + "2a16"
            + ("0a08" + "0a0161" + "1500002040")
            + ("0a0a" + "0a03622f63" + "150000c07f"),
        written(12, 48));
    assertEquals("e44a797c", written(48, 52));
    assertEquals(52, bytes.size());
  }

  @Test
  void longMessagesHaveLongLengths() throws IOException {
    EventFile file = EventFile.begin(bytes, 1.5, 0);
    bytes.reset();
    file.scalars(1.5, 0, Map.of("x".repeat(200), 1.0));
    // Summary of 211 bytes, scalar of 208, tag of 200: two bytes each, the lower seven bits first
    assertEquals("2ad301" + "0ad001" + "0ac801", written(21, 30));
    assertEquals(12 + 9 + 3 + 211 + 4, bytes.size());
  }
}
