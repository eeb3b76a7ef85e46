package mclspark.image;

/**
 * The portable bitmap, graymap and pixmap formats (P1 to P6), as Pillow reads them: samples are
 * scaled from their greatest value to 255; levels of grey with a greatest value above 255 are
 * scaled to 65535 and then clipped at 255.
 */
final class PnmPicture {

  private static final int LONGEST_NUMBER = 10;

  private final byte[] bytes;
  private final int kind;
  private int at = 2;

  private PnmPicture(byte[] bytes) {
    this.bytes = bytes;
    this.kind = bytes[1] - '0';
  }

  /** Whether the first bytes are those of such a file. */
  static boolean isPnm(byte[] bytes) {
    return bytes.length >= 3
        && bytes[0] == 'P'
        && bytes[1] >= '1'
        && bytes[1] <= '6'
        && isSpace(bytes[2]);
  }

  /**
   * Decodes a file.
   *
   * @throws BrokenPictureException if the header makes no sense or samples are missing
   */
  static RgbImage decode(byte[] bytes) throws BrokenPictureException {
    return new PnmPicture(bytes).read();
  }

  private RgbImage read() throws BrokenPictureException {
    int width = number();
    int height = number();
    ImageDecoder.requireSize(width, height);
    int most = isBitmap() ? 1 : number();
    if (most < 1 || most > 65535) {
      throw new BrokenPictureException("the greatest value of the PNM data is " + most);
    }
    at++; // one white space behind the header
    boolean colour = kind == 3 || kind == 6;
    int rowSamples = width * (colour ? RgbImage.CHANNELS : 1);
    requireBytes(rowSamples, height, most);
    byte[] levels = new byte[rowSamples * height];
    int to = 0;
    for (int y = 0; y < height; y++) {
      for (int i = 0; i < rowSamples; i++) {
        levels[to++] = (byte) level(sample(i, most), most, colour);
      }
      if (kind == 4) {
        at += (width + 7) / 8;
      }
    }
    return new RgbImage(width, height, colour ? levels : RawPixels.repeat(levels));
  }

  /** Refuses a file that is too short, before memory is taken for what its header claims. */
  private void requireBytes(int rowSamples, int height, int most) throws BrokenPictureException {
    long rowBytes =
        kind == 4 ? (rowSamples + 7) / 8 : kind > 4 && most > 255 ? 2L * rowSamples : rowSamples;
    if (bytes.length - at < rowBytes * height) {
      throw new BrokenPictureException("it is cut off: samples of the PNM data are missing");
    }
  }

  private int sample(int column, int most) throws BrokenPictureException {
    return switch (kind) {
      case 1 -> digit();
      case 2, 3 -> number();
      case 4 -> bytes[at + column / 8] >> 7 - column % 8 & 1;
      default -> most > 255 ? (bytes[at++] & 0xFF) << 8 | bytes[at++] & 0xFF : bytes[at++] & 0xFF;
    };
  }

  private int level(int sample, int most, boolean colour) throws BrokenPictureException {
    if (isBitmap()) {
      return sample == 0 ? 255 : 0;
    }
    if (sample > most && kind < 4) {
      throw new BrokenPictureException("a sample of the PNM data is above its greatest value");
    }
    int full = most > 255 && !colour ? 65535 : 255;
    return Math.min(255, (int) Math.rint(sample / (double) most * full));
  }

  private boolean isBitmap() {
    return kind == 1 || kind == 4;
  }

  // Plain bitmaps need no space between their digits.
  private int digit() throws BrokenPictureException {
    skipSpace();
    if (at >= bytes.length || bytes[at] != '0' && bytes[at] != '1') {
      throw new BrokenPictureException("the PNM data hold something that is neither 0 nor 1");
    }
    return bytes[at++] - '0';
  }

  private int number() throws BrokenPictureException {
    skipSpace();
    long number = 0;
    int start = at;
    while (at < bytes.length && bytes[at] >= '0' && bytes[at] <= '9') {
      number = 10 * number + bytes[at++] - '0';
      if (at - start > LONGEST_NUMBER) {
        break;
      }
    }
    boolean ended = at == bytes.length || isSpace(bytes[at]) || bytes[at] == '#';
    if (at == start || !ended || number > Integer.MAX_VALUE) {
      throw new BrokenPictureException("the PNM data are damaged: a number was expected");
    }
    return (int) number;
  }

  private void skipSpace() {
    while (at < bytes.length && (isSpace(bytes[at]) || bytes[at] == '#')) {
      if (bytes[at] == '#') {
        while (at < bytes.length && bytes[at] != '\n' && bytes[at] != '\r') {
          at++;
        }
      } else {
        at++;
      }
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b >= '\t' && b <= '\r';
  }
}
