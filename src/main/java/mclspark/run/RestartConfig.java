package mclspark.run;

import java.io.Serializable;
import mclspark.schema.Key;

/** Section {@code restart}: what happens after a failure. Components: see the annotations. */
public record RestartConfig(
    @Key(
            doc = "Restarts in a row that bring no progress before the run is given up.",
            standard = "3",
            range = ">= 0",
            changesNumbers = false)
        int limit,
    @Key(
            doc =
                "How long a restart waits for a slot for every worker; a command given again waits"
                    + " at least two minutes. After it the run goes on with fewer workers, on CPUs"
                    + " of one kind with the same bits, and tries for all at the next restart.",
            standard = "60",
            range = ">= 0",
            unit = "seconds",
            changesNumbers = false)
        int slotWaitSeconds)
    implements Serializable {}
