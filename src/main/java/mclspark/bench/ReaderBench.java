package mclspark.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import mclspark.UserError;
import mclspark.dataset.ImageFolderLister;
import mclspark.dataset.PictureDecoder;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureSource;
import mclspark.dataset.shards.ShardLister;
import mclspark.image.BrokenPictureException;
import mclspark.image.DecoderChoice;
import mclspark.image.ImageDecoder;
import mclspark.image.RgbImage;
import mclspark.sampling.EpochSampler;
import mclspark.sampling.LastBatch;
import org.apache.hadoop.conf.Configuration;

/**
 * Measures how many pictures a second one thread takes from a folder and from shards, in the order
 * of an epoch. The readers take turns; each round opens its source anew.
 */
public final class ReaderBench {

  private static final PictureDecoder NOTHING = file -> new RgbImage(1, 1, new byte[3]);
  private static final double NANOS = 1e9;
  private static final long CACHE_BYTES = 512L << 20;

  private final Configuration configuration;
  private final PictureListing folder;
  private final PictureListing shards;
  private final int rounds;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  private record Rate(double perCpuSecond, double perSecond) {}

  private record Work(String name, PictureListing listing, PictureDecoder decoder) {}

  /**
   * Lists both.
   *
   * @param folder a folder with a sub-folder per class
   * @param shards a set of shards
   * @param rounds measured rounds, after one of warming up
   * @param configuration how to reach file systems
   * @throws UserError if one of them cannot be used
   */
  public ReaderBench(String folder, String shards, int rounds, Configuration configuration) {
    this.configuration = configuration;
    this.folder = ImageFolderLister.list(folder, configuration);
    this.shards = ShardLister.list(shards, CACHE_BYTES, configuration);
    this.rounds = rounds;
  }

  /** Measures and returns a line for each kind of work. */
  public List<String> run() {
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO)) {
      List<Work> works =
          List.of(
              new Work("folder, read", folder, NOTHING),
              new Work("shards, read", shards, NOTHING),
              new Work("folder, read + decode", folder, decoder::decode),
              new Work("shards, read + decode", shards, decoder::decode));
      List<List<Rate>> rates = works.stream().<List<Rate>>map(w -> new ArrayList<>()).toList();
      for (int round = -1; round < rounds; round++) {
        for (int i = 0; i < works.size(); i++) {
          Rate rate = epoch(works.get(i), Math.max(0, round));
          if (round >= 0) {
            rates.get(i).add(rate);
          }
        }
      }
      return lines(works, rates);
    }
  }

  private Rate epoch(Work work, int epoch) {
    PictureSource source = work.listing().open(configuration, work.decoder());
    int size = source.size();
    int[] order =
        new EpochSampler(0, size, 1, size, LastBatch.KEEP, source.layout())
            .order(epoch)
            .indices(0, 0);
    long cpuStart = threads.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    for (int picture : order) {
      load(source, picture);
    }
    double cpu = (threads.getCurrentThreadCpuTime() - cpuStart) / NANOS;
    double wall = (System.nanoTime() - start) / NANOS;
    return new Rate(order.length / cpu, order.length / wall);
  }

  private static void load(PictureSource source, int picture) {
    try {
      if (source.load(picture).width() < 1) {
        throw new IllegalStateException(source.name(picture) + " is empty");
      }
    } catch (BrokenPictureException | IOException e) {
      throw new UserError(
          source.name(picture) + " cannot be read: " + e.getMessage() + "; remove it.", e);
    }
  }

  private List<String> lines(List<Work> works, List<List<Rate>> rates) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < works.size(); i++) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-22s %7.0f (%.0f); median of %d rounds of %d pictures",
              works.get(i).name(),
              median(rates.get(i), Rate::perCpuSecond),
              median(rates.get(i), Rate::perSecond),
              rounds,
              works.get(i).listing().size()));
    }
    return lines;
  }

  private static double median(List<Rate> rates, ToDoubleFunction<Rate> of) {
    return rates.stream().mapToDouble(of).sorted().toArray()[rates.size() / 2];
  }
}
