package mclspark.pth;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Writes zip archives as PyTorch does: uncompressed, the data at multiples of 64 bytes, sizes and
 * checksum behind the data and in the directory.
 */
final class ZipWriter {

  private static final int ALIGNMENT = 64;
  private static final int SIZES_FOLLOW = 0x0808;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private final boolean zip64;
  private boolean checksums = true;
  private int entries;

  ZipWriter(boolean zip64) {
    this.zip64 = zip64;
  }

  /** Writes 0 for them, as PyTorch does if told so. */
  ZipWriter withoutChecksums() {
    checksums = false;
    return this;
  }

  ZipWriter add(String name, byte[] content) {
    CRC32 crc = new CRC32();
    if (checksums) {
      crc.update(content);
    }
    int offset = out.size();
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    int unpadded = offset + 30 + utf8.length + 4;
    int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
    ByteBuffer header = little(30 + utf8.length + 4 + padding);
    header.putInt(0x04034b50).putShort((short) 0).putShort((short) SIZES_FOLLOW);
    header.position(26);
    header.putShort((short) utf8.length).putShort((short) (4 + padding)).put(utf8);
    header.putShort((short) 0x4246).putShort((short) padding);
    out.writeBytes(header.array());
    out.writeBytes(content);
    ByteBuffer sizes = little(16).putInt(0x08074b50).putInt((int) crc.getValue());
    out.writeBytes(sizes.putInt(content.length).putInt(content.length).array());
    describe(utf8, offset, content.length, (int) crc.getValue());
    entries++;
    return this;
  }

  private void describe(byte[] name, int offset, int size, int crc) {
    int extra = zip64 ? 28 : 0;
    ByteBuffer header = little(46 + name.length + extra);
    header.putInt(0x02014b50).putInt(0).putShort((short) SIZES_FOLLOW);
    header.position(16);
    header.putInt(crc);
    header.putInt(zip64 ? -1 : size).putInt(zip64 ? -1 : size);
    header.putShort((short) name.length).putShort((short) extra);
    header.putInt(42, zip64 ? -1 : offset);
    header.position(46);
    header.put(name);
    if (zip64) {
      header.putShort((short) 1).putShort((short) 24);
      header.putLong(size).putLong(size).putLong(offset);
    }
    directory.writeBytes(header.array());
  }

  byte[] finish() {
    int begin = out.size();
    out.writeBytes(directory.toByteArray());
    if (zip64) {
      int end64 = out.size();
      ByteBuffer record = little(56).putInt(0x06064b50).putLong(44);
      record.position(24);
      record.putLong(entries).putLong(entries).putLong(directory.size()).putLong(begin);
      out.writeBytes(record.array());
      out.writeBytes(little(20).putInt(0x07064b50).putInt(0).putLong(end64).putInt(1).array());
    }
    ByteBuffer end = little(22).putInt(0x06054b50).putInt(0);
    end.putShort((short) entries).putShort((short) entries);
    end.putInt(zip64 ? -1 : directory.size()).putInt(zip64 ? -1 : begin);
    out.writeBytes(end.array());
    return out.toByteArray();
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
