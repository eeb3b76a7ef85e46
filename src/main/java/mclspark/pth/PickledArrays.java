package mclspark.pth;

import java.io.IOException;
import java.nio.ByteBuffer;
import mclspark.UserError;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A pickle with arrays of bytes, opened for reading. Nothing in it is executed. The stream must
 * stay open as long as arrays are read.
 */
public final class PickledArrays {

  private final SourceBytes source;
  private final Object root;

  private PickledArrays(SourceBytes source, Object root) {
    this.source = source;
    this.root = root;
  }

  /**
   * Reads all but large arrays.
   *
   * @param length the file's length in bytes
   * @param name the file's name for messages
   * @throws UserError if the file is damaged or foreign
   * @throws IOException if the stream fails
   */
  public static PickledArrays open(FSDataInputStream in, long length, String name)
      throws IOException {
    SourceBytes source =
        new SourceBytes(in, length, name, "a pickle of NumPy's arrays", "Give an undamaged file.");
    Object root = new PickleReader(source, new PickleInput(source, 0, length)).read();
    return new PickledArrays(source, root);
  }

  /** The value: of maps, lists, numbers, strings and {@link NumpyArray}. */
  public Object root() {
    return root;
  }

  /**
   * Bytes of an array, in its order.
   *
   * @param first the first, counted within the array
   * @throws UserError if the array has not so many
   */
  public byte[] bytes(NumpyArray array, long first, int count) throws IOException {
    if (array.data() instanceof SkippedBytes data && fits(first, count, data.count())) {
      return source.read(data.begin() + first, count);
    }
    if (array.data() instanceof ByteBuffer data && fits(first, count, data.limit())) {
      byte[] bytes = new byte[count];
      data.duplicate().position((int) first).get(bytes);
      return bytes;
    }
    throw source.refuse("an array has fewer bytes than its shape says");
  }

  private static boolean fits(long first, int count, long all) {
    return first >= 0 && count >= 0 && first <= all - count;
  }
}
