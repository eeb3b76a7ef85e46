package mclspark.image;

/** One JPEG decompressor with its buffers, used by one thread at a time. */
interface JpegCodec extends AutoCloseable {

  /**
   * Decodes a file whose header is fine and whose end marker is there.
   *
   * @throws BrokenPictureException if the data cannot be read; the codec stays usable
   */
  RgbImage decode(byte[] encoded, JpegHeader header) throws BrokenPictureException;

  @Override
  void close();
}
