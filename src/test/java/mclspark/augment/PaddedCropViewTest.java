package mclspark.augment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mclspark.UserError;
import mclspark.dataset.CifarListing;
import mclspark.dataset.PictureSource;
import mclspark.image.BrokenPictureException;
import mclspark.image.RgbImage;
import mclspark.pipeline.BadPictures;
import mclspark.pipeline.BatchPipeline;
import mclspark.pipeline.BrokenRule;
import mclspark.pipeline.CropBatch;
import mclspark.pipeline.CropPool;
import mclspark.pipeline.PipelineSettings;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.sampling.BatchPlan;
import mclspark.sampling.ClassBalancedSampler;
import mclspark.sampling.PicturesByClass;
import mclspark.sampling.StepRange;
import org.junit.jupiter.api.Test;

class PaddedCropViewTest {

  /** The red of pixel (y, x) is 1 + 5 y + x, so that a crop's place can be read off; never 0. */
  private static final RgbImage PICTURE = picture(5);

  private static RgbImage picture(int side) {
    byte[] pixels = new byte[3 * side * side];
    for (int i = 0; i < side * side; i++) {
      pixels[3 * i] = (byte) (1 + i);
    }
    return new RgbImage(side, side, pixels);
  }

  @Test
  void everyPlaceAndBothSidesAreEquallyLikely() {
    PaddedCropView view = new PaddedCropView(5, 2, 0.5);
    Map<String, Integer> counts = new TreeMap<>();
    int draws = 10_000;
    for (int item = 0; item < draws; item++) {
      byte[] out = new byte[75];
      view.apply(PICTURE, CounterRandom.of(1, 0, item, Purpose.LABELLED_CROP), out, 0);
      counts.merge(place(out), 1, Integer::sum);
    }
    assertEquals(50, counts.size(), counts.keySet().toString());
    for (int count : counts.values()) {
      assertEquals(200, count, 5 * Math.sqrt(200));
    }
  }

  /** The window that the crop equals, byte by byte, black where it reaches over the picture. */
  private static String place(byte[] crop) {
    for (int top = -2; top <= 2; top++) {
      for (int left = -2; left <= 2; left++) {
        for (boolean mirrored : new boolean[] {false, true}) {
          if (equalsWindow(crop, top, left, mirrored)) {
            return top + "," + left + "," + mirrored;
          }
        }
      }
    }
    throw new AssertionError("The crop is no window of the picture");
  }

  private static boolean equalsWindow(byte[] crop, int top, int left, boolean mirrored) {
    boolean equal = true;
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 5; x++) {
        int row = top + y;
        int column = left + (mirrored ? 4 - x : x);
        boolean inside = row >= 0 && row < 5 && column >= 0 && column < 5;
        int red = inside ? 1 + 5 * row + column : 0;
        int i = 3 * (5 * y + x);
        equal &= crop[i] == red && crop[i + 1] == 0 && crop[i + 2] == 0;
      }
    }
    return equal;
  }

  @Test
  void writesAtTheOffset() {
    byte[] out = new byte[3 * 32 * 32 + 2];
    out[0] = 9;
    out[out.length - 1] = 9;
    RgbImage noise = GoldenPicture.noise("offset", 32, 32);
    new PaddedCropView(32, 4, 0.5).apply(noise, stream(), out, 1);
    assertEquals(9, out[0]);
    assertEquals(9, out[out.length - 1]);
    assertEquals(3 * 32 * 32, new PaddedCropView(32, 4, 0.5).bytes());
  }

  @Test
  void refusesPicturesThatAreTooSmall() {
    UserError error =
        assertThrows(
            UserError.class,
            () -> new PaddedCropView(32, 4, 0.5).apply(picture(5), stream(), new byte[3072], 0));
    assertTrue(error.getMessage().contains("5 x 5"), error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> new PaddedCropView(32, -1, 0.5));
    assertThrows(IllegalArgumentException.class, () -> new PaddedCropView(32, 4, 1.5));
  }

  /** One view and the labels of a class-balanced batch, as the supervised runs take them. */
  @Test
  void aPipelineDeliversClassBalancedBatchesWithLabels() {
    PictureSource source = new Constant(60, 6);
    ClassBalancedSampler sampler = new ClassBalancedSampler(1, PicturesByClass.of(source), 12, 2);
    PaddedCropView view = new PaddedCropView(8, 4, 0.5);
    PipelineSettings settings =
        new PipelineSettings(
            1,
            List.of(new CropView(Purpose.LABELLED_CROP, view::apply)),
            BrokenRule.REPLACE,
            2,
            Duration.ofSeconds(60));
    BatchPlan plan = sampler.plan(3, 1, List.of(0));
    try (BatchPipeline pipeline =
        new BatchPipeline(
            source,
            new BadPictures(1),
            new CropPool(1, plan.largestBatch(), 8, 2),
            settings,
            plan,
            new StepRange(3, 0, plan.steps()))) {
      for (int step = 0; step < 5; step++) {
        try (CropBatch batch = pipeline.next()) {
          assertArrayEquals(sampler.rows(3, step), batch.indices());
          for (int row = 0; row < 12; row++) {
            assertEquals(batch.indices()[row] % 6, batch.labels()[row]);
            assertEquals(batch.labels()[row - row % 2], batch.labels()[row]);
            assertSame(view, batch, row);
          }
        }
      }
    }
  }

  private static void assertSame(PaddedCropView view, CropBatch batch, int row) {
    byte[] expected = new byte[view.bytes()];
    int index = batch.indices()[row];
    CounterRandom random = CounterRandom.of(1, 3, index, Purpose.LABELLED_CROP);
    view.apply(Constant.picture(index), random, expected, 0);
    byte[] actual = new byte[view.bytes()];
    ByteBuffer crops = batch.crops(0);
    crops.get(row * view.bytes(), actual);
    assertArrayEquals(expected, actual);
  }

  private static CounterRandom stream() {
    return CounterRandom.of(1, 0, 0, Purpose.LABELLED_CROP);
  }

  /** Pictures of 8 x 8 pixels; label = index mod classes. */
  private record Constant(int size, int classes) implements PictureSource {

    static RgbImage picture(int index) {
      return GoldenPicture.noise("constant" + index, 8, 8);
    }

    @Override
    public int label(int index) {
      return index % classes;
    }

    @Override
    public String name(int index) {
      return "picture-" + index;
    }

    @Override
    public List<String> classNames() {
      return CifarListing.numbered(classes);
    }

    @Override
    public RgbImage load(int index) throws BrokenPictureException, IOException {
      return picture(index);
    }
  }
}
