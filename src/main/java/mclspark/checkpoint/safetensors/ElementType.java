package mclspark.checkpoint.safetensors;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import mclspark.tensor.DataType;

/** Element types of other programs' files, and what becomes of them here. */
public enum ElementType {
  /** IEEE single precision. */
  FLOAT32("FloatStorage", "F32", 4, DataType.FLOAT32),
  /** IEEE double precision; rounded to float32. */
  FLOAT64("DoubleStorage", "F64", 8, DataType.FLOAT32),
  /** IEEE half precision. */
  FLOAT16("HalfStorage", "F16", 2, DataType.FLOAT32),
  /** The upper half of float32. */
  BFLOAT16("BFloat16Storage", "BF16", 2, DataType.FLOAT32),
  /** 4 bits of exponent, 3 of fraction, no infinity. */
  FLOAT8_E4M3FN(null, "F8_E4M3", 1, DataType.FLOAT32),
  /** 5 bits of exponent, 2 of fraction: the upper half of float16. */
  FLOAT8_E5M2(null, "F8_E5M2", 1, DataType.FLOAT32),
  /** Signed, 64 bits. */
  INT64("LongStorage", "I64", 8, DataType.INT64),
  /** Signed, 32 bits. */
  INT32("IntStorage", "I32", 4, DataType.INT64),
  /** Signed, 16 bits. */
  INT16("ShortStorage", "I16", 2, DataType.INT64),
  /** Signed, 8 bits. */
  INT8("CharStorage", "I8", 1, DataType.INT64),
  /** Unsigned, 64 bits; values from 2^63 on are refused. */
  UINT64(null, "U64", 8, DataType.INT64),
  /** Unsigned, 32 bits. */
  UINT32(null, "U32", 4, DataType.INT64),
  /** Unsigned, 16 bits. */
  UINT16(null, "U16", 2, DataType.INT64),
  /** Unsigned, 8 bits. */
  UINT8("ByteStorage", "U8", 1, DataType.UINT8),
  /** A byte of 0 or 1. */
  BOOL("BoolStorage", "BOOL", 1, DataType.UINT8),
  /** Bytes whose type is said elsewhere. */
  UNTYPED("UntypedStorage", null, 1, null),
  /** Two float16. */
  COMPLEX32("ComplexHalfStorage", null, 4, null),
  /** Two float32. */
  COMPLEX64("ComplexFloatStorage", "C64", 8, null),
  /** Two float64. */
  COMPLEX128("ComplexDoubleStorage", null, 16, null),
  /** Quantised, 8 bits. */
  QINT8("QInt8Storage", null, 1, null),
  /** Quantised, 8 bits, unsigned. */
  QUINT8("QUInt8Storage", null, 1, null),
  /** Quantised, 32 bits. */
  QINT32("QInt32Storage", null, 4, null),
  /** Quantised, two in a byte. */
  QUINT4X2("QUInt4x2Storage", null, 1, null),
  /** Quantised, four in a byte. */
  QUINT2X4("QUInt2x4Storage", null, 1, null);

  private static final int HALF_EXPONENT = 0x7c00;
  private static final float HALF_SUBNORMAL = 0x1p-24f;
  private static final int NO_NUMBER_IN_8_BITS = 0x7f;

  private final String storage;
  private final String code;
  private final int bytes;
  private final DataType target;

  ElementType(String storage, String code, int bytes, DataType target) {
    this.storage = storage;
    this.code = code;
    this.bytes = bytes;
    this.target = target;
  }

  /** The type of PyTorch's storages of a class such as {@code FloatStorage}. */
  public static Optional<ElementType> ofStorage(String name) {
    return Arrays.stream(values()).filter(type -> name.equals(type.storage)).findFirst();
  }

  /** The type that PyTorch calls {@code torch.float32} and the like, without {@code torch.}. */
  public static Optional<ElementType> ofDtype(String name) {
    return Arrays.stream(values()).filter(type -> type.label().equals(name)).findFirst();
  }

