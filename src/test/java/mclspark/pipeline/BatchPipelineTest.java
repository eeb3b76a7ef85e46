package mclspark.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import mclspark.StorageError;
import mclspark.UserError;
import mclspark.augment.CropView;
import mclspark.dataset.BadPicture;
import mclspark.dataset.CifarListing;
import mclspark.dataset.PictureSource;
import mclspark.image.BrokenPictureException;
import mclspark.image.RgbImage;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.sampling.BatchPlan;
import mclspark.sampling.EpochSampler;
import mclspark.sampling.LastBatch;
import mclspark.sampling.StepRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatchPipelineTest {

  private static final int SIZE = 5;
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Pictures of one pixel whose red is the index; label = index mod 10. */
  private static final class Numbered implements PictureSource {

    private final int size;
    private final Set<Integer> broken = new HashSet<>();
    private final AtomicInteger loads = new AtomicInteger();
    private IntConsumer beforeLoad = index -> {};
    private int failing = -1;

    Numbered(int size, Integer... broken) {
      this.size = size;
      this.broken.addAll(List.of(broken));
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public int label(int index) {
      return index % 10;
    }

    @Override
    public String name(int index) {
      return "picture-" + index;
    }

    @Override
    public List<String> classNames() {
      return CifarListing.numbered(10);
    }

    @Override
    public RgbImage load(int index) throws BrokenPictureException, IOException {
      loads.incrementAndGet();
      beforeLoad.accept(index);
      if (index == failing) {
        throw new IOException("the disk is on fire");
      }
      if (broken.contains(index)) {
        throw new BrokenPictureException("broken");
      }
      return new RgbImage(1, 1, new byte[] {(byte) index, 1, 2});
    }
  }

  /** The picture's red, then random bytes. */
  private static void crop(RgbImage picture, CounterRandom random, byte[] out, int offset) {
    out[offset] = picture.pixels()[0];
    for (int i = 1; i < 3 * SIZE * SIZE; i++) {
      out[offset + i] = (byte) random.nextInt(256);
    }
  }

  private static PipelineSettings settings(int threads, BrokenRule rule, Duration deadline) {
    List<CropView> views =
        List.of(
            new CropView(Purpose.QUERY_CROP, BatchPipelineTest::crop),
            new CropView(Purpose.KEY_CROP, BatchPipelineTest::crop));
    return new PipelineSettings(11, views, rule, threads, deadline);
  }

  private static CropPool pool(int batches) {
    return new CropPool(2, 16, SIZE, batches);
  }

  private static BatchPlan plan(int pictures) {
    return new EpochSampler(11, pictures, 4, 5, LastBatch.KEEP).order(2).plan(List.of(1, 2));
  }

  private static byte[] bytes(ByteBuffer crops) {
    byte[] bytes = new byte[crops.remaining()];
    crops.get(bytes);
    return bytes;
  }

  private static List<byte[]> run(PictureSource source, int threads, StepRange range) {
    List<byte[]> seen = new ArrayList<>();
    CropPool pool = pool(3);
    try (BatchPipeline pipeline =
        new BatchPipeline(
            source,
            new BadPictures(100),
            pool,
            settings(threads, BrokenRule.REPLACE, LONG),
            plan(source.size()),
            range)) {
      for (int step = range.from(); step < range.to(); step++) {
        try (CropBatch batch = pipeline.next()) {
          assertEquals(step, batch.step());
          seen.add(bytes(batch.crops(0)));
          seen.add(bytes(batch.crops(1)));
        }
      }
      assertFalse(pipeline.hasNext());
      assertThrows(IllegalStateException.class, pipeline::next);
      assertTrue(pipeline.waitedNanos() > 0);
    }
    return seen;
  }

  @AfterEach
  void noThreadIsLeft() {
    assertEquals(
        List.of(),
        Thread.getAllStackTraces().keySet().stream()
            .map(Thread::getName)
            .filter(name -> name.startsWith("pictures-"))
            .toList());
  }

  @Test
  void contentIsTheSameForAnyNumberOfThreadsAndWithinTheEpoch() {
    Numbered source = new Numbered(197, 3, 50);
    StepRange all = new StepRange(2, 0, 10); // ceil(197 / 4) = 50 pictures, 10 steps
    List<byte[]> one = run(source, 1, all);
    List<byte[]> seven = run(source, 7, all);
    List<byte[]> resumed = run(source, 3, new StepRange(2, 6, 10));
    for (int i = 0; i < one.size(); i++) {
      assertArrayEquals(one.get(i), seven.get(i));
    }
    for (int i = 0; i < resumed.size(); i++) {
      assertArrayEquals(one.get(12 + i), resumed.get(i));
    }
  }

  @Test
  void rowsFollowThePlanAndViewsHaveTheirOwnStreams() {
    Numbered source = new Numbered(100);
    try (BatchPipeline pipeline = start(source, 2, BrokenRule.REPLACE, LONG);
        CropBatch batch = pipeline.next()) {
      int[] rows = plan(100).rows(0);
      assertArrayEquals(rows, batch.indices());
      assertArrayEquals(IntStream.of(rows).map(i -> i % 10).toArray(), batch.labels());
      byte[] query = bytes(batch.crops(0));
      byte[] key = bytes(batch.crops(1));
      int crop = 3 * SIZE * SIZE;
      assertEquals(rows.length * crop, query.length);
      byte[] expected = new byte[crop];
      for (int row = 0; row < rows.length; row++) {
        assertEquals((byte) rows[row], query[row * crop]);
        RgbImage picture = new RgbImage(1, 1, new byte[] {(byte) rows[row], 1, 2});
        crop(picture, CounterRandom.of(11, 2, rows[row], Purpose.KEY_CROP), expected, 0);
        assertArrayEquals(expected, Arrays.copyOfRange(key, row * crop, (row + 1) * crop));
        assertNotEquals(
            ByteBuffer.wrap(query, row * crop, crop), ByteBuffer.wrap(key, row * crop, crop));
      }
      assertTrue(batch.crops(0).isDirect());
    }
  }

  private static BatchPipeline start(
      Numbered source, int threads, BrokenRule rule, Duration deadline) {
    return start(source, threads, rule, deadline, new BadPictures(3), pool(2));
  }

  private static BatchPipeline start(
      Numbered source,
      int threads,
      BrokenRule rule,
      Duration deadline,
      BadPictures bad,
      CropPool pool) {
    BatchPlan plan = plan(source.size());
    return new BatchPipeline(
        source,
        bad,
        pool,
        settings(threads, rule, deadline),
        plan,
        new StepRange(2, 0, plan.steps()));
  }

  @Test
  void aPictureIsDecodedOnceForBothViews() {
    Numbered source = new Numbered(100);
    try (BatchPipeline pipeline = start(source, 3, BrokenRule.REPLACE, LONG)) {
      while (pipeline.hasNext()) {
        pipeline.next().close();
      }
    }
    assertEquals(50, source.loads.get());
  }

  @Test
  void brokenPicturesAreReplacedByTheNextAndCountedOnce() {
    int[] rows = plan(100).rows(0);
    int wanted = rows[4];
    Numbered source = new Numbered(100, wanted, (wanted + 1) % 100);
    BadPictures bad = new BadPictures(2);
    CropPool pool = pool(2);
    for (int repeat = 0; repeat < 2; repeat++) {
      try (BatchPipeline pipeline = start(source, 3, BrokenRule.REPLACE, LONG, bad, pool)) {
        try (CropBatch batch = pipeline.next()) {
          assertEquals((wanted + 2) % 100, batch.indices()[4]);
          assertEquals((wanted + 2) % 10, batch.labels()[4]);
        }
        while (pipeline.hasNext()) {
          pipeline.next().close();
        }
      }
      assertEquals(2, bad.count());
    }
    assertTrue(bad.list().contains(new BadPicture(wanted, "picture-" + wanted, "broken")));
  }

  @Test
  void brokenPicturesAreMarkedForEvaluation() {
    int[] rows = plan(100).rows(0);
    Numbered source = new Numbered(100, rows[4]);
    try (BatchPipeline pipeline = start(source, 3, BrokenRule.MARK, LONG);
        CropBatch batch = pipeline.next()) {
      assertEquals(rows[4], batch.indices()[4]);
      assertEquals(-1, batch.labels()[4]);
      byte[] query = bytes(batch.crops(0));
      int crop = 3 * SIZE * SIZE;
      assertArrayEquals(new byte[crop], Arrays.copyOfRange(query, 4 * crop, 5 * crop));
    }
  }

  @Test
  void tooManyBrokenPicturesStopTheConsumer() {
    Numbered source = new Numbered(100, IntStream.range(0, 100).boxed().toArray(Integer[]::new));
    try (BatchPipeline pipeline = start(source, 4, BrokenRule.REPLACE, LONG)) {
      UserError error = assertThrows(UserError.class, pipeline::next);
      assertTrue(error.getMessage().contains("limit of 3"), error.getMessage());
    }
    BadPictures generous = new BadPictures(1000);
    try (BatchPipeline pipeline = start(source, 4, BrokenRule.REPLACE, LONG, generous, pool(2))) {
      UserError error = assertThrows(UserError.class, pipeline::next);
      assertTrue(error.getMessage().startsWith("None of the 100"), error.getMessage());
    }
  }

  @Test
  void aFailureReachesTheConsumerWithItsCauseAndPlace() {
    Numbered source = new Numbered(100);
    source.failing = plan(100).rows(1)[2];
    try (BatchPipeline pipeline = start(source, 3, BrokenRule.REPLACE, LONG)) {
      StorageError error =
          assertThrows(
              StorageError.class,
              () -> {
                while (pipeline.hasNext()) {
                  pipeline.next().close();
                }
              });
      String place = "Step 1, picture " + source.failing + " (picture-" + source.failing + ")";
      assertTrue(error.getMessage().contains(place), error.getMessage());
      assertInstanceOf(IOException.class, error.getCause().getCause());
      assertThrows(StorageError.class, pipeline::next);
    }
  }

  @Test
  void prefetchIsBoundedByThePool() throws Exception {
    Numbered source = new Numbered(100);
    try (BatchPipeline pipeline = start(source, 3, BrokenRule.REPLACE, LONG)) {
      CropBatch first = pipeline.next();
      CropBatch second = pipeline.next();
      Thread.sleep(50);
      assertEquals(20, source.loads.get());
      first.close();
      first.close();
      assertThrows(IllegalStateException.class, () -> first.crops(0));
      pipeline.next().close();
      second.close();
    }
  }

  @Test
  void aConsumerThatHoldsEveryBatchIsTold() {
    try (BatchPipeline pipeline =
            start(new Numbered(100), 2, BrokenRule.REPLACE, Duration.ofSeconds(3));
        CropBatch first = pipeline.next();
        CropBatch second = pipeline.next()) {
      IllegalStateException error = assertThrows(IllegalStateException.class, pipeline::next);
      assertTrue(error.getMessage().contains("held by the consumer"), error.getMessage());
      assertEquals(1, second.step() - first.step());
    }
  }

  @Test
  void aHangingReadRunsIntoTheDeadlineAndCloseEndsIt() {
    Numbered source = new Numbered(100);
    CountDownLatch never = new CountDownLatch(1);
    source.beforeLoad =
        index -> {
          try {
            assertFalse(never.await(60, TimeUnit.SECONDS));
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    try (BatchPipeline pipeline = start(source, 2, BrokenRule.REPLACE, Duration.ofMillis(300))) {
      IllegalStateException error = assertThrows(IllegalStateException.class, pipeline::next);
      assertTrue(error.getMessage().contains("step 0"), error.getMessage());
    }
  }

  @Test
  void memoryIsUsedAgainByTheNextPipeline() {
    CropPool pool = pool(2);
    assertEquals(2L * 2 * 16 * 75, pool.bytes());
    for (int i = 0; i < 50; i++) { // closed before, between and after batches
      try (BatchPipeline pipeline =
          start(new Numbered(100), 2, BrokenRule.REPLACE, LONG, new BadPictures(0), pool)) {
        for (int step = 0; step < i % 3; step++) {
          pipeline.next().close();
        }
      }
    }
    assertTrue(pool.tryAcquire().isPresent());
    assertTrue(pool.tryAcquire().isPresent());
    assertFalse(pool.tryAcquire().isPresent());
  }

  @Test
  void aPlanThatDoesNotFitIsRefused() {
    StepRange tooLong = new StepRange(0, 0, 99);
    PipelineSettings settings = settings(1, BrokenRule.REPLACE, LONG);
    BadPictures bad = new BadPictures(0);
    assertThrows(
        IllegalArgumentException.class,
        () -> new BatchPipeline(new Numbered(100), bad, pool(2), settings, plan(100), tooLong));
    CropPool small = new CropPool(2, 9, SIZE, 2);
    StepRange one = new StepRange(0, 0, 1);
    assertThrows(
        IllegalArgumentException.class,
        () -> new BatchPipeline(new Numbered(100), bad, small, settings, plan(100), one));
  }

  @Test
  void aBatchThatFitsNoBufferIsRefused() {
    assertEquals(
        "A worker's part of a batch is 14267 crops of 224 x 224 pixels, more than the 2 GB of a"
            + " buffer; choose a smaller batch, smaller crops or more workers.",
        assertThrows(UserError.class, () -> new CropPool(2, 14267, 224, 2)).getMessage());
  }
}
