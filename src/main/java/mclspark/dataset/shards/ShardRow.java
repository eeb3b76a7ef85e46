package mclspark.dataset.shards;

import java.util.zip.CRC32C;

/**
 * A picture as a shard holds it.
 *
 * @param index its place in the shuffled order of all source pictures; rejected ones leave gaps
 * @param picture what it is called and of which class it is
 * @param width pixels a row
 * @param height rows
 * @param bytes the picture file
 * @param crc CRC-32C of the bytes
 */
public record ShardRow(
    long index, ShardPicture picture, int width, int height, byte[] bytes, long crc) {

  /** CRC-32C (Castagnoli), 0 to 2^32 - 1. */
  public static long crc(byte[] bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return crc.getValue();
  }
}
