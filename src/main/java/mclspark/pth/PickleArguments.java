package mclspark.pth;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import mclspark.UserError;
import mclspark.checkpoint.safetensors.ElementType;

/** Arguments of a constructor, taken out with the kinds that it expects. */
final class PickleArguments {

  private static final int STORAGE_ARGUMENTS = 5;

  /** Dimensions of a tensor; arguments can be used again and again, so copies must be small. */
  private static final int MOST_INTEGERS = 64;

  /** Characters of an encoded number, for the same reason; longer ones are nothing we need. */
  private static final int MOST_ENCODED = 64;

  private final SourceBytes source;
  private final String name;
  private final List<?> values;

  /** Takes the arguments as a list; {@code name} is the constructor's. */
  PickleArguments(SourceBytes source, String name, Object values) {
    this.source = source;
    this.name = name;
    if (!(values instanceof List<?> list)) {
      throw wrong(source, name, "arguments");
    }
    this.values = list;
  }

  int count() {
    return values.size();
  }

  <T> T at(int index, Class<T> kind) {
    if (index >= values.size() || !kind.isInstance(values.get(index))) {
      throw wrong("argument " + index);
    }
    return kind.cast(values.get(index));
  }

  /** A list of integers. */
  long[] integers(int index) {
    List<?> list = at(index, List.class);
    if (list.size() > MOST_INTEGERS || !list.stream().allMatch(Long.class::isInstance)) {
      throw wrong("argument " + index);
    }
    return list.stream().mapToLong(value -> (Long) value).toArray();
  }

  /** A value that has arguments of its own. */
  PickleArguments inner(Object value) {
    return new PickleArguments(source, name, value);
  }

  /**
   * The storage that a persistent identity means: the word {@code storage}, class, key, device,
   * number of elements and, in the older format, the stretch that it is a view of.
   */
  StorageReference storage() {
    if (!at(0, String.class).equals("storage")) {
      throw wrong("identity");
    }
    ElementType type = at(1, ElementType.class);
    String key = at(2, String.class);
    long elements = at(4, Long.class);
    if (count() == STORAGE_ARGUMENTS || values.get(STORAGE_ARGUMENTS) == Nothing.NONE) {
      return new StorageReference(type, key, elements, 0, elements);
    }
    PickleArguments view = inner(values.get(STORAGE_ARGUMENTS));
    return new StorageReference(
        type, key, elements, view.at(1, Long.class), view.at(2, Long.class));
  }

  /** A short string whose characters are bytes, which is how protocol 2 writes bytes. */
  Object latinBytes() {
    String text = at(0, String.class);
    if (text.length() > MOST_ENCODED
        || !at(1, String.class).equals("latin1")
        || text.chars().anyMatch(c -> c > 0xff)) {
      return new OpaqueValue("_codecs.encode");
    }
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether one of these arguments is opaque. */
  boolean hasOpaque(int... indices) {
    return Arrays.stream(indices)
        .anyMatch(index -> index < count() && values.get(index) instanceof OpaqueValue);
  }

  UserError wrong(String what) {
    return wrong(source, name, what);
  }

  private static UserError wrong(SourceBytes source, String name, String what) {
    return source.refuse("its description gives " + name + " an unknown kind of " + what);
  }
}
