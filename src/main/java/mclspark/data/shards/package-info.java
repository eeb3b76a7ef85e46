/**
 * Pictures in Parquet files, so that training reads large pieces instead of millions of small
 * files.
 *
 * <p>Writing: {@link mclspark.data.shards.SourceList} finds the pictures of folders and tar files,
 * {@link mclspark.data.shards.ShardOrder} shuffles them once, {@link
 * mclspark.data.shards.ShardMaker} writes one shard, on any machine. Files and their commit: {@link
 * mclspark.data.shards.ShardFolder}. Columns: index, label, class, path, width, height, bytes,
 * crc32c.
 *
 * <p>Reading, without Spark: {@link mclspark.data.shards.ShardLister} on the driver, its {@link
 * mclspark.data.shards.ShardListing} opened on each worker. A picture's row group is read as a
 * whole and kept for its neighbours; {@code WindowedOrder} makes sure that they are wanted soon.
 *
 * <p>Invariant: shards are a pure function of the source pictures and the settings, whatever
 * machine makes them.
 */
package mclspark.data.shards;
