/**
 * Training of one rank, and the checkpoints that it writes and resumes from.
 *
 * <p>Checkpoints: {@link mclspark.train.CheckpointStore} writes {@link mclspark.train.Snapshot}s
 * and finds the newest one, {@link mclspark.train.CheckpointReader} reads what a user names.
 * Invariants: only a folder with a valid marker counts, and the marker is written last; every byte
 * that is read was checked against a SHA-256 digest; tensors are stored bit by bit, never
 * converted. The format is described in {@code src/docs/checkpoint-format.md} (spec section 1.8).
 */
package mclspark.train;
