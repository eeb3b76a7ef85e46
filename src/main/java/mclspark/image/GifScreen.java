package mclspark.image;

import java.util.Arrays;

/**
 * Where the first frame of a GIF file lies on its screen. Pillow gives the whole screen.
 *
 * @param width of the screen
 * @param height of the screen
 * @param left first column of the frame
 * @param top first row of the frame
 * @param empty index of the colour around the frame
 */
record GifScreen(int width, int height, int left, int top, int empty) {

  private static final int FRAME = 0x2C;
  private static final int EXTENSION = 0x21;
  private static final int GRAPHIC_CONTROL = 0xF9;

  /**
   * Reads the blocks up to the first frame.
   *
   * @throws ArrayIndexOutOfBoundsException if the file ends before it
   */
  static GifScreen of(byte[] gif) {
    int at = 13 + tableBytes(gif[10]);
    int empty = 0;
    while (gif[at] != FRAME) {
      if (gif[at] != EXTENSION) {
        at++;
        continue;
      }
      if ((gif[at + 1] & 0xFF) == GRAPHIC_CONTROL && (gif[at + 3] & 1) != 0) {
        empty = gif[at + 6] & 0xFF;
      }
      at += 2;
      while (gif[at] != 0) {
        at += 1 + (gif[at] & 0xFF);
      }
      at++;
    }
    int left = twoBytes(gif, at + 1);
    int top = twoBytes(gif, at + 3);
    return new GifScreen(
        Math.max(twoBytes(gif, 6), left + twoBytes(gif, at + 5)),
        Math.max(twoBytes(gif, 8), top + twoBytes(gif, at + 7)),
        left,
        top,
        empty);
  }

  /**
   * Puts the frame on the screen.
   *
   * @param palette 256 colours, red green blue
   */
  RgbImage show(RgbImage frame, byte[] palette) {
    if (frame.width() == width && frame.height() == height) {
      return frame;
    }
    byte[] pixels = new byte[RgbImage.CHANNELS * width * height];
    byte[] colour = Arrays.copyOfRange(palette, 3 * empty, 3 * empty + 3);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = colour[i % RgbImage.CHANNELS];
    }
    int rowBytes = RgbImage.CHANNELS * frame.width();
    for (int y = 0; y < frame.height(); y++) {
      int to = RgbImage.CHANNELS * ((top + y) * width + left);
      System.arraycopy(frame.pixels(), y * rowBytes, pixels, to, rowBytes);
    }
    return new RgbImage(width, height, pixels);
  }

  private static int tableBytes(int flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
  }

  private static int twoBytes(byte[] gif, int at) {
    return gif[at] & 0xFF | (gif[at + 1] & 0xFF) << 8;
  }
}
