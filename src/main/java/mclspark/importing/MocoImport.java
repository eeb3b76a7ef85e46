package mclspark.importing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import mclspark.checkpoint.RunIdentity;
import mclspark.pretrain.PretrainConfig;
import mclspark.tensor.HostTensor;

/**
 * Pre-training with MoCo + MCL: query and key encoders and the queues (spec 1.2). Of the extra
 * entries that {@code --mlp} left in the reference's files by mistake nothing was ever computed
 * (defect D1); they are left out with a warning.
 */
final class MocoImport {

  private static final String QUEUE = "queue";
  private static final String POINTER = "queue_ptr";
  private static final String PLAIN_QUERY = "encoder_q.";
  private static final int LARGEST_BATCH = 256;

  private final ImportRequest request;
  private final ReferenceState state;
  private final boolean whole;
  private final int peers;

  private MocoImport(ImportRequest request, ReferenceState state, boolean whole) {
    this.request = request;
    this.state = state;
    this.whole = whole;
    peers = countPeers(state);
  }

  /** Whether this is such a state, of several peers or of plain MoCo. */
  static boolean fits(ReferenceState state) {
    return countPeers(state) > 0 || !state.startingWith(PLAIN_QUERY).isEmpty();
  }

  /** Whether this is an encoder alone whose head is that of MoCo v2. */
  static boolean isEncoder(ReferenceState state) {
    return state.has("fc.0.weight") && state.has("fc.2.weight");
  }

  private static int countPeers(ReferenceState state) {
    int peers = 0;
    while (!state.startingWith("encoder_q_" + peers + ".").isEmpty()) {
      if (++peers > Peers.MOST) {
        throw state.refuse("it has more than %d peers".formatted(Peers.MOST));
      }
    }
    return peers;
  }

  static ImportedRun run(ImportRequest request, ReferenceState state, Consumer<String> warnings)
      throws IOException {
    if (countPeers(state) == 0) {
      state.rename(name -> name.replaceFirst("^encoder_([qk])\\.", "encoder_$1_0."));
      if (state.dimension(QUEUE, 1) > 0 && state.dimension(QUEUE, 2) == 0) {
        state.reshape(QUEUE, 1, state.dimension(QUEUE, 0), state.dimension(QUEUE, 1));
      }
    }
    return new MocoImport(request, state, true).run(warnings);
  }

  /** A query encoder without its queue and key encoder, which no use of an import needs. */
  static ImportedRun encoder(ImportRequest request, ReferenceState state, Consumer<String> warnings)
      throws IOException {
    state.rename(name -> "encoder_q_0." + name);
    return new MocoImport(request, state, false).run(warnings);
  }

  private ImportedRun run(Consumer<String> warnings) throws IOException {
    request.checkPeer(peers);
    leaveOutUnusedHeads(warnings);
    boolean mlp = state.has("encoder_q_0.fc.0.weight");
    int dim = state.dimension("encoder_q_0.fc." + (mlp ? "2." : "") + "weight", 0);
    int queueSize = state.dimension(QUEUE, 2);
    MocoLayouts layouts = new MocoLayouts(peers, dim, queueSize, mlp, whole);
    Layout layout =
        Layout.nearest(layouts.candidates(request.arch(), state), state.shapes()).orElseThrow();
    layout
        .problem(state.shapes())
        .ifPresent(
            problem -> {
              throw state.refuse(problem);
            });
    int kept = request.peer().isPresent() ? 1 : peers;
    PretrainConfig config = config(layout, mlp, dim, queueSize, kept);
    RunIdentity identity =
        new RunIdentity(
            config.name(), request.file(), config.tree(), config.hash(), kept, 1, Map.of());
    String what =
        whole
            ? "MoCo pre-training, %s, N = %d, D = %d, K = %d"
                .formatted(layout.arch(), kept, dim, queueSize)
            : "encoder of pre-training, %s, D = %d".formatted(layout.arch(), dim);
    return new ImportedRun(identity, tensors(layout), what);
  }

  private void leaveOutUnusedHeads(Consumer<String> warnings) {
    List<String> unused = new ArrayList<>();
    for (String kind : List.of("encoder_q_", "encoder_k_")) {
      for (int peer = 0; peer < peers; peer++) {
        String head = kind + peer + ".fc.";
        if (state.has(head + "weight")) {
          unused.addAll(state.startingWith(head + "0."));
          unused.addAll(state.startingWith(head + "2."));
        }
      }
    }
    if (!unused.isEmpty()) {
      state.leaveOut(unused);
      warnings.accept(
          "Left out, because the reference's --mlp never used them: " + String.join(", ", unused));
    }
  }

  /** Only what the file tells is set; nothing but the model can be gone on with. */
  private PretrainConfig config(Layout layout, boolean mlp, int dim, int queueSize, int kept) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("job", "pretrain");
    tree.put("name", request.runName());
    tree.put("output", request.output());
    tree.put("data", Map.of("train", "unknown"));
    tree.put(
        "model",
        Map.of(
            "arch", layout.arch(),
            "stem", layout.cifarStem() ? "cifar" : "imagenet",
            "mlp_head", mlp,
            "dim", dim,
            "peers", kept));
    if (whole) {
      tree.put("moco", Map.of("queue_size", queueSize));
      tree.put("optimizer", Map.of("batch_size", Math.min(LARGEST_BATCH, queueSize)));
    }
    tree.put("ranks", Map.of("logical", 1, "workers", 1));
    return PretrainConfig.reader().read(request.file(), tree).config();
  }

  private Map<String, HostTensor> tensors(Layout layout) throws IOException {
    List<Integer> wanted =
        request.peer().isPresent()
            ? List.of(request.peer().getAsInt())
            : IntStream.range(0, peers).boxed().toList();
    Map<String, String> names = new LinkedHashMap<>();
    if (whole) {
      names.put(QUEUE, QUEUE);
      names.put(POINTER, POINTER);
    }
    for (int i = 0; i < wanted.size(); i++) {
      for (String kind : List.of("encoder_q_", "encoder_k_")) {
        String from = kind + wanted.get(i) + ".";
        String to = kind + i + ".";
        layout.entries().keySet().stream()
            .filter(name -> name.startsWith(from))
            .forEach(name -> names.put(name, to + name.substring(from.length())));
      }
    }
    Map<String, HostTensor> tensors = new LinkedHashMap<>(state.read(names));
    if (request.peer().isPresent()) {
      tensors.computeIfPresent(QUEUE, (name, all) -> row(all, wanted.get(0)));
      tensors.computeIfPresent(POINTER, (name, all) -> row(all, wanted.get(0)));
    }
    return tensors;
  }

  /** One index of the first dimension, which stays. */
  private static HostTensor row(HostTensor all, int index) {
    long[] shape = all.shape().clone();
    int bytes = all.data().remaining() / (int) shape[0];
    shape[0] = 1;
    ByteBuffer data = all.data().slice(all.data().position() + index * bytes, bytes);
    return new HostTensor(all.type(), shape, data.order(ByteOrder.LITTLE_ENDIAN));
  }
}
