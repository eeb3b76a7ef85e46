/**
 * Checkpoints in: {@link mclspark.importing.CheckpointImport} turns files of the reference
 * implementation and others into ours (spec 1.2, 1.8, 2.8, 3.7).
 *
 * <p>Invariants: float32 keeps its bits, only names change; every entry of the architecture must be
 * there with its shape, and a warning names what is left out; nothing is overwritten.
 */
package mclspark.importing;
