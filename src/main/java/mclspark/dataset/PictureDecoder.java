package mclspark.dataset;

import mclspark.image.BrokenPictureException;
import mclspark.image.RgbImage;

/** Turns the bytes of a picture file into pixels. Called by several threads at once. */
@FunctionalInterface
public interface PictureDecoder {

  /**
   * Decodes a whole file.
   *
   * @throws BrokenPictureException if the bytes are no picture that can be read
   */
  RgbImage decode(byte[] file) throws BrokenPictureException;
}
