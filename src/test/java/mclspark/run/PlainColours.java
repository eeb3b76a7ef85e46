package mclspark.run;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import mclspark.dataset.PictureDecoder;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureRange;
import mclspark.dataset.PictureSource;
import mclspark.image.RgbImage;
import org.apache.hadoop.conf.Configuration;

/** Pictures of one colour each, by class: any encoder tells them apart. */
public record PlainColours(int size) implements PictureListing, PictureSource {

  private static final int SIDE = 32;

  @Override
  public List<String> classNames() {
    return List.of("black", "red", "green", "blue");
  }

  @Override
  public Stream<PictureRange> ranges() {
    return Stream.of(new PictureRange("colours", PictureRange.MIXED, 0, size));
  }

  @Override
  public PictureSource open(Configuration configuration, PictureDecoder decoder) {
    return this;
  }

  @Override
  public int label(int index) {
    return index * 7 % 4; // neighbours differ
  }

  @Override
  public String name(int index) {
    return "colour " + index;
  }

  @Override
  public RgbImage load(int index) {
    byte[] pixels = new byte[3 * SIDE * SIDE];
    Arrays.fill(pixels, (byte) 20);
    for (int channel = label(index) - 1; channel >= 0 && channel < pixels.length; channel += 3) {
      pixels[channel] = (byte) 230;
    }
    return new RgbImage(SIDE, SIDE, pixels);
  }
}
