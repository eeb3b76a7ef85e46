package mclspark.collective;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Views of the caller's buffers, whose position and limit stay untouched. */
public final class Buffers {

  private Buffers() {}

  /** The bytes from position to limit, in native order. */
  public static ByteBuffer slice(String name, ByteBuffer buffer) {
    if (!buffer.isDirect()) {
      throw new IllegalArgumentException(name + " must be a direct buffer");
    }
    return buffer.slice().order(ByteOrder.nativeOrder());
  }

  /** {@link #slice} of a buffer that will be written to. */
  static ByteBuffer target(String name, ByteBuffer buffer) {
    if (buffer.isReadOnly()) {
      throw new IllegalArgumentException(name + " must not be read-only");
    }
    return slice(name, buffer);
  }

  /** {@link #slice} of each. */
  static List<ByteBuffer> slices(String name, List<ByteBuffer> buffers) {
    List<ByteBuffer> slices = new ArrayList<>(buffers.size());
    for (ByteBuffer buffer : buffers) {
      slices.add(slice(name, buffer));
    }
    return slices;
  }

  /** {@link #target} of each. */
  static List<ByteBuffer> targets(String name, List<ByteBuffer> buffers) {
    List<ByteBuffer> targets = new ArrayList<>(buffers.size());
    for (ByteBuffer buffer : buffers) {
      targets.add(target(name, buffer));
    }
    return targets;
  }

  /** That many views of the same bytes. */
  public static List<ByteBuffer> copies(int count, Supplier<ByteBuffer> view) {
    List<ByteBuffer> views = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      views.add(view.get());
    }
    return views;
  }

  /** Equal parts of a buffer, in order. */
  public static List<ByteBuffer> cut(ByteBuffer buffer, int count) {
    int bytes = buffer.remaining() / count;
    List<ByteBuffer> parts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      parts.add(range(buffer, i * bytes, bytes));
    }
    return parts;
  }

  /** {@code bytes} bytes from {@code start} on, in native order. */
  public static ByteBuffer range(ByteBuffer buffer, int start, int bytes) {
    return buffer.slice(start, bytes).order(ByteOrder.nativeOrder());
  }

  /** A new direct buffer in native order. */
  public static ByteBuffer allocate(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
