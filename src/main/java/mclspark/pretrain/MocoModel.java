package mclspark.pretrain;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import mclspark.loss.NegativeQueue;
import mclspark.model.Architectures;
import mclspark.model.Encoder;
import mclspark.model.Head;
import mclspark.model.ModelConfig;
import mclspark.model.MomentumPair;
import mclspark.model.Network;
import mclspark.model.Stem;
import mclspark.tensor.HostTensor;
import mclspark.tensor.TorchEngine;

/**
 * Everything that MoCo + MCL trains: N pairs of query and key encoder and the queue (spec 1.2). The
 * state has the reference's names and order: {@code queue}, {@code queue_ptr}, {@code
 * encoder_q_0.*}, {@code encoder_k_0.*}, {@code encoder_q_1.*} and so on.
 *
 * @param pairs the peers
 * @param queue negative keys of every peer
 */
public record MocoModel(List<MomentumPair> pairs, NegativeQueue queue) {

  /**
   * Allocates a model.
   *
   * @param network gives the encoders' architecture, anew each time
   * @param dim width D of the embeddings
   */
  public static MocoModel allocate(
      TorchEngine engine,
      Supplier<Network> network,
      int peers,
      int queueSize,
      int dim,
      boolean channelsLast) {
    List<MomentumPair> pairs = new ArrayList<>();
    for (int peer = 0; peer < peers; peer++) {
      Encoder query = new Encoder(engine, network.get(), true, channelsLast);
      pairs.add(new MomentumPair(query, new Encoder(engine, network.get(), false, channelsLast)));
    }
    return new MocoModel(List.copyOf(pairs), new NegativeQueue(engine, peers, queueSize, dim));
  }

  /** The encoders' network. */
  public static Network network(ModelConfig config) {
    Head head = config.mlpHead() ? Head.mlp(config.dim()) : Head.linear(config.dim());
    return Architectures.named(config.arch(), config.stem() == Stem.CIFAR, head);
  }

  /** Draws the starting state: peers differ, each key encoder equals its query encoder. */
  public void initialize(long seed) {
    for (int peer = 0; peer < pairs.size(); peer++) {
      MomentumPair pair = pairs.get(peer);
      pair.query().initialize(seed, queryPrefix(peer));
      pair.key().initialize(seed, queryPrefix(peer));
    }
    queue.initialize(seed);
  }

  /** Copies the whole state. */
  public Map<String, HostTensor> state() {
    Map<String, HostTensor> state = new LinkedHashMap<>(queue.state());
    for (int peer = 0; peer < pairs.size(); peer++) {
      addPrefixed(state, queryPrefix(peer), pairs.get(peer).query().state());
      addPrefixed(state, keyPrefix(peer), pairs.get(peer).key().state());
    }
    return state;
  }

  /**
   * Takes over a whole state.
   *
   * @throws IllegalArgumentException if an entry is missing or has another shape
   */
  public void load(Map<String, HostTensor> state) {
    for (String name : state().keySet()) {
      if (!state.containsKey(name)) {
        throw new IllegalArgumentException("The checkpoint has no tensor " + name);
      }
    }
    queue.load(state);
    for (int peer = 0; peer < pairs.size(); peer++) {
      pairs.get(peer).query().load(withoutPrefix(state, queryPrefix(peer)));
      pairs.get(peer).key().load(withoutPrefix(state, keyPrefix(peer)));
    }
  }

  /**
   * Takes over one peer's layers before its head, batch-norm statistics included, into its query
   * and its key encoder.
   *
   * @param backbone names without prefix to values
   * @throws IllegalArgumentException if an entry has another shape
   */
  public void loadBackbone(int peer, Map<String, HostTensor> backbone) {
    for (Encoder encoder : List.of(pairs.get(peer).query(), pairs.get(peer).key())) {
      Map<String, HostTensor> state = new LinkedHashMap<>(encoder.state());
      state.putAll(backbone);
      encoder.load(state);
    }
  }

  /**
   * Takes over one peer's query and key encoder with their heads.
   *
   * @param query names without prefix to values; {@code key} likewise
   * @throws IllegalArgumentException if an entry is missing or has another shape
   */
  void loadPair(int peer, Map<String, HostTensor> query, Map<String, HostTensor> key) {
    pairs.get(peer).query().load(query);
    pairs.get(peer).key().load(key);
  }

  /** {@code encoder_q_0.} and so on. */
  public static String queryPrefix(int peer) {
    return "encoder_q_" + peer + ".";
  }

  static String keyPrefix(int peer) {
    return "encoder_k_" + peer + ".";
  }

  private static void addPrefixed(
      Map<String, HostTensor> target, String prefix, Map<String, HostTensor> state) {
    state.forEach((name, values) -> target.put(prefix + name, values));
  }

  /** The entries whose names start with the prefix, without it. */
  public static Map<String, HostTensor> withoutPrefix(
      Map<String, HostTensor> state, String prefix) {
    Map<String, HostTensor> part = new LinkedHashMap<>();
    state.forEach(
        (name, values) -> {
          if (name.startsWith(prefix)) {
            part.put(name.substring(prefix.length()), values);
          }
        });
    return part;
  }
}
