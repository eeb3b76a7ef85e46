package mclspark.pth;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An array of NumPy. To whoever asks for tensors it is opaque; {@link PickledArrays} gives the
 * bytes of those that have unsigned bytes for elements.
 */
public final class NumpyArray extends OpaqueValue {

  private static final int ATTRIBUTES = 5;
  private static final int MOST_DIMENSIONS = 32;

  private List<Long> shape = List.of();
  private Object data;

  NumpyArray() {
    super("numpy.ndarray");
  }

  /** Takes its attributes: a version, shape, type, whether columns come first, and the bytes. */
  void build(Object state) {
    if (state instanceof List<?> list
        && list.size() == ATTRIBUTES
        && list.get(1) instanceof List<?> sizes
        && sizes.size() <= MOST_DIMENSIONS
        && sizes.stream().allMatch(Long.class::isInstance)
        && list.get(2) instanceof NumpyType type
        && type.isByte()
        && Boolean.FALSE.equals(list.get(3))) {
      shape = sizes.stream().map(Long.class::cast).toList();
      // Python 2 had one type for text and bytes.
      data =
          list.get(4) instanceof String text
              ? ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))
              : list.get(4);
    }
  }

  /** Sizes of its dimensions; none if its elements are no bytes, or not row by row. */
  public List<Long> shape() {
    return shape;
  }

  Object data() {
    return data;
  }
}
