package mclspark.checkpoint.safetensors;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import mclspark.UserError;
import mclspark.storage.StorageErrors;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files in the safetensors format: 8 bytes with the header's length (little-endian), a JSON header,
 * then the tensors' bytes. Streams both ways; a file may be larger than memory as long as each
 * tensor that is read fits a buffer (2 GiB). Equal content gives equal bytes.
 */
public final class Safetensors {

  private static final int CHUNK = 1 << 20;
  // The largest array that every JVM gives.
  private static final int LARGEST_TENSOR = Integer.MAX_VALUE - 8;

  private Safetensors() {}

  /**
   * Writes a file; the tensors' buffers keep their positions. The stream is left open.
   *
   * @throws IOException if the stream fails
   */
  public static void write(OutputStream out, TensorFile content) throws IOException {
    byte[] header = SafetensorsHeader.of(content).encode();
    ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    out.write(length.putLong(header.length).array());
    out.write(header);
    byte[] chunk = new byte[CHUNK];
    for (HostTensor tensor : content.tensors().values()) {
      ByteBuffer rest = tensor.data().duplicate();
      while (rest.hasRemaining()) {
        int count = Math.min(chunk.length, rest.remaining());
        rest.get(chunk, 0, count);
        out.write(chunk, 0, count);
      }
    }
  }

  /**
   * Reads a whole file.
   *
   * @throws UserError if it is missing, cannot be read or breaks the format
   */
  public static TensorFile read(FileSystem fileSystem, Path file) {
    return read(fileSystem, file, name -> true);
  }

  /**
   * Reads the tensors whose names are wanted.
   *
   * @throws UserError if the file is missing, cannot be read or breaks the format
   */
  public static TensorFile read(FileSystem fileSystem, Path file, Predicate<String> wanted) {
    try (FSDataInputStream in = fileSystem.open(file)) {
      return read(in, fileSystem.getFileStatus(file).getLen(), file.toString(), wanted);
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotRead(file, e);
    }
  }

  /** Reads from a stream of {@code length} bytes to its end; errors name {@code file}. */
  public static TensorFile read(InputStream in, long length, String file, Predicate<String> wanted)
      throws IOException {
    SafetensorsHeader header = readHeader(in, length, file);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    byte[] chunk = new byte[CHUNK];
    for (Map.Entry<String, TensorInfo> entry : header.tensors().entrySet()) {
      TensorInfo info = entry.getValue();
      if (wanted.test(entry.getKey())) {
        tensors.put(entry.getKey(), tensor(in, file, entry.getKey(), info));
      } else {
        // Read, not skipped: a digest may be counting.
        for (long left = info.bytes(); left > 0; left -= chunk.length) {
          readFully(in, chunk, (int) Math.min(chunk.length, left), file);
        }
      }
    }
    return new TensorFile(tensors, header.metadata());
  }

  /** Reads names, types and shapes of an open file of {@code length} bytes from its beginning. */
  static SafetensorsHeader readHeader(InputStream in, long length, String file) throws IOException {
    SafetensorsHeaderParser parser = new SafetensorsHeaderParser(file);
    if (length < Long.BYTES) {
      throw parser.malformed("it has " + length + " bytes, fewer than the 8 of its length", null);
    }
    byte[] prefix = new byte[Long.BYTES];
    readFully(in, prefix, prefix.length, file);
    long headerBytes = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (headerBytes < 0 || headerBytes > SafetensorsHeader.MAX_BYTES) {
      throw parser.malformed(
          "its header claims "
              + Long.toUnsignedString(headerBytes)
              + " bytes; the limit is "
              + SafetensorsHeader.MAX_BYTES,
          null);
    }
    long dataBytes = length - Long.BYTES - headerBytes;
    if (dataBytes < 0) {
      throw parser.malformed(
          "its header claims " + headerBytes + " bytes, but the file has " + length, null);
    }
    byte[] header = new byte[(int) headerBytes];
    readFully(in, header, header.length, file);
    return parser.parse(header, dataBytes);
  }

  /** Reads the elements of one tensor, which come next in the stream. */
  static HostTensor tensor(InputStream in, String file, String name, TensorInfo info)
      throws IOException {
    ElementType type = info.type();
    if (type.target().isEmpty()) {
      throw new UserError(
          "%s: tensor '%s' has dtype %s, which weights can't have; leave it out or convert it."
              .formatted(file, name, type.code()));
    }
    DataType target = type.target().get();
    if (info.bytes() / type.bytes() > LARGEST_TENSOR / Math.max(type.bytes(), target.bytes())) {
      throw new UserError(
          String.format(
              "%s: tensor '%s' has %d bytes; a tensor of more than 2 GiB cannot be read.",
              file, name, info.bytes()));
    }
    byte[] data = new byte[(int) info.bytes()];
    readFully(in, data, data.length, file);
    try {
      return new HostTensor(target, info.shape(), type.widen(data));
    } catch (ArithmeticException e) {
      throw new UserError(
          "%s: tensor '%s' of dtype %s holds %s, too large for %s; give a file without it."
              .formatted(file, name, type.code(), e.getMessage(), target.code()),
          e);
    }
  }

  private static void readFully(InputStream in, byte[] target, int count, String file)
      throws IOException {
    if (in.readNBytes(target, 0, count) < count) {
      throw new SafetensorsHeaderParser(file).malformed("it ends too early", null);
    }
  }
}
