package mclspark.pretrain;

import java.io.Serializable;
import mclspark.loss.MocoMclLoss;
import mclspark.schema.Key;
import mclspark.schema.Problems;

/** Section {@code moco}: the contrastive losses (spec 1.4). Components: see the annotations. */
public record MocoConfig(
    @Key(
            doc =
                "Negative keys that each peer's queue holds (K). At least one global batch; need"
                    + " not be a multiple of it.",
            standard = "65536",
            range = ">= 1 and <= 16777216",
            unit = "keys",
            hint = "MoCo uses 65536")
        int queueSize,
    @Key(
            doc = "Weight of the old value when a key encoder follows its query encoder (m).",
            standard = "0.999",
            range = ">= 0 and < 1",
            hint = "MoCo uses 0.999")
        double momentum,
    @Key(
            doc = "Temperature of the contrastive logits (tau).",
            standard = "0.07",
            range = ">= " + MocoMclLoss.SMALLEST_TEMPERATURE + " and <= 1000",
            hint = "MoCo uses 0.07")
        double temperature,
    @Key(
            doc = "Temperature that softens the logits which peers compare (T).",
            standard = "3",
            range = ">= 0.001 and <= 1000",
            hint = "MCL uses 3")
        double softTemperature,
    @Key(
            doc =
                "Whether keys are shuffled over the logical ranks, so that batch statistics betray"
                    + " no positive pair.",
            standard = "true")
        boolean shuffle)
    implements Serializable {

  void check(Problems problems) {
    problems.require(
        temperature * softTemperature >= MocoMclLoss.SMALLEST_TEMPERATURE,
        "moco.temperature is %s and moco.soft_temperature is %s; their product must be >= %s, or the"
                .formatted(temperature, softTemperature, MocoMclLoss.SMALLEST_TEMPERATURE)
            + " loss overflows (MCL uses 0.07 and 3).",
        "moco.temperature",
        "moco.soft_temperature");
  }
}
