package mclspark.image;

import java.util.Arrays;

/**
 * The kinds of JPEG that {@link JdkJpeg} refuses. Some builds of the class library bring libjpeg
 * 6b, others call libjpeg-turbo; the two give the same pixels but for these kinds, so that reading
 * them would make a picture depend on the machine.
 */
final class JdkLimits {

  private static final String ADVICE =
      ", which the JDK's decoders read differently; install libturbojpeg (libturbojpeg0 on Debian"
          + " and Ubuntu) on every worker";

  // libjpeg-turbo smooths the blocks of pictures in which one of these is not known to the end.
  private static final int SMOOTHED = 10;

  private JdkLimits() {}

  /**
   * Checks a file by its headers.
   *
   * @throws BrokenPictureException if its pixels depend on the build of the class library
   */
  static void require(byte[] encoded, JpegHeader header) throws BrokenPictureException {
    if (header.isArithmetic()) {
      throw new BrokenPictureException("it is a JPEG file with arithmetic coding" + ADVICE);
    }
    if (hasHalfRows(header)) {
      throw new BrokenPictureException(
          "it is a JPEG file with components of full width and half height (4:4:0)" + ADVICE);
    }
    if (header.isProgressive() && !isFinished(encoded, header)) {
      throw new BrokenPictureException(
          "it is a progressive JPEG file that ends before its last scans" + ADVICE);
    }
  }

  /**
   * Checks what the decoder has said of the data: the builds differ on damaged ones.
   *
   * @throws BrokenPictureException if it has warned
   */
  static void requireSound(CharSequence warnings) throws BrokenPictureException {
    if (!warnings.isEmpty()) {
      throw new BrokenPictureException("it is a damaged JPEG file (" + warnings + ")" + ADVICE);
    }
  }

  // libjpeg-turbo interpolates the missing rows of such a component, libjpeg 6b repeats them.
  private static boolean hasHalfRows(JpegHeader header) {
    int across = header.parts().stream().mapToInt(JpegComponent::across).max().orElseThrow();
    int down = header.parts().stream().mapToInt(JpegComponent::down).max().orElseThrow();
    return header.parts().stream()
        .anyMatch(part -> part.across() == across && 2 * part.down() == down);
  }

  private static boolean isFinished(byte[] encoded, JpegHeader header) {
    int[][] missing = new int[header.components()][SMOOTHED];
    for (int[] bits : missing) {
      Arrays.fill(bits, Integer.MAX_VALUE);
    }
    for (JpegScan scan : JpegScan.all(encoded, header)) {
      for (int component : scan.components()) {
        for (int c = scan.first(); c <= Math.min(scan.last(), SMOOTHED - 1); c++) {
          missing[component][c] = scan.low();
        }
      }
    }
    return Arrays.stream(missing).flatMapToInt(Arrays::stream).allMatch(bits -> bits == 0);
  }
}
