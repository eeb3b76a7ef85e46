/**
 * Files on any file system that Hadoop knows: read with bounds, written whole or not at all, grown
 * line by line, hashed, leased. Entry classes: {@link mclspark.storage.Storage} and {@link
 * mclspark.storage.StoredFiles}.
 *
 * <p>Invariants: an error of a file system becomes a sentence that names the file; what may pass by
 * itself is a {@link mclspark.StorageError}, anything else a {@link mclspark.UserError}. An output
 * folder belongs to one process at a time ({@link mclspark.storage.OutputLease}), and the wish that
 * its run should stop is a file in it ({@link mclspark.storage.StopFile}).
 */
package mclspark.storage;
