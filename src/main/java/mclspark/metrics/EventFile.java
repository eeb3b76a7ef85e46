package mclspark.metrics;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * TensorBoard's event file: records of TensorFlow's TFRecord form, each a protobuf message {@code
 * tensorflow.Event}. Only the handful of fields that scalars need is written, by hand:
 *
 * <pre>
 * record:  length (8 bytes, little endian), masked CRC32C of it (4), message, masked CRC32C of it (4)
 * Event:   1 wall_time (double, seconds), 2 step (int64), then one of
 *          3 file_version (string), 5 summary (Summary), 7 session_log (SessionLog)
 * Summary: 1 value (repeated): 1 tag (string), 2 simple_value (float)
 * SessionLog: 1 status; 1 = START, at which readers drop what they know of this step and later ones
 * </pre>
 */
final class EventFile {

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED32 = 5;
  private static final int CRC_MASK = 0xa282ead8;

  private final OutputStream out;

  private EventFile(OutputStream out) {
    this.out = out;
  }

  /**
   * Begins a file.
   *
   * @param seconds since 1970
   * @param step the first step that will be told; readers forget older values from it on
   */
  static EventFile begin(OutputStream out, double seconds, long step) throws IOException {
    EventFile file = new EventFile(out);
    Message version = file.event(seconds, 0);
    version.bytes(3, "brain.Event:2".getBytes(StandardCharsets.UTF_8));
    file.write(version);
    Message start = file.event(seconds, step);
    start.bytes(7, new Message().number(1, 1).toByteArray());
    file.write(start);
    return file;
  }

  /** Writes the values of one step, by tag. They are single precision in this format. */
  void scalars(double seconds, long step, Map<String, Double> values) throws IOException {
    Message summary = new Message();
    values.forEach(
        (tag, value) -> {
          Message scalar = new Message();
          scalar.bytes(1, tag.getBytes(StandardCharsets.UTF_8));
          scalar.single(2, value.floatValue());
          summary.bytes(1, scalar.toByteArray());
        });
    Message event = event(seconds, step);
    event.bytes(5, summary.toByteArray());
    write(event);
  }

  private Message event(double seconds, long step) {
    return new Message().real(1, seconds).number(2, step);
  }

  private void write(Message message) throws IOException {
    byte[] data = message.toByteArray();
    byte[] length = littleEndian(Long.BYTES).putLong(data.length).array();
    out.write(length);
    out.write(littleEndian(Integer.BYTES).putInt(maskedCrc(length)).array());
    out.write(data);
    out.write(littleEndian(Integer.BYTES).putInt(maskedCrc(data)).array());
  }

  /** Rotated and moved, because a CRC of data that hold CRCs is weak. */
  static int maskedCrc(byte[] data) {
    CRC32C crc = new CRC32C();
    crc.update(data);
    return Integer.rotateRight((int) crc.getValue(), 15) + CRC_MASK;
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A protobuf message being written: each field is (number * 8 + type) and its value. */
  private static final class Message {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Zero is what a reader takes where there is nothing. */
    Message number(int field, long value) {
      if (value != 0) {
        varint(field << 3 | VARINT);
        varint(value);
      }
      return this;
    }

    Message real(int field, double value) {
      varint(field << 3 | FIXED64);
      bytes.writeBytes(littleEndian(Double.BYTES).putDouble(value).array());
      return this;
    }

    void single(int field, float value) {
      varint(field << 3 | FIXED32);
      bytes.writeBytes(littleEndian(Float.BYTES).putFloat(value).array());
    }

    void bytes(int field, byte[] value) {
      varint(field << 3 | BYTES);
      varint(value.length);
      bytes.writeBytes(value);
    }

    /** Seven bits a byte, the lowest first; the top bit says that more follow. */
    private void varint(long value) {
      long rest = value;
      while ((rest & ~0x7fL) != 0) {
        bytes.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      bytes.write((int) rest);
    }

    byte[] toByteArray() {
      return bytes.toByteArray();
    }
  }
}
