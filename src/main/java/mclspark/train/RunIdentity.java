package mclspark.train;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which run wrote a checkpoint.
 *
 * @param name the run's name
 * @param parentRun name of the run that this one started from; empty if from random weights
 * @param config the whole configuration as nested maps, lists, strings, numbers and booleans
 * @param configHash the configuration's digest, {@link ManifestJson#hash}
 * @param peers number N of peer networks
 * @param logicalRanks number W of logical ranks
 * @param versions library names to versions
 */
public record RunIdentity(
    String name,
    String parentRun,
    Map<String, Object> config,
    String configHash,
    int peers,
    int logicalRanks,
    Map<String, String> versions) {

  /** Copies the maps. */
  public RunIdentity {
    config = Collections.unmodifiableMap(new LinkedHashMap<>(config));
    versions = Collections.unmodifiableMap(new LinkedHashMap<>(versions));
    if (peers < 1 || logicalRanks < 1) {
      throw new IllegalArgumentException(
          peers + " peers and " + logicalRanks + " logical ranks; both must be >= 1");
    }
  }

  /** An identity whose hash is computed from the configuration. */
  public static RunIdentity of(
      String name,
      String parentRun,
      Map<String, Object> config,
      int peers,
      int logicalRanks,
      Map<String, String> versions) {
    String hash = ManifestJson.hash(config);
    return new RunIdentity(name, parentRun, config, hash, peers, logicalRanks, versions);
  }
}
