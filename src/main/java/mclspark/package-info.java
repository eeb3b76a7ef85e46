/**
 * Contrastive pre-training of image models on Apache Spark. {@code src/docs/architecture.md} is the
 * map; {@code PackageDirectionTest} says which package may use which.
 *
 * <p>Here lies what all may use: {@link mclspark.UserError}, the one exception that a user is meant
 * to read, {@link mclspark.StorageError}, one that may pass by itself, and {@link
 * mclspark.Machine}.
 */
package mclspark;
