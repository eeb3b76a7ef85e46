/**
 * Similar rows of tables of embeddings, exactly. {@link mclspark.search.BlockBuilder} packs rows
 * into {@link mclspark.search.VectorBlock}s; {@link mclspark.search.Nearest} finds the k most
 * similar rows of each of a block, {@link mclspark.search.SimilarPairs} the pairs of two blocks
 * above a threshold, and {@link mclspark.search.Clusters} joins these.
 *
 * <p>Similarity is the cosine, in double precision, to 36 binary digits. libtorch's product of two
 * blocks in single precision only says which pairs may matter: no rounding in it is larger than
 * {@link mclspark.search.Cosine#slack}, and every pair that it leaves in doubt is computed again.
 * So the result has the same bits for all sizes of blocks.
 */
package mclspark.search;
