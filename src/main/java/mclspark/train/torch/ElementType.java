package mclspark.train.torch;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import mclspark.tensor.DataType;

/** Element types of PyTorch's storages, and what becomes of them here. */
enum ElementType {
  FLOAT("FloatStorage", 4, DataType.FLOAT32),
  DOUBLE("DoubleStorage", 8, null),
  HALF("HalfStorage", 2, DataType.FLOAT32),
  BFLOAT16("BFloat16Storage", 2, DataType.FLOAT32),
  LONG("LongStorage", 8, DataType.INT64),
  INT("IntStorage", 4, DataType.INT64),
  SHORT("ShortStorage", 2, DataType.INT64),
  CHAR("CharStorage", 1, DataType.INT64),
  BYTE("ByteStorage", 1, DataType.UINT8),
  BOOL("BoolStorage", 1, DataType.UINT8);

  private static final int HALF_EXPONENT = 0x7c00;
  private static final float HALF_SUBNORMAL = 0x1p-24f;

  private final String storage;
  private final int bytes;
  private final DataType target;

  ElementType(String storage, int bytes, DataType target) {
    this.storage = storage;
    this.bytes = bytes;
    this.target = target;
  }

  /** The name of the storage class in {@code torch}. */
  String storage() {
    return storage;
  }

  /** Bytes of an element in the file. */
  int bytes() {
    return bytes;
  }

  /** What the elements become without a loss; empty for float64, which would lose digits. */
  Optional<DataType> target() {
    return Optional.ofNullable(target);
  }

  /** Whether the bytes in the file are those of the target. */
  boolean isStoredAsTarget() {
    return target != null && target.bytes() == bytes;
  }

  static Optional<ElementType> ofStorage(String name) {
    return Arrays.stream(values()).filter(type -> type.storage.equals(name)).findFirst();
  }

  /** Appends the element at a byte offset of the source, widened to the target. */
  void copy(ByteBuffer source, int offset, ByteBuffer to) {
    switch (this) {
      case FLOAT -> to.putInt(source.getInt(offset));
      case HALF -> to.putFloat(half(source.getShort(offset)));
      case BFLOAT16 -> to.putInt(source.getShort(offset) << Short.SIZE);
      case LONG -> to.putLong(source.getLong(offset));
      case INT -> to.putLong(source.getInt(offset));
      case SHORT -> to.putLong(source.getShort(offset));
      case CHAR -> to.putLong(source.get(offset));
      case BYTE, BOOL -> to.put(source.get(offset));
      case DOUBLE -> throw new IllegalStateException("float64 has no target");
    }
  }

  /** IEEE half precision: 1 bit of sign, 5 of exponent, 10 of fraction. */
  private static float half(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = bits & HALF_EXPONENT;
    int fraction = bits & 0x3ff;
    if (exponent == 0) {
      float value = fraction * HALF_SUBNORMAL;
      return sign == 0 ? value : -value;
    }
    int wide = exponent == HALF_EXPONENT ? 0x7f800000 : (exponent << 13) + (112 << 23);
    return Float.intBitsToFloat(sign | wide | fraction << 13);
  }
}
