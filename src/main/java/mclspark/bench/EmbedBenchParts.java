package mclspark.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mclspark.augment.Augmentation;
import mclspark.embed.EmbeddingNetwork;
import mclspark.embed.EmbeddingStream;
import mclspark.image.BrokenPictureException;
import mclspark.image.DecoderChoice;
import mclspark.image.ImageDecoder;
import mclspark.image.RgbImage;
import mclspark.model.Architectures;
import mclspark.model.BatchNormMode;
import mclspark.model.Encoder;
import mclspark.model.Head;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/** What embedding is made of, each by itself, to compare the whole with. */
public final class EmbedBenchParts {

  private static final double NANOS = 1e9;
  private static final OperatingSystemMXBean MACHINE =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private EmbedBenchParts() {}

  /**
   * Pictures a second of the bare forward passes: no crops to normalise, nothing to decode or to
   * copy out. As many threads as tasks, each with an encoder of its own and one thread of libtorch.
   *
   * @param batches of each thread
   */
  public static double forward(String arch, int size, int batch, int threads, int batches)
      throws InterruptedException {
    List<Callable<Double>> works = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      works.add(() -> forward(arch, size, batch, batches));
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      double seconds = 0;
      for (Future<Double> done : pool.invokeAll(works)) {
        seconds = Math.max(seconds, done.get());
      }
      return (double) threads * batches * batch / seconds;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdown();
    }
  }

  private static double forward(String arch, int size, int batch, int batches) {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = TorchEngine.cpu(1);
      Encoder encoder =
          new Encoder(engine, Architectures.named(arch, false, Head.none()), false, true);
      encoder.initialize(1, "");
      Tensor pictures = engine.zeros(batch, 3, size, size);
      long start = 0;
      for (int i = -1; i < batches; i++) { // one to warm up
        start = i == 0 ? System.nanoTime() : start;
        try (Scope one = Scope.open()) {
          encoder.features(pictures, BatchNormMode.EVALUATE);
        }
      }
      return (System.nanoTime() - start) / NANOS;
    }
  }

  /** Nothing in place of the network. */
  private record Stub(int cropSize, int batch, int dim) implements EmbeddingNetwork {

    @Override
    public List<float[]> vectors(ByteBuffer crops) {
      float[] ones = new float[batch * dim];
      Arrays.fill(ones, 1);
      return List.of(ones);
    }

    @Override
    public void close() {}
  }

  /** Pictures of a CPU second of the whole process, with nothing in place of the network. */
  public static double stub(
      List<byte[]> files, int resize, int size, int batch, int threads, int dim) {
    Iterator<EmbeddingStream.Picture<Integer>> pictures =
        files.stream().map(file -> new EmbeddingStream.Picture<>(0, file)).iterator();
    EmbeddingStream<Integer> stream =
        new EmbeddingStream<>(
            pictures,
            new Stub(size, batch, dim),
            new EmbeddingStream.Settings(resize, batch, threads));
    long start = MACHINE.getProcessCpuTime();
    int count = 0;
    while (stream.hasNext()) {
      count += stream.next().error() == null ? 1 : 0;
    }
    return count / ((MACHINE.getProcessCpuTime() - start) / NANOS);
  }

  /**
   * Pictures of a CPU second of the whole process that one thread decodes.
   *
   * @param crop whether to resize and crop, too
   */
  public static double decode(List<byte[]> files, int resize, int size, boolean crop) {
    byte[] out = new byte[size * size * 3];
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO)) {
      long start = MACHINE.getProcessCpuTime();
      for (byte[] file : files) {
        RgbImage picture = decoder.decode(file);
        if (crop) {
          Augmentation.evaluation(resize, size).apply(picture, null, out, 0);
        }
      }
      return files.size() / ((MACHINE.getProcessCpuTime() - start) / NANOS);
    } catch (BrokenPictureException e) {
      throw new IllegalStateException("a picture of this program's own", e);
    }
  }

  /** The middle of the values. */
  public static double median(List<Double> values) {
    return Timing.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
