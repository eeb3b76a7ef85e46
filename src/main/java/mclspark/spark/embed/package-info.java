/**
 * Tables of pictures to tables of embeddings: {@link mclspark.spark.embed.TableEmbedding} adds the
 * columns to any data frame, {@link mclspark.spark.embed.EmbedJob} is {@code mcl embed}.
 *
 * <p>No barrier: a task needs no other, so executors may come and go, and a task that fails is
 * tried again. The model travels to the executors as a broadcast.
 */
package mclspark.spark.embed;
