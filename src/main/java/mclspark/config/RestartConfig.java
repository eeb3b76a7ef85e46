package mclspark.config;

import java.io.Serializable;
import mclspark.config.schema.Key;

/** Section {@code restart}: what happens after a failure. Components: see the annotations. */
public record RestartConfig(
    @Key(
            doc = "Restarts in a row that bring no progress before the run is given up.",
            standard = "3",
            range = ">= 0",
            changesNumbers = false)
        int limit)
    implements Serializable {}
