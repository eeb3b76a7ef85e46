package mclspark.image;

import java.io.ByteArrayOutputStream;
import java.util.List;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/**
 * Makes a JPEG file stand alone. Decoders keep the tables of the picture before, so that a file
 * without its own would get pixels that depend on what was decoded before it.
 */
final class JpegTables {

  // Frames of Motion JPEG leave out the tables of ITU T.81, K.3 to K.6; libjpeg-turbo takes these.
  private static final byte[] STANDARD = standard();
  private static final int STANDARD_NUMBERS = 0b11;

  private JpegTables() {}

  /**
   * Returns the file with every table that its scans use.
   *
   * @throws BrokenPictureException if a table is missing that has no standard form
   */
  static byte[] complete(byte[] encoded, JpegHeader header) throws BrokenPictureException {
    boolean complete = true;
    for (JpegScan scan : JpegScan.all(encoded, header)) {
      for (int i = 0; i < scan.components().size(); i++) {
        JpegComponent component = header.parts().get(scan.components().get(i));
        requireQuantization(component.quantization(), scan);
        if (!header.isArithmetic()) {
          complete &= !usesDc(scan, header) || isThere(scan.dcTables().get(i), scan.dc(), header);
          complete &= !usesAc(scan, header) || isThere(scan.acTables().get(i), scan.ac(), header);
        }
      }
    }
    return complete ? encoded : withStandard(encoded);
  }

  private static void requireQuantization(int table, JpegScan scan) throws BrokenPictureException {
    if ((scan.quantization() >> table & 1) == 0) {
      throw new BrokenPictureException("the JPEG data lack quantization table " + table);
    }
  }

  /** False if the standard table has to stand in. */
  private static boolean isThere(int table, int defined, JpegHeader header)
      throws BrokenPictureException {
    boolean there = (defined >> table & 1) != 0;
    boolean standard = !header.isProgressive() && (STANDARD_NUMBERS >> table & 1) != 0;
    if (!there && !standard) {
      throw new BrokenPictureException("the JPEG data lack Huffman table " + table);
    }
    return there;
  }

  // A progressive scan brings either kind of coefficient; the later bits of DC have no code.
  private static boolean usesDc(JpegScan scan, JpegHeader header) {
    return !header.isProgressive() || scan.first() == 0 && scan.high() == 0;
  }

  private static boolean usesAc(JpegScan scan, JpegHeader header) {
    return !header.isProgressive() || scan.first() > 0;
  }

  // In front, so that the file's own tables replace them.
  private static byte[] withStandard(byte[] encoded) {
    byte[] completed = new byte[encoded.length + STANDARD.length];
    System.arraycopy(encoded, 0, completed, 0, 2);
    System.arraycopy(STANDARD, 0, completed, 2, STANDARD.length);
    System.arraycopy(encoded, 2, completed, 2 + STANDARD.length, encoded.length - 2);
    return completed;
  }

  private static byte[] standard() {
    ByteArrayOutputStream tables = new ByteArrayOutputStream();
    write(tables, 0x00, JPEGHuffmanTable.StdDCLuminance);
    write(tables, 0x10, JPEGHuffmanTable.StdACLuminance);
    write(tables, 0x01, JPEGHuffmanTable.StdDCChrominance);
    write(tables, 0x11, JPEGHuffmanTable.StdACChrominance);
    return tables.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, int number, JPEGHuffmanTable table) {
    short[] lengths = table.getLengths();
    short[] values = table.getValues();
    int size = 3 + 16 + values.length;
    for (int b : List.of(0xFF, 0xC4, size >> 8, size, number)) {
      out.write(b);
    }
    for (int i = 0; i < 16; i++) {
      out.write(i < lengths.length ? lengths[i] : 0);
    }
    for (short value : values) {
      out.write(value);
    }
  }
}
