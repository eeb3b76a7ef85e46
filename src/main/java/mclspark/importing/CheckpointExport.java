package mclspark.importing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.NamedPath;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.pretrain.MocoModel;
import mclspark.tensor.HostTensor;
import org.apache.hadoop.conf.Configuration;

/**
 * Writes one network of a checkpoint as a safetensors file: of a pre-training run the query encoder
 * with its head, of a supervised one a peer as a network of its own, of a fine-tuning an encoder
 * with its classifier. ResNets have torchvision's names, so torchvision and timm load them as they
 * are; all others the names that they have in the reference. Batch-norm statistics are in the file.
 */
public final class CheckpointExport {

  /** The metadata's key of the kind of network. */
  static final String KIND = "mcl_spark.kind";

  /** A query encoder of pre-training, whose head {@code fc} is no classifier. */
  static final String ENCODER = "encoder";

  private static final String FORMAT = "format";
  private static final String PYTORCH = "pt";

  private final Checkpoint checkpoint;
  private final Configuration hadoop;

  private CheckpointExport(Checkpoint checkpoint, Configuration hadoop) {
    this.checkpoint = checkpoint;
    this.hadoop = hadoop;
  }

  /**
   * Writes the file.
   *
   * @param location a checkpoint, or the folder of a run, whose newest checkpoint is taken
   * @param peer the peer, from 0
   * @param output the file; must not exist
   * @return number of tensors in the file
   * @throws UserError if there is no such checkpoint or peer, or if the file exists
   */
  public static int run(String location, int peer, String output, Configuration hadoop) {
    NamedPath file = NamedPath.of(output, hadoop);
    file.requireFree();
    Checkpoint checkpoint = new CheckpointReader(hadoop).resolve(location);
    CheckpointExport export = new CheckpointExport(checkpoint, hadoop);
    Map<String, HostTensor> tensors = export.network(peer);
    file.write(new TensorFile(tensors, export.metadata()));
    return tensors.size();
  }

  private Object job() {
    return checkpoint.manifest().run().config().get("job");
  }

  private Map<String, String> metadata() {
    return "pretrain".equals(job())
        ? new TreeMap<>(Map.of(FORMAT, PYTORCH, KIND, ENCODER))
        : Map.of(FORMAT, PYTORCH);
  }

  private Map<String, HostTensor> network(int peer) {
    Object job = job();
    if ("pretrain".equals(job)) {
      checkPeer(peer, checkpoint.manifest().run().peers());
      return under(MocoModel.queryPrefix(peer));
    }
    if ("finetune".equals(job)) {
      return under("peer_" + peer + ".");
    }
    if ("train".equals(job)) {
      return supervised(peer);
    }
    throw refuse(
        "a job of kind %s saves no whole network; export the checkpoint of pre-training, fine-tuning"
                .formatted(job)
            + " or supervised training");
  }

  private Map<String, HostTensor> under(String prefix) {
    Map<String, HostTensor> encoder = new LinkedHashMap<>();
    new CheckpointReader(hadoop)
        .loadFile(checkpoint.path(), Snapshot.MODEL, name -> name.startsWith(prefix))
        .tensors()
        .forEach((name, values) -> encoder.put(name.substring(prefix.length()), values));
    if (encoder.isEmpty()) {
      throw refuse("it has no entries " + prefix);
    }
    return encoder;
  }

  /** Projection heads and memory banks, which only training needs, are left out. */
  private Map<String, HostTensor> supervised(int peer) {
    Map<String, HostTensor> state =
        new CheckpointReader(hadoop)
            .loadFile(
                checkpoint.path(),
                Snapshot.MODEL,
                name -> !name.startsWith("embed_list.") && !name.startsWith("memory"))
            .tensors();
    Map<String, long[]> shapes = new LinkedHashMap<>();
    state.forEach((name, values) -> shapes.put(name, values.shape()));
    PeerLayout layout = PeerLayout.of(shapes, Optional.empty(), this::refuse);
    checkPeer(peer, layout.peers());
    Map<String, HostTensor> network = new LinkedHashMap<>();
    layout.single(peer).forEach((name, single) -> network.put(single, state.get(name)));
    return network;
  }

  private void checkPeer(int peer, int peers) {
    Peers.check(peer, peers, checkpoint.path().toString());
  }

  private UserError refuse(String problem) {
    return new UserError(checkpoint.path() + " cannot be exported: " + problem + ".");
  }
}
