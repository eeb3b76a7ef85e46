package mclspark.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import javax.imageio.ImageIO;
import mclspark.image.RgbImage;
import org.junit.jupiter.api.Test;

class PictureGridTest {

  private static RgbImage plain(int width, int height, int red, int green, int blue) {
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      pixels[3 * i] = (byte) red;
      pixels[3 * i + 1] = (byte) green;
      pixels[3 * i + 2] = (byte) blue;
    }
    return new RgbImage(width, height, pixels);
  }

  private static BufferedImage read(PictureGrid grid) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(grid.png()));
  }

  @Test
  void tilesStandInCellsOfEqualSize() throws Exception {
    BufferedImage sheet =
        read(
            new PictureGrid(2)
                .add("", List.of(plain(4, 4, 255, 0, 0), plain(2, 4, 0, 255, 0)))
                .add("", List.of(plain(4, 2, 0, 0, 200))));
    assertEquals(3 + 2 * (8 + 3), sheet.getWidth());
    assertEquals(3 + 2 * (8 + 3), sheet.getHeight());
    assertEquals(0xFFFF0000, sheet.getRGB(3, 3));
    assertEquals(0xFFFF0000, sheet.getRGB(10, 10));
    assertEquals(0xFFFFFFFF, sheet.getRGB(11, 3));
    assertEquals(0xFFFFFFFF, sheet.getRGB(14, 3)); // the narrow tile is centred
    assertEquals(0xFF00FF00, sheet.getRGB(16, 3));
    assertEquals(0xFFFFFFFF, sheet.getRGB(3, 15));
    assertEquals(0xFF0000C8, sheet.getRGB(3, 16));
  }

  @Test
  void captionsAreDrawnAboveAndCutToTheWidth() throws Exception {
    List<RgbImage> tiles = List.of(plain(20, 5, 255, 0, 0));
    BufferedImage sheet = read(new PictureGrid(1).add("L\u00e9~ and much more", tiles));
    assertEquals(26, sheet.getWidth());
    assertEquals(3 + 10 + 3 + 5 + 3, sheet.getHeight());
    // The L: its left stroke and its foot.
    for (int y = 3; y < 13; y++) {
      assertEquals(0xFF202020, sheet.getRGB(3, y));
    }
    assertEquals(0xFF202020, sheet.getRGB(8, 12));
    assertEquals(0xFFFFFFFF, sheet.getRGB(8, 3));
    assertEquals(0xFFFF0000, sheet.getRGB(3, 16));
  }

  @Test
  void anEmptyGridIsAPicture() throws Exception {
    assertTrue(read(new PictureGrid(3)).getWidth() > 0);
    assertThrows(IllegalArgumentException.class, () -> new PictureGrid(0));
  }
}
