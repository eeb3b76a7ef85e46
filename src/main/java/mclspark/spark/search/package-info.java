/**
 * Neighbours and near-duplicates in tables of embeddings: {@link
 * mclspark.spark.search.NeighborsJob} and {@link mclspark.spark.search.DedupJob}.
 *
 * <p>A table is sorted by id and packed into {@link mclspark.spark.search.VectorBlocks}, one block
 * a partition, which the executors keep. Tasks look at pairs of blocks; each reads the blocks that
 * it needs from the executor that has them, so no machine ever holds all embeddings. The driver
 * holds a few numbers a row.
 */
package mclspark.spark.search;
