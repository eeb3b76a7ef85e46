package mclspark.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.augment.Augmentation;
import mclspark.augment.RandomView;
import mclspark.image.BrokenPictureException;
import mclspark.image.DecoderChoice;
import mclspark.image.ImageDecoder;
import mclspark.image.RgbImage;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;

/**
 * Measures how many pictures a second one thread decodes and augments, all in memory. The work of
 * every round is the same; the kinds of work and the decoders take turns within a round, so that a
 * slow minute of the machine meets all of them.
 */
public final class DataBench {

  private static final int SIZE = 224;
  private static final double MIN_SCALE = 0.2;
  private static final double NANOS = 1e9;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final List<byte[]> pictures;
  private final int rounds;
  private final byte[] crop = new byte[RgbImage.CHANNELS * SIZE * SIZE];

  /**
   * Rates of one kind of work: medians over the rounds.
   *
   * @param decoder the decoder's description
   * @param work such as "decode + 2 crops v1"
   * @param perCpuSecond pictures a second of the working thread's CPU time, that is, a core
   * @param perSecond pictures a second by the clock
   * @param pictures pictures a round
   * @param rounds measured rounds
   */
  public record Rate(
      String decoder,
      String work,
      double perCpuSecond,
      double perSecond,
      int pictures,
      int rounds) {}

  private record Work(String name, List<RandomView> views) {}

  /**
   * Prepares a measurement.
   *
   * @param encoded files; those that cannot be decoded are left out
   * @param rounds how often everything is measured, after two rounds of warming up
   * @throws UserError if no file can be decoded
   */
  public DataBench(List<byte[]> encoded, int rounds) {
    this.pictures = readable(encoded);
    this.rounds = rounds;
    if (pictures.isEmpty()) {
      throw new UserError(
          "None of the " + encoded.size() + " files to measure with is a picture; name others.");
    }
  }

  /**
   * Reads the picture files of a folder and its sub-folders, in the order of their paths, spread
   * evenly over them.
   *
   * @param most how many files to read at most
   * @throws UserError if the folder cannot be read
   */
  public static List<byte[]> read(Path folder, int most) {
    try (Stream<Path> paths = Files.walk(folder)) {
      List<Path> files = paths.filter(Files::isRegularFile).sorted().toList();
      int count = Math.min(most, files.size());
      List<byte[]> encoded = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        encoded.add(Files.readAllBytes(files.get((int) ((long) i * files.size() / count))));
      }
      return encoded;
    } catch (IOException e) {
      throw new UserError(
          "The folder " + folder + " cannot be read: " + e.getMessage() + "; check the path.", e);
    }
  }

  private static List<byte[]> readable(List<byte[]> encoded) {
    List<byte[]> readable = new ArrayList<>();
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO)) {
      for (byte[] file : encoded) {
        if (isReadable(decoder, file)) {
          readable.add(file);
        }
      }
    }
    return readable;
  }

  private static boolean isReadable(ImageDecoder decoder, byte[] file) {
    try {
      return decoder.decode(file) != null;
    } catch (BrokenPictureException e) {
      return false;
    }
  }

  /** Measures every kind of work with every decoder that this machine has. */
  public List<Rate> run() {
    RandomView v1 = Augmentation.v1(SIZE, MIN_SCALE);
    RandomView v2 = Augmentation.v2(SIZE, MIN_SCALE, true);
    List<Work> works =
        List.of(
            new Work("decode", List.of()),
            new Work("decode + 2 crops v1", List.of(v1, v1)),
            new Work("decode + 2 crops v2", List.of(v2, v2)));
    List<ImageDecoder> decoders =
        ImageDecoder.available().stream().map(ImageDecoder::open).toList();
    try {
      return measure(works, decoders);
    } finally {
      decoders.forEach(ImageDecoder::close);
    }
  }

  private List<Rate> measure(List<Work> works, List<ImageDecoder> decoders) {
    int kinds = works.size() * decoders.size();
    double[][] cpu = new double[kinds][rounds];
    double[][] wall = new double[kinds][rounds];
    int warmUp = 2;
    for (int round = -warmUp; round < rounds; round++) {
      for (int kind = 0; kind < kinds; kind++) {
        long cpuStart = threads.getCurrentThreadCpuTime();
        long wallStart = System.nanoTime();
        once(decoders.get(kind / works.size()), works.get(kind % works.size()));
        if (round >= 0) {
          cpu[kind][round] = (threads.getCurrentThreadCpuTime() - cpuStart) / NANOS;
          wall[kind][round] = (System.nanoTime() - wallStart) / NANOS;
        }
      }
    }
    List<Rate> rates = new ArrayList<>();
    for (int kind = 0; kind < kinds; kind++) {
      String decoder = decoders.get(kind / works.size()).description();
      String work = works.get(kind % works.size()).name();
      int count = pictures.size();
      double perCpuSecond = count / median(cpu[kind]);
      double perSecond = count / median(wall[kind]);
      rates.add(new Rate(decoder, work, perCpuSecond, perSecond, count, rounds));
    }
    return rates;
  }

  private void once(ImageDecoder decoder, Work work) {
    for (int i = 0; i < pictures.size(); i++) {
      RgbImage picture = decode(decoder, pictures.get(i));
      CounterRandom random = CounterRandom.of(0, 0, i, Purpose.EXAMPLES);
      for (RandomView view : work.views()) {
        view.apply(picture, random, crop, 0);
      }
      picture.giveBack();
    }
  }

  private static RgbImage decode(ImageDecoder decoder, byte[] file) {
    try {
      return decoder.decode(file);
    } catch (BrokenPictureException e) {
      throw new IllegalStateException("a picture that could be read before", e);
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
