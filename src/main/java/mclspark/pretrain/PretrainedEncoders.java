package mclspark.pretrain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointFolder;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.Snapshot;
import mclspark.model.Architectures;
import mclspark.model.Encoder;
import mclspark.model.Head;
import mclspark.model.ModelConfig;
import mclspark.model.Network;
import mclspark.model.Stem;
import mclspark.run.JobConfig;
import mclspark.run.Resolved;
import mclspark.schema.Schema;
import mclspark.schema.Words;
import mclspark.step.TrainedInput;
import mclspark.tensor.HostTensor;
import mclspark.tensor.TorchEngine;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The query encoders of a pre-training checkpoint, without their heads (spec 2.2). Tensors may be
 * named with or without the prefix {@code module.}.
 */
public final class PretrainedEncoders {

  private static final String MODULE = "module.";

  /** What an imported checkpoint has for {@code data.train}: its file tells nothing of pictures. */
  public static final String UNKNOWN = "unknown";

  private static final String NONE = "none";

  private final Path path; // null where there are none
  private final String digest; // of the file of the encoders
  private final PretrainConfig config;
  private final Configuration hadoop;

  private PretrainedEncoders(
      Path path, String digest, PretrainConfig config, Configuration hadoop) {
    this.path = path;
    this.digest = digest;
    this.config = config;
    this.hadoop = hadoop;
  }

  /**
   * Finds a checkpoint and reads what it says about itself.
   *
   * @param location a checkpoint, or the folder of a run, whose newest checkpoint is taken
   * @throws UserError if there is no intact checkpoint of a pre-training run
   */
  public static PretrainedEncoders find(String location, Configuration hadoop) {
    Checkpoint checkpoint = new CheckpointReader(hadoop).resolve(location);
    Map<String, Object> tree = checkpoint.manifest().run().config();
    if (!"pretrain".equals(tree.get("job"))) {
      throw new UserError(
          "%s is a checkpoint of a job of kind %s; give one of a pre-training run."
              .formatted(checkpoint.path(), tree.get("job")));
    }
    String label = checkpoint.path() + "/" + CheckpointFolder.MANIFEST;
    PretrainConfig config = PretrainConfig.reader().read(label, tree).config();
    String digest = checkpoint.manifest().files().get(Snapshot.MODEL).sha256();
    return new PretrainedEncoders(checkpoint.path(), digest, config, hadoop);
  }

  /** No encoders, only how such networks are built. */
  public static PretrainedEncoders none(String arch, Stem stem) {
    Map<String, Object> tree =
        Map.of(
            "name",
            NONE,
            "output",
            NONE,
            "data",
            Map.of("train", UNKNOWN),
            "model",
            Map.of("arch", arch, "stem", Words.enumName(stem)));
    PretrainConfig config = PretrainConfig.reader().read(NONE, tree).config();
    return new PretrainedEncoders(null, "", config, new Configuration(false));
  }

  /** The checkpoint's folder, fully qualified; {@code none} where there is none. */
  public String location() {
    return path == null ? NONE : path.toString();
  }

  /** SHA-256 of the encoders' file: what they are, wherever the checkpoint lies. */
  public String digest() {
    return digest;
  }

  /** Name of the run that wrote the checkpoint; empty without one. */
  public String run() {
    return path == null ? "" : config.name();
  }

  /** How the encoders are built. */
  public ModelConfig model() {
    return config.model();
  }

  /**
   * A configuration in which pictures are normalised as in pre-training, where the user says
   * nothing else.
   */
  public <T extends Record & JobConfig> T normalized(Resolved<T> given) {
    if (config.data().train().equals(UNKNOWN)) {
      return given.config();
    }
    Map<String, Object> missing = new LinkedHashMap<>();
    missing.put("data.mean", config.data().mean());
    missing.put("data.std", config.data().std());
    missing.keySet().removeAll(given.sources().keySet());
    return Schema.like(given.config()).with(given.config(), missing);
  }

