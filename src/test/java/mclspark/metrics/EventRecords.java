package mclspark.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what TensorBoard would read, with a check sum worked out bit by bit. */
final class EventRecords {

  /**
   * One event.
   *
   * @param start whether it makes readers forget later steps
   * @param scalars by tag
   */
  record Record(long step, boolean start, Map<String, Float> scalars) {}

  private EventRecords() {}

  /** All events of a file but the first, which tells the version. */
  static List<Record> read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    List<Record> records = new ArrayList<>();
    while (bytes.hasRemaining()) {
      byte[] length = take(bytes, 8);
      assertEquals(maskedCrc(length), bytes.getInt(), "check sum of a length");
      byte[] data =
          take(bytes, (int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong());
      assertEquals(maskedCrc(data), bytes.getInt(), "check sum of an event");
      records.add(event(ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN)));
    }
    return records.subList(1, records.size());
  }

  private static Record event(ByteBuffer message) {
    long step = 0;
    boolean start = false;
    Map<String, Float> scalars = new LinkedHashMap<>();
    while (message.hasRemaining()) {
      switch ((int) varint(message)) {
        case 1 << 3 | 1 -> message.getDouble();
        case 2 << 3 -> step = varint(message);
        case 3 << 3 | 2 -> assertEquals("brain.Event:2", text(message));
        case 5 << 3 | 2 -> summary(part(message), scalars);
        case 7 << 3 | 2 -> start = part(message).equals(ByteBuffer.wrap(new byte[] {8, 1}));
        default -> throw new AssertionError("a field that scalars do not need");
      }
    }
    return new Record(step, start, scalars);
  }

  private static void summary(ByteBuffer message, Map<String, Float> scalars) {
    while (message.hasRemaining()) {
      assertEquals(1 << 3 | 2, varint(message));
      ByteBuffer scalar = part(message);
      assertEquals(1 << 3 | 2, varint(scalar));
      String tag = text(scalar);
      assertEquals(2 << 3 | 5, varint(scalar));
      scalars.put(tag, scalar.getFloat());
    }
  }

  private static ByteBuffer part(ByteBuffer message) {
    return ByteBuffer.wrap(take(message, (int) varint(message))).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String text(ByteBuffer message) {
    return new String(take(message, (int) varint(message)), StandardCharsets.UTF_8);
  }

  private static byte[] take(ByteBuffer from, int length) {
    byte[] bytes = new byte[length];
    from.get(bytes);
    return bytes;
  }

  private static long varint(ByteBuffer message) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte part = message.get();
      value |= (long) (part & 0x7f) << shift;
      if (part >= 0) {
        return value;
      }
    }
  }

  private static int maskedCrc(byte[] data) {
    int crc = -1;
    for (byte each : data) {
      crc ^= each & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
      }
    }
    crc = ~crc;
    return (crc >>> 15 | crc << 17) + 0xa282ead8;
  }
}
