/**
 * Makes shards. {@link mclspark.dataset.shards.make.SourceList} finds the pictures of folders and
 * tar files, with labels from where {@link mclspark.dataset.shards.make.Labelling} says, {@link
 * mclspark.dataset.shards.ShardOrder} shuffles them once, {@link
 * mclspark.dataset.shards.make.ShardMaker} writes one shard, on any machine.
 *
 * <p>Invariant: the rows of shards are a pure function of the source pictures and the settings,
 * whatever machine makes them.
 */
package mclspark.dataset.shards.make;
