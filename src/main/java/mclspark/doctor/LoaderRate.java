package mclspark.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mclspark.augment.CropMaker;
import mclspark.bench.GeneratedJpegs;
import mclspark.dataset.shards.make.PictureShrinker;
import mclspark.image.BrokenPictureException;
import mclspark.image.DecoderChoice;
import mclspark.image.ImageDecoder;
import mclspark.image.RgbImage;
import mclspark.pretrain.PretrainConfig;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;
import mclspark.run.DataSets;

/** How many pictures a second all cores together decode and draw two crops of. */
final class LoaderRate {

  private static final int DIFFERENT = 8;
  private static final int SHARD_SIDE = 256;
  private static final int SHARD_QUALITY = 90;
  private static final int CIFAR_SIDE = 32;
  private static final double WARM_UP = 2;
  private static final double SECONDS = 0.8;
  private static final int ROUNDS = 3;
  private static final double NANOS = 1e9;

  private final boolean cifar;
  private final CropMaker view;
  private final int cropBytes;
  private final int threads;

  /**
   * Pictures a second of all cores.
   *
   * @param whole from photographs of 500 x 375, as most of ImageNet's are, or CIFAR's pictures
   * @param small from what {@code mcl prepare --shorter-side 256} makes of them
   */
  record Rates(double whole, double small) {}

  /** Gives a picture by its number. */
  private interface Source {
    RgbImage picture(int number) throws BrokenPictureException;
  }

  LoaderRate(PretrainConfig config, int threads) {
    int size = config.data().cropSize();
    cifar = config.data().format().isCifar();
    view = DataSets.view(config.augmentation(), size);
    cropBytes = RgbImage.CHANNELS * size * size;
    this.threads = threads;
  }

  /** Measures; both kinds take turns, so that a slow moment of the machine meets both. */
  Rates measure() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads, LoaderRate::daemon);
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO)) {
      if (cifar) { // needs no decoding
        RgbImage picture =
            new RgbImage(CIFAR_SIDE, CIFAR_SIDE, new byte[3 * CIFAR_SIDE * CIFAR_SIDE]);
        double[] rates = medians(pool, List.of(number -> picture));
        return new Rates(rates[0], rates[0]);
      }
      List<byte[]> photographs = GeneratedJpegs.make(DIFFERENT);
      List<byte[]> shards = shrunk(photographs, decoder);
      double[] rates =
          medians(
              pool,
              List.of(
                  number -> decoder.decode(photographs.get(number % DIFFERENT)),
                  number -> decoder.decode(shards.get(number % DIFFERENT))));
      return new Rates(rates[0], rates[1]);
    } finally {
      pool.shutdownNow();
    }
  }

  private static List<byte[]> shrunk(List<byte[]> files, ImageDecoder decoder)
      throws BrokenPictureException {
    try (PictureShrinker shrinker =
        new PictureShrinker(SHARD_SIDE, SHARD_QUALITY, DecoderChoice.AUTO)) {
      List<byte[]> small = new ArrayList<>();
      for (byte[] file : files) {
        small.add(shrinker.encode(shrinker.resize(decoder.decode(file))));
      }
      return small;
    }
  }

  private double[] medians(ExecutorService pool, List<Source> sources)
      throws InterruptedException, ExecutionException {
    double[][] rates = new double[sources.size()][ROUNDS];
    for (int round = -1; round < ROUNDS; round++) {
      for (int i = 0; i < sources.size(); i++) {
        double rate = rate(pool, sources.get(i), round < 0 ? WARM_UP : SECONDS);
        if (round >= 0) {
          rates[i][round] = rate;
        }
      }
    }
    return Arrays.stream(rates)
        .mapToDouble(some -> Arrays.stream(some).sorted().toArray()[ROUNDS / 2])
        .toArray();
  }

  private double rate(ExecutorService pool, Source source, double seconds)
      throws InterruptedException, ExecutionException {
    long end = System.nanoTime() + (long) (seconds * NANOS);
    List<Future<Integer>> counts = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      counts.add(pool.submit(() -> count(source, end)));
    }
    int all = 0;
    for (Future<Integer> count : counts) {
      all += count.get();
    }
    return all / seconds;
  }

  /** Pictures of one thread that were ready before the end. */
  private int count(Source source, long end) throws BrokenPictureException {
    byte[] crop = new byte[cropBytes];
    for (int number = 0; ; number++) {
      RgbImage picture = source.picture(number);
      CounterRandom random = CounterRandom.of(0, 0, number, Purpose.EXAMPLES);
      view.crop(picture, random, crop, 0);
      view.crop(picture, random, crop, 0);
      if (System.nanoTime() - end > 0) {
        return number;
      }
    }
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body, "mcl-doctor-loader");
    thread.setDaemon(true);
    return thread;
  }
}
