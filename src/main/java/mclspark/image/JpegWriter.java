package mclspark.image;

/** Writes pictures as baseline JPEG, chroma at half the resolution; used by one thread. */
public interface JpegWriter extends AutoCloseable {

  /** The whole file of a picture. */
  byte[] encode(RgbImage picture);

  @Override
  void close();
}
