/**
 * One network of a checkpoint for other programs: {@link mclspark.exporting.CheckpointExport}. An
 * {@code ExportedNetwork} is what one kind of job has saved; {@code TimmFolder}, {@code OnnxFile}
 * and {@code DjlArchive} write it.
 *
 * <p>Invariants: float32 keeps its bits; no figure is in a file that the run did not measure;
 * nothing is overwritten, and what a failure leaves is removed.
 */
package mclspark.exporting;
