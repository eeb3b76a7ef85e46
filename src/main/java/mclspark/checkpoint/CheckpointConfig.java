package mclspark.checkpoint;

import java.io.Serializable;
import mclspark.schema.Key;
import mclspark.schema.Problems;

/** Section {@code checkpoint}: what a run leaves to go on from. Components: see the annotations. */
public record CheckpointConfig(
    @Key(
            doc = "Newest checkpoints that are kept.",
            standard = "3",
            range = ">= 1",
            changesNumbers = false)
        int keep,
    @Key(
            doc = "Time between checkpoints within an epoch; 0 writes at the end of epochs only.",
            standard = "30",
            range = ">= 0",
            unit = "minutes",
            changesNumbers = false)
        int everyMinutes,
    @Key(
            doc = "Epochs between checkpoints; the last epoch always writes one.",
            standard = "1",
            range = ">= 1",
            unit = "epochs",
            changesNumbers = false)
        int everyEpochs,
    @Key(
            doc = "Steps between checkpoints within an epoch; 0 goes by time and epochs only.",
            standard = "0",
            range = ">= 0",
            unit = "steps",
            changesNumbers = false)
        int everySteps,
    @Key(
            doc =
                "Where to go on from: auto (the newest checkpoint of the output folder, if any),"
                    + " never (start anew), or the path of a checkpoint.",
            standard = "auto",
            changesNumbers = false)
        String resume)
    implements Serializable {

  /** Adds a problem for every rule over several keys of the section that is broken. */
  public void check(Problems problems) {
    problems.require(
        !resume.isBlank(),
        "checkpoint.resume is empty; it must be auto, never or the path of a checkpoint.",
        "checkpoint.resume");
  }
}
