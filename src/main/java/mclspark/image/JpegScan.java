package mclspark.image;

import java.util.ArrayList;
import java.util.List;

/**
 * The header of one scan of a JPEG file, and which tables stand before it. Sets of tables are bit
 * masks over their numbers.
 *
 * @param components indices into the frame's components
 * @param dcTables numbers of the Huffman tables for DC coefficients, one a component
 * @param acTables the same for AC coefficients
 * @param first its first coefficient in zigzag order
 * @param last its last coefficient
 * @param high the bit above those it brings; 0 in the first scan of a coefficient
 * @param low the lowest bit it brings
 * @param quantization the quantization tables that are defined
 * @param dc the Huffman tables for DC coefficients that are defined
 * @param ac the Huffman tables for AC coefficients that are defined
 */
record JpegScan(
    List<Integer> components,
    List<Integer> dcTables,
    List<Integer> acTables,
    int first,
    int last,
    int high,
    int low,
    int quantization,
    int dc,
    int ac) {

  private static final int DEFINE_HUFFMAN = 0xC4;
  private static final int START_OF_SCAN = 0xDA;
  private static final int DEFINE_QUANTIZATION = 0xDB;

  /** All scans of a file; only the first where it holds the whole picture. */
  static List<JpegScan> all(byte[] bytes, JpegHeader header) {
    List<JpegScan> scans = new ArrayList<>();
    JpegSegments segments = new JpegSegments(bytes);
    int[] tables = new int[3];
    while (segments.next()) {
      int at = segments.content();
      int end = at + segments.contentLength();
      switch (segments.marker()) {
        case DEFINE_QUANTIZATION -> tables[0] |= quantization(bytes, at, end);
        case DEFINE_HUFFMAN -> huffman(bytes, at, end, tables);
        case START_OF_SCAN -> {
          JpegScan scan = of(bytes, at, end, header, tables);
          scans.add(scan);
          if (!header.isProgressive() && scan.components.size() == header.components()) {
            return scans;
          }
        }
        default -> {
          // It says nothing on scans.
        }
      }
    }
    return scans;
  }

  private static int quantization(byte[] bytes, int at, int end) {
    int defined = 0;
    int next = at;
    while (next < end) {
      boolean wide = (bytes[next] & 0xF0) != 0;
      defined |= 1 << (bytes[next] & 0xF);
      next += 1 + (wide ? 128 : 64);
    }
    return defined;
  }

  // Class and number, 16 counts of codes by their length, the values of the codes.
  private static void huffman(byte[] bytes, int at, int end, int[] tables) {
    int next = at;
    while (next + 17 <= end) {
      tables[(bytes[next] & 0x10) == 0 ? 1 : 2] |= 1 << (bytes[next] & 0xF);
      int values = 0;
      for (int i = 1; i <= 16; i++) {
        values += bytes[next + i] & 0xFF;
      }
      next += 17 + values;
    }
  }

  private static JpegScan of(byte[] bytes, int at, int end, JpegHeader header, int[] tables) {
    List<Integer> components = new ArrayList<>();
    List<Integer> dcTables = new ArrayList<>();
    List<Integer> acTables = new ArrayList<>();
    int next = at + 1;
    for (int left = at < end ? bytes[at] : 0; left > 0 && next + 2 <= end; left--) {
      int component = header.indexOf(bytes[next] & 0xFF);
      if (component >= 0) {
        components.add(component);
        dcTables.add(bytes[next + 1] >> 4 & 0xF);
        acTables.add(bytes[next + 1] & 0xF);
      }
      next += 2;
    }
    boolean whole = next + 3 <= end;
    int bits = whole ? bytes[next + 2] & 0xFF : 0;
    return new JpegScan(
        components,
        dcTables,
        acTables,
        whole ? bytes[next] & 0xFF : 0,
        whole ? bytes[next + 1] & 0xFF : 63,
        bits >> 4,
        bits & 0xF,
        tables[0],
        tables[1],
        tables[2]);
  }
}
