/**
 * Pictures in Parquet files, so that training reads large pieces instead of millions of small
 * files: the format and its reading, without Spark. {@link mclspark.dataset.shards.ShardLister}
 * works on the driver, its {@link mclspark.dataset.shards.ParquetListing} is opened on each worker.
 * Files and their commit: {@link mclspark.dataset.shards.ShardFolder}. Columns: index, label,
 * class, path, width, height, bytes, crc32c.
 *
 * <p>A picture's row group is read as a whole and kept for its neighbours; {@code WindowedOrder}
 * makes sure that they are wanted soon. What a set says of its making ({@code ShardOrder}, {@code
 * Recoding}) lies here, too, because it is stored with it.
 */
package mclspark.dataset.shards;
