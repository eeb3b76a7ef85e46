package mclspark.run;

import java.io.Serializable;
import mclspark.schema.Key;

/** Section {@code run}: what a scheduler may want of a run. Components: see the annotations. */
public record RunConfig(
    @Key(
            doc =
                "Hours after which this start of the program saves a checkpoint and ends with exit"
                    + " code 5; the same command goes on from it. 0 is no limit. Set it below the"
                    + " time at which a scheduler kills.",
            standard = "0",
            range = ">= 0 and <= 100000",
            unit = "hours",
            changesNumbers = false)
        double maxHours,
    @Key(
            doc =
                "Where output names a date: how long after its start an unfinished run of the same"
                    + " configuration is gone on with, instead of beginning another one in the"
                    + " folder of the new date.",
            standard = "20",
            range = ">= 0 and <= 100000",
            unit = "hours",
            changesNumbers = false)
        double retryHours)
    implements Serializable {}
