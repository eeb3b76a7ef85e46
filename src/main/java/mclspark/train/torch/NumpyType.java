package mclspark.train.torch;

import java.nio.ByteBuffer;

/**
 * The type of a single NumPy number, such as an accuracy beside the tensors.
 *
 * @param code NumPy's code: f8, f4, i8, i4 or b1
 */
record NumpyType(String code) {

  static NumpyType of(PickleArguments arguments) {
    return new NumpyType(arguments.at(0, String.class));
  }

  /** The attributes begin with a version and the order of the bytes. */
  void checkState(PickleArguments state) {
    if (state.at(1, String.class).equals(">")) {
      throw state.wrong("byte order");
    }
  }

  /** A number from its type and its bytes. */
  static Object scalar(PickleArguments arguments) {
    ByteBuffer bytes = arguments.at(1, ByteBuffer.class);
    NumpyType type = arguments.at(0, NumpyType.class);
    return switch (type.code() + " in " + bytes.remaining()) {
      case "f8 in 8" -> bytes.getDouble(0);
      case "f4 in 4" -> (double) bytes.getFloat(0);
      case "i8 in 8" -> bytes.getLong(0);
      case "i4 in 4" -> (long) bytes.getInt(0);
      case "b1 in 1" -> bytes.get(0) != 0;
      default -> throw arguments.wrong("number");
    };
  }
}
