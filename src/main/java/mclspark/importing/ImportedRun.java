package mclspark.importing;

import java.nio.ByteOrder;
import java.time.Instant;
import java.util.Map;
import mclspark.checkpoint.RunIdentity;
import mclspark.checkpoint.Snapshot;
import mclspark.checkpoint.TrainingProgress;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.tensor.HostTensor;

/**
 * What was taken out of a file of the reference.
 *
 * @param identity the run as our manifests describe it
 * @param tensors the model, under our names
 * @param what the kind of model, for the user
 */
record ImportedRun(RunIdentity identity, Map<String, HostTensor> tensors, String what) {

  private static final String COUNTER = ".num_batches_tracked";

  /**
   * The state to save. The reference stores no number of steps, but batch norms count them.
   *
   * @param epoch the epoch in which training would go on
   */
  Snapshot snapshot(int epoch) {
    TrainingProgress progress = new TrainingProgress(epoch, 0, steps(), 0, Map.of());
    Map<String, TensorFile> files = Map.of(Snapshot.MODEL, TensorFile.of(tensors));
    return new Snapshot(Instant.now(), identity, progress, files);
  }

  private long steps() {
    return tensors.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(COUNTER))
        .findFirst()
        .map(entry -> entry.getValue().data().duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong())
        .map(steps -> Math.max(0, steps))
        .orElse(0L);
  }
}
