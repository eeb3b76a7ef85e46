package mclspark.train.convert;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import mclspark.UserError;
import mclspark.train.Checkpoint;
import mclspark.train.CheckpointStore;
import mclspark.train.NamedPath;
import mclspark.train.Snapshot;
import mclspark.train.torch.TorchFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * Turns a {@code .pth.tar} of the reference into a run with one checkpoint of ours: MoCo
 * pre-training, linear classification or supervised peers. Only the model is taken; momentum
 * buffers are not, so the run can be classified, evaluated and exported but not gone on with.
 */
public final class CheckpointImport {

  private static final int KEYS_SHOWN = 6;

  private final ImportRequest request;
  private final Consumer<String> warnings;

  private CheckpointImport(ImportRequest request, Consumer<String> warnings) {
    this.request = request;
    this.warnings = warnings;
  }

  /**
   * What was written.
   *
   * @param checkpoint the new checkpoint
   * @param what the kind of model in words
   */
  public record Imported(Checkpoint checkpoint, String what) {}

  /**
   * Reads the file and writes {@code checkpoints/step-...} into the output folder.
   *
   * @param warnings takes a sentence about what was left out
   * @throws UserError if the file is damaged, holds code or another model, or if the output exists
   */
  public static Imported run(
      ImportRequest request, Configuration hadoop, Consumer<String> warnings) {
    NamedPath output = NamedPath.of(request.output(), hadoop);
    output.requireFree();
    NamedPath file = NamedPath.of(request.file(), hadoop);
    CheckpointImport run = new CheckpointImport(request, warnings);
    Read read = file.read(run::read);
    CheckpointStore store = CheckpointStore.open(output.path() + "/checkpoints", hadoop, 1);
    return new Imported(store.save(read.snapshot()), read.what());
  }

  private record Read(Snapshot snapshot, String what) {}

  private Read read(FSDataInputStream in, long length) throws IOException {
    TorchFile torch = TorchFile.open(in, length, request.file());
    if (!(torch.root() instanceof Map<?, ?> root)) {
      throw ReferenceState.refuse(request.file(), "it holds no map of a checkpoint");
    }
    ImportedRun run = run(torch, root);
    int epoch = root.get("epoch") instanceof Long number ? number.intValue() : 0;
    // Supervised files hold the epoch that was finished, the others the next one.
    int next = root.containsKey("net") ? epoch + 1 : epoch;
    return new Read(run.snapshot(Math.max(0, next)), run.what());
  }

  private ImportedRun run(TorchFile torch, Map<?, ?> root) throws IOException {
    if (root.get("net") instanceof Map<?, ?> net) {
      return SupervisedImport.run(request, ReferenceState.of(request.file(), torch, "net", net));
    }
    if (root.get("state_dict") instanceof Map<?, ?> entries) {
      ReferenceState state = ReferenceState.of(request.file(), torch, "state_dict", entries);
      if (MocoImport.fits(state)) {
        return MocoImport.run(request, state, warnings);
      }
      if (state.has("fc.weight")) {
        return SupervisedImport.linear(request, state);
      }
      throw state.refuse(
          "state_dict has neither encoder_q_0 of MoCo nor fc.weight of a classifier");
    }
    String keys =
        root.keySet().stream()
            .limit(KEYS_SHOWN)
            .map(Object::toString)
            .collect(Collectors.joining(", "));
    throw ReferenceState.refuse(request.file(), "it has neither state_dict nor net, only: " + keys);
  }
}
