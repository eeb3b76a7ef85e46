package mclspark.data;

/** Writes pictures as baseline JPEG, chroma at half the resolution; used by one thread. */
interface JpegWriter extends AutoCloseable {

  /** The whole file of a picture. */
  byte[] encode(RgbImage picture);

  @Override
  void close();
}
