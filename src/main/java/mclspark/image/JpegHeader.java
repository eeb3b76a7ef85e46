package mclspark.image;

import java.util.ArrayList;
import java.util.List;

/**
 * What stands before the first scan of a JPEG file (ITU T.81, annex B).
 *
 * @param width pixels a row
 * @param height rows
 * @param process the marker of the frame: which coding process it uses
 * @param parts its components: 1 grey, 3 colour, 4 with black
 * @param colour how the components are to be read, by libjpeg's rules
 * @param scan where the start-of-scan marker is
 */
record JpegHeader(
    int width, int height, int process, List<JpegComponent> parts, JpegColour colour, int scan) {

  private static final int START_OF_SCAN = 0xDA;

  /** Whether the first bytes are those of a JPEG file. */
  static boolean isJpeg(byte[] bytes) {
    return bytes.length >= 3
        && (bytes[0] & 0xFF) == 0xFF
        && (bytes[1] & 0xFF) == 0xD8
        && (bytes[2] & 0xFF) == 0xFF;
  }

  /** How many components there are. */
  int components() {
    return parts.size();
  }

  /** The component that scans call {@code name}; -1 if there is none. */
  int indexOf(int name) {
    for (int c = 0; c < parts.size(); c++) {
      if (parts.get(c).name() == name) {
        return c;
      }
    }
    return -1;
  }

  /** Whether scans bring the coefficients bit by bit: SOF2, 6, 10 and 14. */
  boolean isProgressive() {
    return (process & 3) == 2;
  }

  /** Whether it is coded arithmetically, not by Huffman's codes: SOF9 to SOF15. */
  boolean isArithmetic() {
    return process > 0xC8;
  }

  /**
   * Reads the segments up to the first scan.
   *
   * @throws BrokenPictureException if the bytes end before it or there is no frame header
   */
  static JpegHeader read(byte[] bytes) throws BrokenPictureException {
    JpegSegments segments = new JpegSegments(bytes);
    int frame = -1;
    int process = 0;
    boolean jfif = false;
    int adobe = JpegColour.NO_ADOBE;
    while (segments.next() && segments.marker() != START_OF_SCAN) {
      int at = segments.content();
      int length = segments.contentLength();
      if (isFrame(segments.marker()) && length >= 6) {
        frame = at;
        process = segments.marker();
      } else if (segments.marker() == 0xE0 && length >= 5) {
        jfif |= startsWith(bytes, at, "JFIF");
      } else if (segments.marker() == 0xEE && length >= 12 && startsWith(bytes, at, "Adobe")) {
        adobe = bytes[at + 11] & 0xFF;
      }
    }
    if (segments.marker() != START_OF_SCAN || frame < 0) {
      throw new BrokenPictureException("there is no picture in the JPEG data, only a header");
    }
    List<JpegComponent> parts = parts(bytes, frame + 5);
    int[] names = parts.stream().mapToInt(JpegComponent::name).toArray();
    return new JpegHeader(
        twoBytes(bytes, frame + 3),
        twoBytes(bytes, frame + 1),
        process,
        parts,
        JpegColour.of(names, jfif, adobe),
        segments.start());
  }

  private static List<JpegComponent> parts(byte[] bytes, int at) throws BrokenPictureException {
    int count = bytes[at] & 0xFF;
    if (count != 1 && count != 3 && count != 4) {
      throw new BrokenPictureException("it is a JPEG file of " + count + " components");
    }
    List<JpegComponent> parts = new ArrayList<>();
    for (int c = at + 1; parts.size() < count && c + 3 <= bytes.length; c += 3) {
      int sampling = bytes[c + 1] & 0xFF;
      parts.add(
          new JpegComponent(bytes[c] & 0xFF, sampling >> 4, sampling & 0xF, bytes[c + 2] & 0xFF));
    }
    if (parts.size() < count) {
      throw new BrokenPictureException("there is no picture in the JPEG data, only a header");
    }
    return List.copyOf(parts);
  }

  private static int twoBytes(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  // SOF0 to SOF15 without the three other markers between them (DHT, JPG, DAC).
  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static boolean startsWith(byte[] bytes, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (bytes[at + i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
