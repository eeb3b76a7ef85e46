package mclspark.embed;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import mclspark.UserError;
import mclspark.checkpoint.Champion;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointFolder;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.NamedPath;
import mclspark.checkpoint.RunIdentity;
import mclspark.checkpoint.Snapshot;
import mclspark.importing.CheckpointImport;
import mclspark.importing.SinglePeer;
import mclspark.storage.Sha256;
import mclspark.storage.StorageErrors;
import mclspark.tensor.HostTensor;
import org.apache.hadoop.conf.Configuration;

/**
 * What a location holds.
 *
 * @param location the checkpoint's folder or the file, fully qualified
 * @param sha256 of the file of the weights
 * @param config the run's configuration as nested maps
 * @param label what the configuration is read from, for messages
 * @param tensors by name, without the prefix {@code module.}; none of fine-tuning
 * @param fineTuned the checkpoint, of fine-tuning
 */
record FoundModel(
    String location,
    String sha256,
    Map<String, Object> config,
    String label,
    Map<String, HostTensor> tensors,
    Optional<Checkpoint> fineTuned) {

  private static final String FINETUNE = "finetune";
  private static final String MODULE = "module.";

  /**
   * Reads a run's newest checkpoint, a checkpoint, that of a champion's file, or a file of one
   * network.
   *
   * @throws UserError if it is none of these
   */
  static FoundModel at(String location, Configuration hadoop, Consumer<String> warnings) {
    NamedPath named = NamedPath.of(location, hadoop);
    return isFile(named) && Champion.read(location, hadoop).isEmpty()
        ? file(named, hadoop, warnings)
        : checkpoint(location, hadoop);
  }

  private static boolean isFile(NamedPath named) {
    try {
      return named.fileSystem().exists(named.path())
          && named.fileSystem().getFileStatus(named.path()).isFile();
    } catch (IOException e) {
      throw StorageErrors.cannotRead(named.path(), e);
    }
  }

  private static FoundModel file(NamedPath named, Configuration hadoop, Consumer<String> warnings) {
    String path = named.path().toString();
    CheckpointImport.Model model = CheckpointImport.read(path, hadoop, warnings);
    return new FoundModel(
        path,
        named.read((in, length) -> Sha256.of(in)),
        model.identity().config(),
        path,
        model.tensors(),
        Optional.empty());
  }

  private static FoundModel checkpoint(String location, Configuration hadoop) {
    CheckpointReader reader = new CheckpointReader(hadoop);
    Checkpoint checkpoint = reader.resolve(location);
    RunIdentity run = checkpoint.manifest().run();
    Object job = run.config().get("job");
    if (!List.of("pretrain", "train", FINETUNE).contains(job)) {
      throw new UserError(
          "%s is a checkpoint of a job of kind %s, which holds no encoder; give the run whose encoders it used%s."
              .formatted(
                  checkpoint.path(),
                  job,
                  run.config().get("pretrained") instanceof String used ? ", " + used : ""));
    }
    boolean fineTuned = FINETUNE.equals(job);
    Predicate<String> wanted =
        "pretrain".equals(job)
            ? name -> without(name).startsWith("encoder_q_")
            : name -> !fineTuned && SinglePeer.isNetwork(name);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    reader
        .loadFile(checkpoint.path(), Snapshot.MODEL, wanted)
        .tensors()
        .forEach((name, values) -> tensors.put(without(name), values));
    return new FoundModel(
        checkpoint.path().toString(),
        checkpoint.manifest().files().get(Snapshot.MODEL).sha256(),
        run.config(),
        checkpoint.path() + "/" + CheckpointFolder.MANIFEST,
        tensors,
        fineTuned ? Optional.of(checkpoint) : Optional.empty());
  }

  private static String without(String name) {
    return name.startsWith(MODULE) ? name.substring(MODULE.length()) : name;
  }

  /** Whether the model is one of supervised peers. */
  boolean supervised() {
    return "train".equals(config.get("job"));
  }
}
