package mclspark.pth;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import mclspark.tensor.HostTensor;

/**
 * Writes a {@code state_dict} as {@code torch.save} does since PyTorch 1.6: a zip of stored
 * entries, each aligned to 64 bytes, with a pickle that {@code torch.load(weights_only=True)}
 * accepts.
 */
public final class TorchFileWriter {

  private static final String FOLDER = "archive/";
  private static final int ALIGNMENT = 64;
  private static final int LOCAL_HEADER = 30;
  private static final int EXTRA_HEADER = 4;
  private static final int CHUNK = 1 << 20;

  /** A fixed time, so that equal tensors give equal bytes: 1980-01-02, the first is no time. */
  private static final long TIME = 315_532_800_000L + 24 * 3_600_000L;

  private final ZipOutputStream zip;
  private long offset;

  private TorchFileWriter(OutputStream out) {
    zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
  }

  /**
   * Writes tensors under their names, in order; the stream is left open.
   *
   * @throws IOException if the stream fails
   */
  public static void write(OutputStream out, Map<String, HostTensor> tensors) throws IOException {
    TorchFileWriter writer = new TorchFileWriter(out);
    writer.put("data.pkl", ByteBuffer.wrap(PickleOutput.stateDict(tensors)));
    writer.put("byteorder", ByteBuffer.wrap("little".getBytes(StandardCharsets.US_ASCII)));
    int number = 0;
    for (HostTensor tensor : tensors.values()) {
      writer.put("data/" + number++, tensor.data().duplicate());
    }
    writer.put("version", ByteBuffer.wrap("3\n".getBytes(StandardCharsets.US_ASCII)));
    writer.zip.finish();
  }

  private void put(String name, ByteBuffer content) throws IOException {
    ZipEntry entry = new ZipEntry(FOLDER + name);
    entry.setTime(TIME);
    entry.setSize(content.remaining());
    entry.setCompressedSize(content.remaining());
    CRC32 crc = new CRC32();
    crc.update(content.duplicate());
    entry.setCrc(crc.getValue());
    byte[] padding = padding(entry.getName());
    entry.setExtra(padding);
    zip.putNextEntry(entry);
    offset += LOCAL_HEADER + entry.getName().length() + padding.length + content.remaining();
    byte[] chunk = new byte[CHUNK];
    while (content.hasRemaining()) {
      int count = Math.min(chunk.length, content.remaining());
      content.get(chunk, 0, count);
      zip.write(chunk, 0, count);
    }
    zip.closeEntry();
  }

  /** PyTorch's own extra field "FB", which moves the content to a multiple of 64. */
  private byte[] padding(String name) {
    long begin = offset + LOCAL_HEADER + name.length() + EXTRA_HEADER;
    int fill = (int) (-begin & (ALIGNMENT - 1));
    byte[] extra = new byte[EXTRA_HEADER + fill];
    extra[0] = 'F';
    extra[1] = 'B';
    extra[2] = (byte) fill;
    return extra;
  }
}
