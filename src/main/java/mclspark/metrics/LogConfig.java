package mclspark.metrics;

import java.io.Serializable;
import mclspark.schema.Key;

/** Section {@code log}: what a run tells. Components: see the annotations. */
public record LogConfig(
    @Key(
            doc = "Steps between two lines of metrics.",
            standard = "10",
            range = ">= 1",
            unit = "steps",
            changesNumbers = false)
        int everySteps,
    @Key(
            doc = "Whether the run's curves are also written for TensorBoard, into tensorboard/.",
            standard = "false",
            changesNumbers = false)
        boolean tensorboard)
    implements Serializable {}
