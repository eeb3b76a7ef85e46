package mclspark.embed;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mclspark.step.PictureInput;
import mclspark.tensor.Ops;
import mclspark.tensor.Scope;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * A model on one device of this process. A thread of its own owns the tensors, since whoever uses
 * the model may end before the others do.
 */
final class LoadedModel implements AutoCloseable {

  private static final int LOAD_MINUTES = 10;

  private final EmbeddingModel model;
  private final OptionalInt gpu;
  private final CompletableFuture<List<EncoderSpec.Forward>> encoders = new CompletableFuture<>();
  private final CountDownLatch end = new CountDownLatch(1);

  private LoadedModel(EmbeddingModel model, OptionalInt gpu) {
    this.model = model;
    this.gpu = gpu;
  }

  /**
   * Loads the weights.
   *
   * @param gpu the GPU; empty for the CPU
   */
  static LoadedModel load(EmbeddingModel model, OptionalInt gpu) {
    LoadedModel loaded = new LoadedModel(model, gpu);
    Thread owner = new Thread(loaded::hold, "embedding-model");
    owner.setDaemon(true);
    owner.start();
    try {
      loaded.encoders.get(LOAD_MINUTES, TimeUnit.MINUTES);
      return loaded;
    } catch (ExecutionException e) {
      throw new IllegalStateException("The model cannot be loaded: " + e.getCause(), e.getCause());
    } catch (TimeoutException e) {
      loaded.close();
      throw new IllegalStateException(
          "The model was not loaded within %d minutes".formatted(LOAD_MINUTES), e);
    } catch (InterruptedException e) {
      loaded.close();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the model was loaded", e);
    }
  }

  private void hold() {
    try (Scope scope = Scope.open()) {
      TorchEngine engine = engine(1);
      List<EncoderSpec.Forward> built = new ArrayList<>();
      model.encoders().forEach(state -> built.add(model.spec().build(engine, state)));
      encoders.complete(built);
      end.await();
    } catch (Throwable e) { // told to whoever waits
      encoders.completeExceptionally(e);
    }
  }

  private TorchEngine engine(int threads) {
    return gpu.isPresent() ? TorchEngine.gpu(gpu.getAsInt(), threads) : TorchEngine.cpu(threads);
  }

  /**
   * The model for the calling thread.
   *
   * @param threads that one operation may use on the CPU
   */
  EmbeddingNetwork network(int threads) {
    return new OfThread(encoders.join(), threads);
  }

  /** Frees the weights. */
  @Override
  public void close() {
    end.countDown();
  }

  private final class OfThread implements EmbeddingNetwork {

    private final List<EncoderSpec.Forward> forwards;
    private final Scope scope = Scope.open();
    private final PictureInput input;

    OfThread(List<EncoderSpec.Forward> forwards, int threads) {
      this.forwards = forwards;
      Provenance shown = model.provenance();
      double[] mean = doubles(shown.mean());
      input = PictureInput.crops(engine(threads), shown.cropSize(), mean, doubles(shown.std()));
    }

    @Override
    public int cropSize() {
      return model.provenance().cropSize();
    }

    @Override
    public List<float[]> vectors(ByteBuffer crops) {
      try (Scope batch = Scope.open()) {
        Tensor pictures = input.tensor(crops); // [b, 3, h, w]
        boolean mean = model.provenance().peer().equals(EmbeddingChoice.MEAN);
        boolean normalize = model.provenance().normalized();
        List<Tensor> vectors = new ArrayList<>(); // [b, dim]
        for (EncoderSpec.Forward forward : forwards) {
          Tensor own = forward.vectors(pictures);
          vectors.add(normalize || mean ? Ops.l2Normalize(own) : own);
        }
        List<Tensor> wanted = mean ? List.of(mean(vectors, normalize)) : vectors;
        return wanted.stream().map(Tensor::toFloats).toList();
      }
    }

    private static Tensor mean(List<Tensor> vectors, boolean normalize) {
      Tensor sum = vectors.get(0);
      for (Tensor other : vectors.subList(1, vectors.size())) {
        sum = Ops.add(sum, other);
      }
      Tensor mean = Ops.scale(sum, 1.0 / vectors.size());
      return normalize ? Ops.l2Normalize(mean) : mean;
    }

    @Override
    public void close() {
      scope.close();
    }
  }

  private static double[] doubles(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
