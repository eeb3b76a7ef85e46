package mclspark.bench;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import mclspark.image.RgbImage;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;

/**
 * JPEG pictures to measure with where there are no real ones: waves of colour with a little noise,
 * in the size of a usual photograph of ImageNet.
 */
public final class GeneratedJpegs {

  private static final int WIDTH = 500;
  private static final int HEIGHT = 375;
  private static final int NOISE = 16;

  private GeneratedJpegs() {}

  /** Makes the files of pictures 0 to {@code count - 1}; the same ones every time. */
  public static List<byte[]> make(int count) {
    List<byte[]> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(encode(paint(CounterRandom.of(0, 0, i, Purpose.GENERATED_PICTURE))));
    }
    return files;
  }

  private static BufferedImage paint(CounterRandom random) {
    BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    double[] across = new double[RgbImage.CHANNELS];
    double[] down = new double[RgbImage.CHANNELS];
    for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
      across[channel] = random.uniform(0.005, 0.1);
      down[channel] = random.uniform(0.005, 0.1);
    }
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int colour = 0;
        int noise = (int) random.uniform(0, NOISE);
        for (int channel = 0; channel < RgbImage.CHANNELS; channel++) {
          double wave = Math.sin(across[channel] * x) * Math.cos(down[channel] * y);
          colour = colour << 8 | (int) (110 + 100 * wave) + noise;
        }
        picture.setRGB(x, y, colour);
      }
    }
    return picture;
  }

  private static byte[] encode(BufferedImage picture) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(picture, "jpg", out)) {
        throw new IllegalStateException("this Java has no JPEG writer");
      }
    } catch (IOException e) {
      throw new IllegalStateException("a picture in memory cannot be written", e);
    }
    return out.toByteArray();
  }
}