  /** The codes of a safetensors header. */
  static List<String> codes() {
    return Arrays.stream(values()).map(ElementType::code).filter(Objects::nonNull).toList();
  }

  /** The type of a code such as {@code F32} in a safetensors header. */
  static Optional<ElementType> ofCode(String code) {
    return Arrays.stream(values()).filter(type -> code.equals(type.code)).findFirst();
  }

  /** The code in a safetensors header; null if there is none. */
  String code() {
    return code;
  }

  /** PyTorch's name, such as {@code float32}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Bytes of an element in a file. */
  public int bytes() {
    return bytes;
  }

  /** What the elements become; empty if weights can't have such. */
  public Optional<DataType> target() {
    return Optional.ofNullable(target);
  }

  /** Whether the bytes in a file are those of the target. */
  public boolean isStoredAsTarget() {
    return target != null && target.bytes() == bytes && this != UINT64;
  }

  /** Whether values change on the way to the target. */
  public boolean isRounded() {
    return this == FLOAT64;
  }

  /**
   * Appends the element at a byte offset of a little-endian source as one of the target.
   *
   * @throws ArithmeticException with the value, if the target has none that is near
   */
  public void copy(ByteBuffer source, int offset, ByteBuffer to) {
    switch (this) {
      case FLOAT32 -> to.putInt(source.getInt(offset));
      case FLOAT64 -> to.putFloat(rounded(source.getDouble(offset)));
      case FLOAT16 -> to.putFloat(half(source.getShort(offset)));
      case BFLOAT16 -> to.putInt(source.getShort(offset) << Short.SIZE);
      case FLOAT8_E4M3FN -> to.putFloat(eightBits(source.get(offset)));
      case FLOAT8_E5M2 -> to.putFloat(half((short) (source.get(offset) << Byte.SIZE)));
      case INT64 -> to.putLong(source.getLong(offset));
      case INT32 -> to.putLong(source.getInt(offset));
      case INT16 -> to.putLong(source.getShort(offset));
      case INT8 -> to.putLong(source.get(offset));
      case UINT64 -> to.putLong(signed(source.getLong(offset)));
      case UINT32 -> to.putLong(Integer.toUnsignedLong(source.getInt(offset)));
      case UINT16 -> to.putLong(Short.toUnsignedLong(source.getShort(offset)));
      case UINT8, BOOL -> to.put(source.get(offset));
      default -> throw new IllegalStateException(label() + " has no target");
    }
  }

  /** Elements that lie one after the other, as those of the target. */
  ByteBuffer widen(byte[] stored) {
    ByteBuffer source = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
    if (isStoredAsTarget()) {
      return source;
    }
    int count = stored.length / bytes;
    ByteBuffer to =
        ByteBuffer.allocate(Math.multiplyExact(count, target.bytes()))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      copy(source, i * bytes, to);
    }
    return to.flip();
  }

  private static float rounded(double value) {
    float rounded = (float) value;
    if (Float.isInfinite(rounded) && !Double.isInfinite(value)) {
      throw new ArithmeticException(Double.toString(value));
    }
    return rounded;
  }

  private static long signed(long value) {
    if (value < 0) {
      throw new ArithmeticException(Long.toUnsignedString(value));
    }
    return value;
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

  /** 1 bit of sign, 4 of exponent from 2^-7 on, 3 of fraction; all ones are no number. */
  private static float eightBits(byte bits) {
    int magnitude = bits & NO_NUMBER_IN_8_BITS;
    int fraction = magnitude & 7;
    int exponent = magnitude >> 3;
    float value;
    if (magnitude == NO_NUMBER_IN_8_BITS) {
      value = Float.NaN;
    } else if (exponent == 0) {
      value = fraction * 0x1p-9f;
    } else {
      value = Math.scalb(1 + fraction / 8f, exponent - 7);
    }
    return bits < 0 ? -value : value;
  }
}
