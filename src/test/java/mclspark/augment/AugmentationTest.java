package mclspark.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mclspark.image.CropBox;
import mclspark.image.RgbImage;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import org.junit.jupiter.api.Test;

class AugmentationTest {

  private static final List<Augmentation> ALL =
      List.of(
          Augmentation.v1(24, 0.2),
          Augmentation.v2(24, 0.2, true),
          Augmentation.v2(24, 0.2, false),
          Augmentation.linearTrain(24),
          Augmentation.evaluation(28, 24),
          Augmentation.evaluation(24));

  @Test
  void aCropIsAFunctionOfPictureAndStreamInEveryThread() throws Exception {
    RgbImage picture = GoldenPicture.blocks("threads", 0, 70, 50);
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      for (Augmentation augmentation : ALL) {
        List<byte[]> alone =
            IntStream.range(0, 40).mapToObj(i -> crop(augmentation, picture, i)).toList();
        List<Future<byte[]>> together =
            IntStream.range(0, 40)
                .mapToObj(i -> pool.submit(() -> crop(augmentation, picture, i)))
                .toList();
        for (int i = 0; i < 40; i++) {
          assertArrayEquals(alone.get(i), together.get(i).get(20, TimeUnit.SECONDS));
        }
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void picturesOfEverySizeGiveACrop() {
    int[][] sizes = {{1, 1}, {17, 17}, {300, 3}, {3, 300}, {24, 24}, {500, 375}};
    for (int[] size : sizes) {
      RgbImage picture = GoldenPicture.noise("any", size[0], size[1]);
      for (Augmentation augmentation : ALL) {
        for (int item = 0; item < 5; item++) {
          byte[] out = new byte[augmentation.bytes() + 20];
          Arrays.fill(out, (byte) 99);
          augmentation.apply(picture, stream(item), out, 10);
          for (int i = 0; i < 10; i++) {
            assertEquals(99, out[i]);
            assertEquals(99, out[out.length - 1 - i]);
          }
        }
      }
    }
    byte[] black = crop(Augmentation.v2(24, 0.2, true), new RgbImage(1, 1, new byte[3]), 3);
    assertArrayEquals(new byte[3 * 24 * 24], black);
  }

  @Test
  void evaluationOfAPictureOfTheRightSizeIsThePicture() {
    RgbImage picture = GoldenPicture.noise("cifar", 32, 32);
    assertArrayEquals(picture.pixels(), crop(Augmentation.evaluation(32), picture, 0));
    RgbImage wide = GoldenPicture.noise("wide", 36, 32);
    assertArrayEquals(
        wide.crop(new CropBox(0, 2, 32, 32)).pixels(), crop(Augmentation.evaluation(32), wide, 0));
  }

  @Test
  void greyAndFlipHaveTheirProbabilities() {
    // Left half red, right half blue, so that both can be seen in the first and last pixel.
    byte[] pixels = new byte[3 * 8 * 8];
    for (int i = 0; i < 64; i++) {
      pixels[3 * i + (i % 8 < 4 ? 0 : 2)] = (byte) 200;
    }
    RgbImage picture = new RgbImage(8, 8, pixels);
    ColorJitter none = new ColorJitter(0, 0, 0, 0);
    for (RandomView view : List.of(Augmentation.v1(8, 1), Augmentation.v2(8, 1, false))) {
      RandomView still = view.withJitter(0, none);
      int grey = 0;
      int flipped = 0;
      int count = 4000;
      for (int i = 0; i < count; i++) {
        byte[] out = crop(still, picture, i);
        grey += out[0] == out[1] && out[1] == out[2] ? 1 : 0;
        flipped += luminance(out, 0) < luminance(out, 7) ? 1 : 0;
      }
      assertEquals(0.2, (double) grey / count, 0.025);
      assertEquals(0.5, (double) flipped / count, 0.03);
    }
  }

  @Test
  void jitterAndBlurHaveTheirProbabilities() {
    RgbImage picture = GoldenPicture.noise("jitter", 12, 12);
    RandomView whole = with(Augmentation.v2(12, 1, true), 0, 0, 0);
    ColorJitter none = new ColorJitter(0, 0, 0, 0);
    assertEquals(0.8, changed(whole, whole.withJitter(0, none), picture), 0.03);
    RandomView blurOnly = Augmentation.v2(12, 1, true).withJitter(0, none);
    assertEquals(0.5, changed(with(blurOnly, 0, 0.5, 0), with(blurOnly, 0, 0, 0), picture), 0.03);
    RandomView always = with(Augmentation.v1(12, 1), 0, 0, 0);
    assertEquals(1, changed(always, always.withJitter(0, none), picture), 0.01);
  }

  private static RandomView with(RandomView view, double grey, double blur, double flip) {
    return new RandomView(
        view.size(),
        view.crop(),
        view.greyFirst(),
        grey,
        view.jitterProbability(),
        view.jitter(),
        blur,
        flip);
  }

  // The crop is drawn first, so two views that differ later see the same crop.
  private static double changed(RandomView view, RandomView plain, RgbImage picture) {
    int changed = 0;
    for (int i = 0; i < 3000; i++) {
      changed += Arrays.equals(crop(view, picture, i), crop(plain, picture, i)) ? 0 : 1;
    }
    return changed / 3000.0;
  }

  @Test
  void weakerJitterStaysCloser() {
    RgbImage picture = GoldenPicture.blocks("strength", 0, 40, 40);
    RandomView strong = Augmentation.v1(24, 0.2);
    RandomView weak = strong.withJitter(1, new ColorJitter(0.04, 0.04, 0.04, 0.01));
    RandomView none = strong.withJitter(0, new ColorJitter(0, 0, 0, 0));
    double far = 0;
    double near = 0;
    for (int i = 0; i < 50; i++) {
      byte[] plain = crop(with(none, 0, 0, 0), picture, i);
      far += distance(plain, crop(with(strong, 0, 0, 0), picture, i));
      near += distance(plain, crop(with(weak, 0, 0, 0), picture, i));
    }
    assertFalse(near * 4 > far, near + " against " + far);
  }

  @Test
  void impossibleNumbersAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> Augmentation.v1(0, 0.2));
    assertThrows(IllegalArgumentException.class, () -> Augmentation.evaluation(20, 24));
    assertThrows(IllegalArgumentException.class, () -> new ColorJitter(0.4, 0.4, 0.4, 0.6));
    assertThrows(IllegalArgumentException.class, () -> new ColorJitter(-0.1, 0.4, 0.4, 0.1));
    RandomView view = Augmentation.v1(24, 0.2);
    assertThrows(IllegalArgumentException.class, () -> with(view, 1.5, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> with(view, 0, Double.NaN, 0));
  }

  private static double distance(byte[] one, byte[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += Math.abs((one[i] & 0xFF) - (other[i] & 0xFF));
    }
    return sum;
  }

  private static int luminance(byte[] pixels, int pixel) {
    int at = 3 * pixel;
    return Luminance.of(pixels[at] & 0xFF, pixels[at + 1] & 0xFF, pixels[at + 2] & 0xFF);
  }

  private static byte[] crop(Augmentation augmentation, RgbImage picture, int item) {
    byte[] out = new byte[augmentation.bytes()];
    augmentation.apply(picture, stream(item), out, 0);
    return out;
  }

  private static CounterRandom stream(int item) {
    return CounterRandom.of(5, 1, item, Purpose.QUERY_CROP);
  }
}
