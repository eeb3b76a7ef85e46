package mclspark.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import mclspark.augment.CropView;
import mclspark.dataset.PictureSource;
import mclspark.image.RgbImage;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.sampling.BatchPlan;
import mclspark.sampling.StepRange;
import org.junit.jupiter.api.Test;

/** A picture that comes in every step of an epoch, as class-balanced batches may have it. */
class FreshCropsTest {

  private static final int STEPS = 3;

  private record OnePicture() implements PictureSource {
    @Override
    public int size() {
      return 1;
    }

    @Override
    public int label(int index) {
      return 0;
    }

    @Override
    public String name(int index) {
      return "picture";
    }

    @Override
    public List<String> classNames() {
      return List.of("class");
    }

    @Override
    public RgbImage load(int index) {
      return new RgbImage(1, 1, new byte[3]);
    }
  }

  private record InEveryStep() implements BatchPlan {
    @Override
    public int steps() {
      return STEPS;
    }

    @Override
    public int largestBatch() {
      return 1;
    }

    @Override
    public int[] rows(int step) {
      return new int[] {0};
    }
  }

  private static void drawn(RgbImage picture, CounterRandom random, byte[] out, int offset) {
    out[offset] = (byte) random.nextInt(256);
    out[offset + 1] = (byte) random.nextInt(256);
  }

  @Test
  void aPictureThatComesAgainGetsAnotherCropWhereThatIsAskedFor() {
    CropView view = new CropView(Purpose.LABELLED_CROP, FreshCropsTest::drawn);
    assertEquals(1, differentCrops(settings(view, false)));
    assertEquals(STEPS, differentCrops(settings(view, true)));
  }

  private static PipelineSettings settings(CropView view, boolean fresh) {
    return new PipelineSettings(
        11, List.of(view), BrokenRule.REPLACE, 1, Duration.ofSeconds(60), fresh);
  }

  private static int differentCrops(PipelineSettings settings) {
    CropPool pool = new CropPool(1, 1, 1, 2);
    Set<ByteBuffer> crops = new HashSet<>();
    StepRange range = new StepRange(0, 0, STEPS);
    try (BatchPipeline pipeline =
        new BatchPipeline(
            new OnePicture(), new BadPictures(0), pool, settings, new InEveryStep(), range)) {
      while (pipeline.hasNext()) {
        try (CropBatch batch = pipeline.next()) {
          byte[] copy = new byte[3];
          batch.crops(0).get(copy);
          crops.add(ByteBuffer.wrap(copy));
        }
      }
    }
    return crops.size();
  }
}
