package mclspark.pretrain;

import java.awt.image.BufferedImage;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Capitals, digits and signs of 3 x 5 points, each point 2 x 2 pixels. Java's own fonts need
 * software that a bare server does not have.
 */
final class PixelFont {

  /** Height of a line in pixels. */
  static final int HEIGHT = 10;

  private static final int POINT = 2;
  private static final int ADVANCE = 4 * POINT;
  private static final String UNKNOWN = "?";

  /** Five rows of each character, from the top; a digit's three bits are a row's points. */
  private static final String[] GLYPHS = {
    "A25755", "B65656", "C34443", "D65556", "E74647", "F74644", "G34553", "H55755", "I72227",
    "J11152", "K55655", "L44447", "M57755", "N65555", "O25552", "P65644", "Q25563", "R65655",
    "S34216", "T72222", "U55557", "V55552", "W55775", "X55255", "Y55222", "Z71247", "075557",
    "126227", "261247", "361216", "455711", "574616", "634757", "771222", "875757", "975716",
    " 00000", "-00700", "_00007", ".00002", ",00024", ":02020", "/11244", "%51245", "(12221",
    ")42224", "+02720", "=07070", "#57575", ">42124", "<12421", "'22000", "?71202", "!22202",
  };

  private static final Map<String, String> BY_CHARACTER = new HashMap<>();

  static {
    for (String glyph : GLYPHS) {
      BY_CHARACTER.put(glyph.substring(0, 1), glyph.substring(1));
    }
  }

  private PixelFont() {}

  /** Writes a line as far as it fits into the picture. */
  static void write(BufferedImage sheet, String text, int left, int top, int rgb) {
    String capitals = text.toUpperCase(Locale.ROOT);
    int fitting = Math.min(capitals.length(), (sheet.getWidth() - left) / ADVANCE);
    for (int i = 0; i < fitting; i++) {
      String glyph =
          BY_CHARACTER.getOrDefault(capitals.substring(i, i + 1), BY_CHARACTER.get(UNKNOWN));
      for (int point = 0; point < 15; point++) {
        int bits = glyph.charAt(point / 3) - '0';
        if ((bits >> (2 - point % 3) & 1) == 1) {
          dot(sheet, left + i * ADVANCE + point % 3 * POINT, top + point / 3 * POINT, rgb);
        }
      }
    }
  }

  private static void dot(BufferedImage sheet, int left, int top, int rgb) {
    for (int y = top; y < top + POINT; y++) {
      for (int x = left; x < left + POINT; x++) {
        sheet.setRGB(x, y, rgb);
      }
    }
  }
}
