package mclspark.loss;

import mclspark.tensor.Tensor;

/**
 * What a supervised MCL loss yields.
 *
 * @param terms the unweighted terms as numbers
 * @param gradient of the weighted sum by the embeddings: float32 [N, B, d]
 */
public record MclResult(MclTerms terms, Tensor gradient) {}
