package mclspark.checkpoint;

import org.apache.hadoop.fs.Path;

/**
 * A committed checkpoint.
 *
 * @param path its folder, fully qualified
 * @param manifest what it holds
 */
public record Checkpoint(Path path, Manifest manifest) {}
