package mclspark.image;

import java.awt.image.BufferedImage;
import java.util.Set;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;

/** What the tags of a TIFF file say of its samples. Only kinds are read that equal Pillow's. */
final class TiffForm {

  private static final int JPEG = 7;
  private static final int FLOAT = 3;
  private static final int PREMULTIPLIED = 1;

  private final TIFFDirectory tags;

  /** Reads the tags of a picture. */
  TiffForm(IIOMetadata metadata) throws IIOInvalidTreeException {
    tags = TIFFDirectory.createFromMetadata(metadata);
  }

  /**
   * Checks that the samples are of a kind that is read.
   *
   * @throws BrokenPictureException if their colours would not be those of Pillow
   */
  void require() throws BrokenPictureException {
    int photometric = tag(BaselineTIFFTagSet.TAG_PHOTOMETRIC_INTERPRETATION, 0);
    int bits = tag(BaselineTIFFTagSet.TAG_BITS_PER_SAMPLE, 1);
    int format = tag(BaselineTIFFTagSet.TAG_SAMPLE_FORMAT, 1);
    boolean alpha =
        tag(BaselineTIFFTagSet.TAG_EXTRA_SAMPLES, 0) == PREMULTIPLIED && photometric == 2;
    boolean jpeg = tag(BaselineTIFFTagSet.TAG_COMPRESSION, 1) == JPEG;
    boolean known =
        switch (photometric) {
          case 0 -> bits <= 8 && format == 1;
          case 1 -> bits <= 8 && format == 1 || bits == 16 && format <= 2 || format == FLOAT;
          case 2 -> (bits == 8 || bits == 16) && format == 1 && !alpha;
          case 3 -> bits <= 8;
          case 5 -> bits == 8;
          case 6 -> bits == 8 && jpeg;
          default -> false;
        };
    if (!known || !Set.of(1, 2, 4, 8, 16, 32).contains(bits)) {
      throw new BrokenPictureException(
          "it is a TIFF file of an unusual kind (photometric interpretation %d, sample format %d, %d bits%s); save it as 8-bit RGB"
              .formatted(photometric, format, bits, alpha ? ", premultiplied alpha" : ""));
    }
  }

  /** The picture with Pillow's colours and the right way up. */
  RgbImage convert(BufferedImage image) {
    TIFFField map = tags.getTIFFField(BaselineTIFFTagSet.TAG_COLOR_MAP);
    boolean palette = tag(BaselineTIFFTagSet.TAG_PHOTOMETRIC_INTERPRETATION, 0) == 3;
    RgbImage stored =
        palette && map != null
            ? RawPixels.ofPalette(image.getRaster(), palette(map))
            : RawPixels.of(image);
    return turn(stored, tag(BaselineTIFFTagSet.TAG_ORIENTATION, 1));
  }

  // All reds, all greens, all blues, 16 bits each, of which Pillow takes the upper half.
  private static byte[] palette(TIFFField map) {
    byte[] palette = RawPixels.greys();
    int size = map.getCount() / RgbImage.CHANNELS;
    for (int i = 0; i < Math.min(size, 256) * RgbImage.CHANNELS; i++) {
      int colour = i / RgbImage.CHANNELS;
      int channel = i % RgbImage.CHANNELS;
      palette[i] = (byte) (map.getAsInt(channel * size + colour) >> 8);
    }
    return palette;
  }

  /**
   * Turns a picture as the orientation tag says, so that its first row is at the top.
   *
   * @param orientation 1 to 8; anything else leaves it as it is
   */
  static RgbImage turn(RgbImage stored, int orientation) {
    if (orientation < 2 || orientation > 8) {
      return stored;
    }
    boolean swapped = orientation >= 5;
    int width = swapped ? stored.height() : stored.width();
    int height = swapped ? stored.width() : stored.height();
    boolean fromRight = Set.of(2, 3, 7, 8).contains(orientation);
    boolean fromBottom = Set.of(3, 4, 6, 7).contains(orientation);
    byte[] pixels = new byte[stored.pixels().length];
    int to = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int column = swapped ? y : x;
        int row = swapped ? x : y;
        int from =
            (fromBottom ? stored.height() - 1 - row : row) * stored.width()
                + (fromRight ? stored.width() - 1 - column : column);
        System.arraycopy(stored.pixels(), 3 * from, pixels, to, 3);
        to += 3;
      }
    }
    return new RgbImage(width, height, pixels);
  }

  private int tag(int number, int standard) {
    TIFFField field = tags.getTIFFField(number);
    return field == null || field.getCount() == 0 ? standard : field.getAsInt(0);
  }
}
