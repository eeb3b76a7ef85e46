package mclspark.image;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** WebP by the system's libwebp, which Pillow uses too; alpha is dropped. */
final class WebpPicture {

  private WebpPicture() {}

  /** Whether the first bytes are those of a WebP file. */
  static boolean isWebp(byte[] bytes) {
    return startsWith(bytes, 0, "RIFF") && startsWith(bytes, 8, "WEBP");
  }

  /**
   * Decodes a file.
   *
   * @throws BrokenPictureException if this machine has no libwebp, the data are damaged or animated
   */
  static RgbImage decode(byte[] encoded) throws BrokenPictureException {
    if (isAnimated(encoded)) {
      throw new BrokenPictureException("it is an animated WebP file; save one frame of it");
    }
    if (!WebpLibrary.missing().isEmpty()) {
      throw new BrokenPictureException(
          "it is a WebP file and this machine has no libwebp (libwebp7 on Debian and Ubuntu);"
              + " install it on every worker");
    }
    try (Memory input = new Memory(encoded.length);
        Memory width = new Memory(Integer.BYTES);
        Memory height = new Memory(Integer.BYTES)) {
      input.write(0, encoded, 0, encoded.length);
      if (WebpLibrary.WebPGetInfo(input, encoded.length, width, height) == 0) {
        throw new BrokenPictureException("the WebP data cannot be read: the header is damaged");
      }
      ImageDecoder.requireSize(width.getInt(0), height.getInt(0));
      return decode(input, encoded.length, width.getInt(0), height.getInt(0));
    }
  }

  private static RgbImage decode(Memory input, int length, int width, int height)
      throws BrokenPictureException {
    int rowBytes = RgbImage.CHANNELS * width;
    byte[] pixels = new byte[rowBytes * height];
    try (Memory output = new Memory(pixels.length)) {
      Pointer end = WebpLibrary.WebPDecodeRGBInto(input, length, output, pixels.length, rowBytes);
      if (end == null) {
        throw new BrokenPictureException(
            "the WebP data cannot be read: they are damaged or cut off");
      }
      output.read(0, pixels, 0, pixels.length);
    }
    return new RgbImage(width, height, pixels);
  }

  // The extended header, behind its name and size, has a bit for it.
  private static boolean isAnimated(byte[] encoded) {
    return startsWith(encoded, 12, "VP8X") && encoded.length > 20 && (encoded[20] & 2) != 0;
  }

  private static boolean startsWith(byte[] bytes, int at, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    int end = at + wanted.length;
    return bytes.length >= end && Arrays.equals(bytes, at, end, wanted, 0, wanted.length);
  }
}
