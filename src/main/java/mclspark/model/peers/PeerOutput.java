package mclspark.model.peers;

import mclspark.tensor.Tensor;

/**
 * What one peer makes of a batch.
 *
 * @param logits float32 [b, C]
 * @param embedding float32 [b, F], pooled features, which the classifier reads
 */
public record PeerOutput(Tensor logits, Tensor embedding) {}
