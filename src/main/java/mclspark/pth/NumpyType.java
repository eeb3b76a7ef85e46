package mclspark.pth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The type of a single NumPy number, such as the epoch beside the tensors. */
final class NumpyType {

  private final String code;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

  private NumpyType(String code) {
    this.code = code;
  }

  /** Takes NumPy's code, such as f8. */
  static NumpyType of(PickleArguments arguments) {
    return new NumpyType(arguments.at(0, String.class));
  }

  /** Whether it is that of unsigned bytes. */
  boolean isByte() {
    return code.equals("u1");
  }

  /** The attributes begin with a version and the order of the bytes. */
  void build(Object state) {
    if (state instanceof List<?> list && list.size() > 1 && ">".equals(list.get(1))) {
      order = ByteOrder.BIG_ENDIAN;
    }
  }

  /** A number from its type and its bytes; text, dates and the like are opaque. */
  static Object scalar(PickleArguments arguments) {
    NumpyType type = arguments.at(0, NumpyType.class);
    Object stored = arguments.at(1, Object.class);
    // Python 2 had one type for text and bytes.
    byte[] text = stored instanceof String s ? s.getBytes(StandardCharsets.UTF_8) : new byte[0];
    ByteBuffer bytes =
        (stored instanceof ByteBuffer b ? b.duplicate() : ByteBuffer.wrap(text)).order(type.order);
    return switch (type.code + " in " + bytes.remaining()) {
      case "f8 in 8" -> bytes.getDouble(0);
      case "f4 in 4" -> (double) bytes.getFloat(0);
      case "i8 in 8" -> bytes.getLong(0);
      case "i4 in 4" -> (long) bytes.getInt(0);
      case "b1 in 1" -> bytes.get(0) != 0;
      default -> new OpaqueValue("NumPy's " + type.code);
    };
  }
}
