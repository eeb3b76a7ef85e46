package mclspark.tensor;

/** Element types that the project stores and computes with; the codes are those of safetensors. */
public enum DataType {
  /** IEEE single precision. */
  FLOAT32("F32", 4),
  /** Signed 64-bit integers. */
  INT64("I64", 8),
  /** Unsigned bytes, as pictures are stored. */
  UINT8("U8", 1);

  private final String code;
  private final int bytes;

  DataType(String code, int bytes) {
    this.code = code;
    this.bytes = bytes;
  }

  /** The name of this type in a safetensors header. */
  public String code() {
    return code;
  }

  /** Bytes an element. */
  public int bytes() {
    return bytes;
  }

  /** The engine's name of this type. */
  ai.djl.ndarray.types.DataType djl() {
    return switch (this) {
      case FLOAT32 -> ai.djl.ndarray.types.DataType.FLOAT32;
      case INT64 -> ai.djl.ndarray.types.DataType.INT64;
      case UINT8 -> ai.djl.ndarray.types.DataType.UINT8;
    };
  }

  /** The number of this type in TorchScript. */
  long script() {
    return switch (this) {
      case FLOAT32 -> 6;
      case INT64 -> 4;
      case UINT8 -> 0;
    };
  }
}
