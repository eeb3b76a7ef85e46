package mclspark.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
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
  private static final double SECONDS = 2;
  private static final double NANOS = 1e9;

  private final CropMaker view;
  private final int cropBytes;
  private final int threads;

  /** Gives a picture by its number. */
  private interface Source {
    RgbImage picture(int number) throws BrokenPictureException;
  }

  LoaderRate(PretrainConfig config, int threads) {
    int size = config.data().cropSize();
    view = DataSets.view(config.augmentation(), size);
    cropBytes = RgbImage.CHANNELS * size * size;
    this.threads = threads;
  }

  /** Pictures of 32 x 32 that need no decoding. */
  double fromCifar() throws InterruptedException, ExecutionException {
    RgbImage picture = new RgbImage(CIFAR_SIDE, CIFAR_SIDE, new byte[3 * CIFAR_SIDE * CIFAR_SIDE]);
    return measure(number -> picture);
  }

  /** Photographs of 500 x 375, as most of ImageNet's are. */
  double fromPhotographs() throws Exception {
    return fromFiles(GeneratedJpegs.make(DIFFERENT));
  }

  /** The same as {@code mcl prepare --shorter-side 256} stores them. */
  double fromShards() throws Exception {
    List<byte[]> small = new ArrayList<>();
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO);
        PictureShrinker shrinker =
            new PictureShrinker(SHARD_SIDE, SHARD_QUALITY, DecoderChoice.AUTO)) {
      for (byte[] file : GeneratedJpegs.make(DIFFERENT)) {
        small.add(shrinker.encode(shrinker.resize(decoder.decode(file))));
      }
    }
    return fromFiles(small);
  }

  private double fromFiles(List<byte[]> files) throws InterruptedException, ExecutionException {
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO)) {
      return measure(number -> decoder.decode(files.get(number % files.size())));
    }
  }

  private double measure(Source source) throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads, LoaderRate::daemon);
    try {
      long start = System.nanoTime();
      List<Future<Integer>> counts = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        counts.add(pool.submit(() -> count(source, start)));
      }
      int all = 0;
      for (Future<Integer> count : counts) {
        all += count.get();
      }
      return all / SECONDS;
    } finally {
      pool.shutdownNow();
      pool.awaitTermination(1, TimeUnit.SECONDS); // the decoder is closed next
    }
  }

  /** Pictures of one thread that were ready after the warm-up and before the end. */
  private int count(Source source, long start) throws BrokenPictureException {
    byte[] crop = new byte[cropBytes];
    int count = 0;
    for (int number = 0; !Thread.currentThread().isInterrupted(); number++) {
      RgbImage picture = source.picture(number);
      CounterRandom random = CounterRandom.of(0, 0, number, Purpose.EXAMPLES);
      view.crop(picture, random, crop, 0);
      view.crop(picture, random, crop, 0);
      double seconds = (System.nanoTime() - start) / NANOS;
      if (seconds > WARM_UP + SECONDS) {
        break;
      }
      count += seconds > WARM_UP ? 1 : 0;
    }
    return count;
  }

  private static Thread daemon(Runnable body) {
    Thread thread = new Thread(body, "mcl-doctor-loader");
    thread.setDaemon(true);
    return thread;
  }
}
