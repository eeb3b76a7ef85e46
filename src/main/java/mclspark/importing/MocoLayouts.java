package mclspark.importing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import mclspark.UserError;
import mclspark.model.Architectures;
import mclspark.model.Head;

/**
 * The entries that pre-training of an architecture has.
 *
 * @param peers number N of peers
 * @param dim width D of the embeddings
 * @param queueSize keys K of a queue
 * @param mlp whether heads have a hidden layer
 * @param whole whether queues and key encoders are there, not query encoders alone
 */
record MocoLayouts(int peers, int dim, int queueSize, boolean mlp, boolean whole) {

  private static final int DEEPEST = 200;

  /** All architectures that a state may be of, or both stems of the given one. */
  List<Layout> candidates(Optional<String> arch, ReferenceState state) {
    Stream<String> names =
        arch.map(Stream::of)
            .orElseGet(
                () -> Stream.concat(Architectures.torchvision().stream(), cifar(state).stream()));
    List<Layout> candidates = new ArrayList<>();
    names.forEach(
        name -> {
          candidates.add(layout(name, false));
          if (Architectures.isTorchvision(name)) {
            candidates.add(layout(name, true));
          }
        });
    return candidates;
  }

  /** The CIFAR ResNet with as many blocks in a stage; resnet50 is torchvision's. */
  private static Optional<String> cifar(ReferenceState state) {
    int blocks = 0;
    while (blocks < DEEPEST
        && !state.startingWith("encoder_q_0.layer1." + blocks + ".").isEmpty()) {
      blocks++;
    }
    boolean bottleneck = state.has("encoder_q_0.layer1.0.conv3.weight");
    String name = "resnet" + (bottleneck ? 9 * blocks + 2 : 6 * blocks + 2);
    return Optional.of(name).filter(n -> !n.equals("resnet2") && !Architectures.isTorchvision(n));
  }

  private Layout layout(String arch, boolean cifarStem) {
    Head head = mlp ? Head.mlp(dim) : Head.linear(dim);
    Map<String, long[]> encoder;
    try {
      encoder = Layout.shapes(Architectures.named(arch, cifarStem, head).state());
    } catch (IllegalArgumentException e) {
      throw new UserError("--arch: " + e.getMessage() + ". Leave --arch out to infer it.", e);
    }
    Map<String, long[]> entries = new LinkedHashMap<>();
    if (whole) {
      entries.put("queue", new long[] {peers, dim, queueSize});
      entries.put("queue_ptr", new long[] {peers});
    }
    for (int peer = 0; peer < peers; peer++) {
      for (String kind : whole ? List.of("encoder_q_", "encoder_k_") : List.of("encoder_q_")) {
        String prefix = kind + peer + ".";
        encoder.forEach((name, shape) -> entries.put(prefix + name, shape));
      }
    }
    return new Layout(arch, cifarStem, entries);
  }
}
