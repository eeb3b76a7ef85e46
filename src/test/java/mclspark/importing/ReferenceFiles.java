package mclspark.importing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mclspark.model.Architectures;
import mclspark.model.Head;
import mclspark.pth.SavedTensor;
import mclspark.pth.TorchFormat;
import mclspark.tensor.HostTensor;

/** Files as the reference writes them, of small networks; an entry's values depend on its name. */
public final class ReferenceFiles {

  /** Width of the embeddings of {@link #moco}. */
  public static final int DIM = 16;

  /** Keys in a queue of {@link #moco}. */
  public static final int QUEUE = 64;

  private ReferenceFiles() {}

  /** The {@code state_dict} of MoCo pre-training of resnet8. */
  public static Map<String, SavedTensor> moco(int peers) {
    Map<String, SavedTensor> state = new LinkedHashMap<>();
    put(state, "module.queue", peers, DIM, QUEUE);
    long[] pointers = new long[peers];
    pointers[peers - 1] = 32;
    state.put("module.queue_ptr", SavedTensor.longs(new long[] {peers}, pointers));
    Map<String, long[]> encoder =
        Layout.shapes(Architectures.named("resnet8", false, Head.linear(DIM)).state());
    for (int peer = 0; peer < peers; peer++) {
      for (String kind : List.of("module.encoder_q_", "module.encoder_k_")) {
        String prefix = kind + peer + ".";
        encoder.forEach((name, shape) -> put(state, prefix + name, shape));
      }
    }
    return state;
  }

  /** The {@code net} of supervised peers. */
  public static Map<String, SavedTensor> supervised(String arch, int peers, int classes) {
    Map<String, SavedTensor> state = new LinkedHashMap<>();
    PeerLayout.entries(arch, peers, classes).forEach((name, shape) -> put(state, name, shape));
    return state;
  }

  /** The {@code state_dict} of a linear classifier. */
  static Map<String, SavedTensor> linear(String arch, int classes) {
    Map<String, SavedTensor> state = new LinkedHashMap<>();
    Layout.shapes(Architectures.named(arch, false, Head.classifier(classes)).state())
        .forEach((name, shape) -> put(state, "module." + name, shape));
    return state;
  }

  /** A whole file: the state under its key beside the other entries of a checkpoint. */
  public static byte[] file(TorchFormat format, String key, Map<String, SavedTensor> state) {
    Map<String, Object> root = new TreeMap<>();
    root.put(key, state);
    root.put("epoch", 7);
    root.put("arch", "any");
    SavedTensor momentum = SavedTensor.floats(new long[] {2}, 1, 2);
    Map<String, Object> buffers = new TreeMap<>(Map.of("0", Map.of("momentum_buffer", momentum)));
    root.put("optimizer", new TreeMap<>(Map.of("state", buffers, "param_groups", List.of())));
    return format.write(root);
  }

  /** Writes a file and returns its path. */
  public static String write(Path folder, String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    return file.toString();
  }

  /** Counters get 5, all else small values that begin differently for each name. */
  private static void put(Map<String, SavedTensor> state, String name, long... shape) {
    if (name.endsWith("num_batches_tracked")) {
      state.put(name, SavedTensor.longs(shape, 5));
      return;
    }
    float[] values = new float[(int) HostTensor.elements(shape)];
    int first = name.hashCode() & 0xffff;
    for (int i = 0; i < values.length; i++) {
      values[i] = (first + i) * 0x1p-24f;
    }
    state.put(name, SavedTensor.floats(shape, values));
  }
}
