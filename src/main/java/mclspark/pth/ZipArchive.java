package mclspark.pth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * A zip archive with uncompressed entries, as PyTorch writes them, of any size (zip64). The JDK's
 * readers need a local file, or refuse entries whose sizes stand behind them.
 */
final class ZipArchive {

  /**
   * A file in the archive.
   *
   * @param name with its folders
   * @param header where its local header begins
   * @param size its bytes
   * @param crc its checksum
   */
  record Entry(String name, long header, long size, int crc) {}

  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int LOCAL_HEADER_BYTES = 30;
  private static final int DIRECTORY_HEADER = 0x02014b50;
  private static final int DIRECTORY_HEADER_BYTES = 46;
  private static final int ZIP64_EXTRA = 1;
  private static final long IN_EXTRA = 0xffffffffL;
  private static final int ENCRYPTED = 1;

  private final SourceBytes source;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private int unchecked;

  private ZipArchive(SourceBytes source) {
    this.source = source;
  }

  /** Reads the archive's directory. */
  static ZipArchive open(SourceBytes source) throws IOException {
    ZipArchive archive = new ZipArchive(source);
    ByteBuffer directory = ZipDirectory.find(source);
    while (directory.hasRemaining()) {
      archive.add(directory);
    }
    return archive;
  }

  /** The names of all entries. */
  Iterable<String> names() {
    return entries.keySet();
  }

  Optional<Entry> entry(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  /**
   * Reads an entry and compares its checksum, which is 0 where PyTorch was told to leave it out
   * ({@code torch.serialization.set_crc32_options}).
   */
  byte[] read(Entry entry) throws IOException {
    byte[] bytes = source.read(begin(entry), entry.size());
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (entry.crc() == 0 && crc.getValue() != 0) {
      unchecked++;
    } else if ((int) crc.getValue() != entry.crc()) {
      throw source.refuse(entry.name() + " in its archive is damaged: its checksum is wrong");
    }
    return bytes;
  }

  /** How many entries were read that have no checksum. */
  int unchecked() {
    return unchecked;
  }

  /** Where in the file an entry's bytes begin. */
  long begin(Entry entry) throws IOException {
    ByteBuffer header =
        ByteBuffer.wrap(source.read(entry.header(), LOCAL_HEADER_BYTES))
            .order(ByteOrder.LITTLE_ENDIAN);
    if (header.getInt(0) != LOCAL_HEADER) {
      throw source.refuse("its archive is damaged where " + entry.name() + " should begin");
    }
    int names = Short.toUnsignedInt(header.getShort(26)) + Short.toUnsignedInt(header.getShort(28));
    return entry.header() + LOCAL_HEADER_BYTES + names;
  }

  private void add(ByteBuffer directory) {
    if (directory.remaining() < DIRECTORY_HEADER_BYTES
        || directory.getInt(directory.position()) != DIRECTORY_HEADER) {
      throw damaged();
    }
    ByteBuffer header = part(directory, DIRECTORY_HEADER_BYTES);
    byte[] name = new byte[Short.toUnsignedInt(header.getShort(28))];
    ByteBuffer text = part(directory, name.length);
    text.get(name);
    ByteBuffer extra = part(directory, Short.toUnsignedInt(header.getShort(30)));
    part(directory, Short.toUnsignedInt(header.getShort(32)));
    Entry entry = entry(new String(name, StandardCharsets.UTF_8), header, extra);
    if ((header.getShort(8) & ENCRYPTED) != 0 || header.getShort(10) != 0) {
      throw source.refuse(
          entry.name() + " in its archive is compressed or encrypted, which PyTorch never does");
    }
    if (entries.put(entry.name(), entry) != null) {
      throw source.refuse("its archive has two entries " + entry.name());
    }
  }

  private Entry entry(String name, ByteBuffer header, ByteBuffer extra) {
    long stored = Integer.toUnsignedLong(header.getInt(20));
    long size = Integer.toUnsignedLong(header.getInt(24));
    long offset = Integer.toUnsignedLong(header.getInt(42));
    if (size == IN_EXTRA || stored == IN_EXTRA || offset == IN_EXTRA) {
      ByteBuffer wide = wide(extra);
      size = size == IN_EXTRA ? number(wide) : size;
      stored = stored == IN_EXTRA ? number(wide) : stored;
      offset = offset == IN_EXTRA ? number(wide) : offset;
    }
    if (stored != size) {
      throw damaged();
    }
    return new Entry(name, offset, size, header.getInt(16));
  }

  /** The extra field that holds numbers of more than 32 bits. */
  private ByteBuffer wide(ByteBuffer extra) {
    while (extra.remaining() >= 4) {
      int id = Short.toUnsignedInt(extra.getShort());
      ByteBuffer field = part(extra, Short.toUnsignedInt(extra.getShort()));
      if (id == ZIP64_EXTRA) {
        return field;
      }
    }
    throw damaged();
  }

  private long number(ByteBuffer field) {
    if (field.remaining() < Long.BYTES) {
      throw damaged();
    }
    return field.getLong();
  }

  private ByteBuffer part(ByteBuffer from, int bytes) {
    if (bytes > from.remaining()) {
      throw damaged();
    }
    ByteBuffer part = from.slice(from.position(), bytes).order(ByteOrder.LITTLE_ENDIAN);
    from.position(from.position() + bytes);
    return part;
  }

  private RuntimeException damaged() {
    return source.refuse("the directory of its archive is damaged");
  }
}
