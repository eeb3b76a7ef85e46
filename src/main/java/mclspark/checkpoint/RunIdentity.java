package mclspark.checkpoint;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import mclspark.dataset.ClassNames;

/**
 * Which run wrote a checkpoint.
 *
 * @param name the run's name
 * @param parentRun name of the run that this one started from; empty if from random weights
 * @param config the whole configuration as nested maps, lists, strings, numbers and booleans
 * @param configHash digest of all keys that change the numbers, {@link
 *     mclspark.schema.Canonical#hash}
 * @param peers number N of peer networks
 * @param logicalRanks number W of logical ranks
 * @param versions library names to versions
 * @param classes of the training pictures; {@link ClassNames#UNKNOWN} in checkpoints of older
 *     programs and in imported ones
 */
public record RunIdentity(
    String name,
    String parentRun,
    Map<String, Object> config,
    String configHash,
    int peers,
    int logicalRanks,
    Map<String, String> versions,
    ClassNames classes) {

  /** Copies the maps. */
  public RunIdentity {
    config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    if (peers < 1 || logicalRanks < 1) {
      throw new IllegalArgumentException(
          peers + " peers and " + logicalRanks + " logical ranks; both must be >= 1");
    }
  }

  /** An identity that does not tell the classes. */
  public RunIdentity(
      String name,
      String parentRun,
      Map<String, Object> config,
      String configHash,
      int peers,
      int logicalRanks,
      Map<String, String> versions) {
    this(name, parentRun, config, configHash, peers, logicalRanks, versions, ClassNames.UNKNOWN);
  }
}
