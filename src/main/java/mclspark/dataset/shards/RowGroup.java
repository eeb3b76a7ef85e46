package mclspark.dataset.shards;

import mclspark.image.BrokenPictureException;

/** The picture files of a row group, in memory. Immutable. */
final class RowGroup {

  private final byte[][] files; // [rows]
  private final long[] checksums; // [rows]; null if none are stored
  private final long bytes;

  /** Takes the arrays over. */
  RowGroup(byte[][] files, long[] checksums) {
    this.files = files;
    this.checksums = checksums;
    long sum = 0;
    for (byte[] file : files) {
      sum += file == null ? 0 : file.length;
    }
    bytes = sum;
  }

  /** Takes over files without checksums, which may be null. */
  static RowGroup unchecked(byte[][] files) {
    return new RowGroup(files, null);
  }

  /** Bytes of all pictures. */
  long bytes() {
    return bytes;
  }

  /**
   * A picture's file; not to be changed.
   *
   * @throws BrokenPictureException if it is null, or its checksum does not fit
   */
  byte[] file(int row) throws BrokenPictureException {
    if (files[row] == null) {
      throw new BrokenPictureException("the row has no bytes");
    }
    if (checksums == null) {
      return files[row];
    }
    long crc = ShardRow.crc(files[row]);
    if (crc != checksums[row]) {
      throw new BrokenPictureException(
          "the stored checksum is %08x but the bytes have %08x".formatted(checksums[row], crc));
    }
    return files[row];
  }
}
