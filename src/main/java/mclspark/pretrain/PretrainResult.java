package mclspark.pretrain;

import java.io.Serializable;

/**
 * What a worker of a finished pre-training run reports.
 *
 * @param steps steps done since the run began
 */
public record PretrainResult(long steps) implements Serializable {}
