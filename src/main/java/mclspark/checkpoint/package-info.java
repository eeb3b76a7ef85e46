/**
 * Checkpoints. {@link mclspark.checkpoint.CheckpointStore} writes {@link
 * mclspark.checkpoint.Snapshot}s and finds the newest one, {@link
 * mclspark.checkpoint.CheckpointReader} reads what a user names; the section is {@link
 * mclspark.checkpoint.CheckpointConfig}. The format is described in {@code
 * src/docs/checkpoint-format.md} (spec section 1.8).
 *
 * <p>Invariants: only a folder with a valid marker counts, and the marker is written last; every
 * byte that is read was checked against a SHA-256 digest.
 */
package mclspark.checkpoint;
