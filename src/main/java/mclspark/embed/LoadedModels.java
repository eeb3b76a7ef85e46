package mclspark.embed;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * The models of this process, each once on a device, whatever number of threads uses it. A model
 * that nobody uses stays until another one is wanted.
 */
public final class LoadedModels {

  private static final Map<Key, Held> HELD = new HashMap<>(); // guarded by itself

  private record Key(String id, OptionalInt gpu) {}

  private static final class Held {
    private final LoadedModel model;
    private int users;

    Held(LoadedModel model) {
      this.model = model;
    }
  }

  private LoadedModels() {}

  /**
   * The model for the calling thread, which has to close it.
   *
   * @param id what the model is, such as the digest of its bytes
   * @param bytes gives {@link EmbeddingModel#bytes} if the model is not there yet
   * @param gpu the GPU; empty for the CPU
   * @param threads that one operation may use on the CPU
   */
  public static EmbeddingNetwork open(
      String id, Supplier<byte[]> bytes, OptionalInt gpu, int threads) {
    Key key = new Key(id, gpu);
    Held held;
    synchronized (HELD) {
      held = HELD.get(key);
      if (held == null) {
        freeUnused();
        held = new Held(LoadedModel.load(EmbeddingModel.of(bytes.get()), gpu));
        HELD.put(key, held);
      }
      held.users++;
    }
    try {
      return new Leased(held.model.network(threads), held);
    } catch (RuntimeException | Error e) {
      giveBack(held);
      throw e;
    }
  }

  /** Models that are loaded. */
  static int count() {
    synchronized (HELD) {
      return HELD.size();
    }
  }

  private static void freeUnused() {
    HELD.values().stream().filter(held -> held.users == 0).forEach(held -> held.model.close());
    HELD.values().removeIf(held -> held.users == 0);
  }

  private static void giveBack(Held held) {
    synchronized (HELD) {
      held.users--;
    }
  }

  private record Leased(EmbeddingNetwork network, Held held) implements EmbeddingNetwork {

    @Override
    public int cropSize() {
      return network.cropSize();
    }

    @Override
    public List<float[]> vectors(ByteBuffer crops) {
      return network.vectors(crops);
    }

    @Override
    public void close() {
      network.close();
      giveBack(held);
    }
  }
}