  /** A warning if the encoders are to see pictures in another way than in pre-training. */
  public Optional<String> inputWarning(JobConfig wanted) {
    return config.data().train().equals(UNKNOWN)
        ? Optional.empty()
        : new TrainedInput(config.data(), path.toString()).warning(wanted.data());
  }

  /**
   * The numbers of the peers that are wanted.
   *
   * @param wanted one of them; empty for all
   * @throws UserError if there is no such peer
   */
  public List<Integer> peers(OptionalInt wanted) {
    int peers = path == null ? 0 : config.model().peers();
    if (peers == 0) {
      return List.of();
    }
    if (wanted.isEmpty()) {
      return IntStream.range(0, peers).boxed().toList();
    }
    int peer = wanted.getAsInt();
    if (peer >= peers) {
      throw new UserError(
          "peer is %d, but %s has N = %d peers: choose %s, or all."
              .formatted(peer, path, peers, peers == 1 ? "0" : "0 to " + (peers - 1)));
    }
    return List.of(peer);
  }

  /** The encoders' network without a head. */
  public Network network() {
    ModelConfig model = config.model();
    return Architectures.named(model.arch(), model.stem() == Stem.CIFAR, Head.none());
  }

  /**
   * Reads the state of one peer's query encoder, batch-norm statistics included, {@code fc} left
   * out.
   *
   * @return names without prefix to values
   * @throws UserError if the file cannot be read
   */
  public Map<String, HostTensor> state(int peer) {
    Map<String, HostTensor> state = whole(MocoModel.queryPrefix(peer));
    state.keySet().removeIf(name -> name.startsWith("fc."));
    return state;
  }

  /**
   * Reads the state of one encoder, its head included.
   *
   * @param prefix of the encoder's entries
   * @return names without prefix to values
   * @throws UserError if the file cannot be read
   */
  Map<String, HostTensor> whole(String prefix) {
    Map<String, HostTensor> state = new LinkedHashMap<>();
    new CheckpointReader(hadoop)
        .loadFile(path, Snapshot.MODEL, name -> withoutModule(name).startsWith(prefix))
        .tensors()
        .forEach(
            (name, values) -> state.put(withoutModule(name).substring(prefix.length()), values));
    return state;
  }

  /**
   * Builds a frozen encoder with these values. Exactly the tensors of the architecture must be
   * there.
   *
   * @param state from {@link #state}
   * @throws UserError naming a tensor that is missing, too much or of another shape
   */
  public Encoder backbone(
      TorchEngine engine, int peer, Map<String, HostTensor> state, boolean channelsLast) {
    return network(engine, peer, state, false, channelsLast);
  }

  /** As {@link #backbone}, frozen or to be trained. */
  public Encoder network(
      TorchEngine engine,
      int peer,
      Map<String, HostTensor> state,
      boolean trained,
      boolean channelsLast) {
    Encoder encoder = new Encoder(engine, network(), trained, channelsLast);
    Set<String> names = encoder.state().keySet();
    for (String name : names) {
      if (!state.containsKey(name)) {
        throw broken(peer, "tensor " + name + " is missing", null);
      }
    }
    for (String name : state.keySet()) {
      if (!names.contains(name)) {
        throw broken(peer, "tensor " + name + " does not belong to it", null);
      }
    }
    try {
      encoder.load(state);
    } catch (IllegalArgumentException e) {
      throw broken(peer, e.getMessage(), e);
    }
    return encoder;
  }

  private UserError broken(int peer, String problem, Throwable cause) {
    return new UserError(
        "%s does not hold peer %d's %s: %s. Give a checkpoint that pre-training wrote."
            .formatted(path, peer, config.model().arch(), problem),
        cause);
  }

  private static String withoutModule(String name) {
    return name.startsWith(MODULE) ? name.substring(MODULE.length()) : name;
  }
}
