package mclspark.checkpoint;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import mclspark.checkpoint.safetensors.TensorFile;

/**
 * The state of a run, as saved and as loaded.
 *
 * @param created the time that the manifest carries; no other file depends on it
 * @param run the run
 * @param progress how far it has come
 * @param files file names, such as {@code model.safetensors}, to contents
 */
public record Snapshot(
    Instant created, RunIdentity run, TrainingProgress progress, Map<String, TensorFile> files) {

  /** The file of all models: parameters, buffers and queues. */
  public static final String MODEL = "model.safetensors";

  /** The file of the optimiser's state. */
  public static final String OPTIMIZER = "optimizer.safetensors";

  /** Copies the files and checks their names. */
  public Snapshot {
    files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    files.keySet().forEach(Manifest::checkFileName);
  }
}
