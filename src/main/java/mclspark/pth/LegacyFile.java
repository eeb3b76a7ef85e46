package mclspark.pth;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The format before PyTorch 1.6: five pickles (a magic number, a version, the system, the object,
 * the keys of its storages), then each storage with its number of elements before it.
 */
final class LegacyFile implements Storages {

  private static final int PICKLE_BEGIN = 0x80;
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final Long VERSION = 1001L;

  private final SourceBytes source;
  private final Object root;
  private final Map<String, Long> positions = new HashMap<>();

  private LegacyFile(SourceBytes source, Object root) {
    this.source = source;
    this.root = root;
  }

  /** Whether the file begins as a pickle does. */
  static boolean isPickle(byte[] begin) {
    return begin.length > 0 && Byte.toUnsignedInt(begin[0]) == PICKLE_BEGIN;
  }

  static LegacyFile read(SourceBytes source) throws IOException {
    PickleInput input = new PickleInput(source, 0, source.length());
    if (!new PickleReader(source, input).read().equals(MAGIC)) {
      throw source.refuse("its magic number is not that of torch.save");
    }
    if (!new PickleReader(source, input).read().equals(VERSION)) {
      throw source.refuse("its version of the format is not " + VERSION);
    }
    checkSystem(source, new PickleReader(source, input).read());
    PickleReader pickle = new PickleReader(source, input);
    LegacyFile file = new LegacyFile(source, pickle.read());
    Object keys = new PickleReader(source, input).read();
    if (!(keys instanceof List<?> list)) {
      throw source.refuse("its list of storages is missing");
    }
    file.locate(list, pickle.storages(), input.position());
    return file;
  }

  private static void checkSystem(SourceBytes source, Object system) {
    if (!(system instanceof Map<?, ?> map) || !Boolean.TRUE.equals(map.get("little_endian"))) {
      throw source.refuse("it was written on a big-endian machine, which is not supported");
    }
  }

  private void locate(List<?> keys, Map<String, StorageReference> storages, long begin)
      throws IOException {
    long position = begin;
    for (Object listed : keys) {
      if (!(listed instanceof String key) || !storages.containsKey(key)) {
        throw source.refuse("it lists a storage that no tensor of a known kind uses");
      }
      StorageReference storage = storages.get(key);
      ByteBuffer count = ByteBuffer.wrap(source.read(position, Long.BYTES));
      long elements = count.order(ByteOrder.LITTLE_ENDIAN).getLong();
      position += Long.BYTES;
      long left = (source.length() - position) / storage.type().bytes();
      if (elements != storage.elements() || elements < 0 || elements > left) {
        throw source.refuse(
            "storage %s has %d elements, where its tensors expect %d and the file has room for %d"
                .formatted(key, elements, storage.elements(), left));
      }
      positions.put(storage.key(), position);
      position += elements * storage.type().bytes();
    }
  }

  /** The saved object. */
  Object root() {
    return root;
  }

  @Override
  public byte[] bytes(StorageReference storage) throws IOException {
    Long position = positions.get(storage.key());
    if (position == null) {
      throw source.refuse("it has no storage " + storage.key() + " for a tensor");
    }
    return source.read(position, storage.elements() * storage.type().bytes());
  }
}
