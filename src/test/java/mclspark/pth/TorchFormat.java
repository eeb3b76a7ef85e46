package mclspark.pth;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;

/** The formats of {@code torch.save}, written byte by byte. */
public enum TorchFormat {
  /** PyTorch 1.6 and later. */
  ZIP {
    @Override
    public byte[] write(Object value) {
      return zip(value, false);
    }
  },
  /** The same, with 64-bit sizes. */
  ZIP64 {
    @Override
    public byte[] write(Object value) {
      return zip(value, true);
    }
  },
  /** Before PyTorch 1.6. */
  LEGACY {
    @Override
    public byte[] write(Object value) {
      PickleWriter pickle = new PickleWriter();
      byte[] object = pickle.finish(value);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.writeBytes(new PickleWriter().finish(new BigInteger("1950a86a20f9469cfc6c", 16)));
      out.writeBytes(new PickleWriter().finish(1001));
      out.writeBytes(new PickleWriter().finish(new TreeMap<>(Map.of("little_endian", true))));
      out.writeBytes(object);
      out.writeBytes(new PickleWriter().finish(new ArrayList<>(pickle.storages().keySet())));
      pickle
          .storages()
          .forEach(
              (key, bytes) -> {
                ByteBuffer count = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
                out.writeBytes(count.putLong(pickle.elements(key)).array());
                out.writeBytes(bytes);
              });
      return out.toByteArray();
    }
  };

  /**
   * Writes a file that holds maps, lists, strings, numbers, booleans, null and {@link
   * SavedTensor}s.
   */
  public abstract byte[] write(Object value);

  static byte[] zip(Object value, boolean zip64) {
    PickleWriter pickle = new PickleWriter();
    byte[] object = pickle.finish(value);
    ZipWriter zip = new ZipWriter(zip64).add("archive/data.pkl", object);
    zip.add("archive/byteorder", "little".getBytes(StandardCharsets.UTF_8));
    pickle.storages().forEach((key, bytes) -> zip.add("archive/data/" + key, bytes));
    return zip.add("archive/version", new byte[] {'3', '\n'}).finish();
  }
}
