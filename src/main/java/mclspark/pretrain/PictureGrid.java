package mclspark.pretrain;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import mclspark.image.RgbImage;

/**
 * A sheet of pictures in rows, each row with a caption above it, as a PNG for reports. Tiles are
 * scaled by a whole factor and centred in cells of equal size.
 */
public final class PictureGrid {

  private static final int GAP = 3;
  private static final int BACKGROUND = 0xFFFFFF;
  private static final int INK = 0x202020;

  private final int scale;
  private final List<Row> rows = new ArrayList<>();

  private record Row(String caption, List<RgbImage> tiles) {}

  /** An empty grid whose tiles are shown {@code scale} times as large. */
  public PictureGrid(int scale) {
    if (scale < 1) {
      throw new IllegalArgumentException("scale is " + scale + "; it must be >= 1");
    }
    this.scale = scale;
  }

  /**
   * Adds a row.
   *
   * @param caption a short text in letters, digits and common signs; shown in capitals, cut to the
   *     grid's width; may be empty
   * @param tiles pictures or crops, left to right
   */
  public PictureGrid add(String caption, List<RgbImage> tiles) {
    rows.add(new Row(caption, List.copyOf(tiles)));
    return this;
  }

  /** Draws the grid. */
  public byte[] png() {
    BufferedImage sheet = draw();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(sheet, "png", out)) {
        throw new IllegalStateException("this Java runtime cannot write PNG");
      }
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private BufferedImage draw() {
    int cellWidth = scale * largest(true);
    int cellHeight = scale * largest(false);
    int columns = rows.stream().mapToInt(row -> row.tiles().size()).max().orElse(0);
    int width = GAP + columns * (cellWidth + GAP);
    int height = GAP + rows.stream().mapToInt(row -> height(row, cellHeight)).sum();
    BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    fill(sheet, 0, 0, width, height, BACKGROUND);
    int top = GAP;
    for (Row row : rows) {
      int below = top + captionHeight(row);
      PixelFont.write(sheet, row.caption(), GAP, top, INK);
      for (int i = 0; i < row.tiles().size(); i++) {
        RgbImage tile = row.tiles().get(i);
        int left = GAP + i * (cellWidth + GAP) + (cellWidth - scale * tile.width()) / 2;
        paste(sheet, tile, left, below + (cellHeight - scale * tile.height()) / 2);
      }
      top += height(row, cellHeight);
    }
    return sheet;
  }

  private int largest(boolean width) {
    return rows.stream()
        .flatMap(row -> row.tiles().stream())
        .mapToInt(tile -> width ? tile.width() : tile.height())
        .max()
        .orElse(1);
  }

  private static int captionHeight(Row row) {
    return row.caption().isEmpty() ? 0 : PixelFont.HEIGHT + GAP;
  }

  private static int height(Row row, int cellHeight) {
    return captionHeight(row) + cellHeight + GAP;
  }

  private void paste(BufferedImage sheet, RgbImage tile, int left, int top) {
    byte[] pixels = tile.pixels();
    for (int y = 0; y < tile.height(); y++) {
      for (int x = 0; x < tile.width(); x++) {
        int at = 3 * (y * tile.width() + x);
        int rgb =
            (pixels[at] & 0xFF) << 16 | (pixels[at + 1] & 0xFF) << 8 | (pixels[at + 2] & 0xFF);
        fill(sheet, left + x * scale, top + y * scale, scale, scale, rgb);
      }
    }
  }

  private static void fill(BufferedImage sheet, int left, int top, int width, int height, int rgb) {
    for (int y = top; y < top + height; y++) {
      for (int x = left; x < left + width; x++) {
        sheet.setRGB(x, y, rgb);
      }
    }
  }
}
