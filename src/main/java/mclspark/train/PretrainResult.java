package mclspark.train;

import java.util.List;
import mclspark.data.BadPicture;

/**
 * What a worker of a finished pre-training run reports.
 *
 * @param steps steps done since the run began
 * @param skipped broken pictures that this worker met since it started
 */
public record PretrainResult(long steps, List<BadPicture> skipped) {}
