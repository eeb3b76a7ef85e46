package mclspark.augment;

import java.io.Serializable;
import mclspark.schema.Key;

/**
 * Section {@code augmentation} of linear classification (spec 2.4): random crop and flip for
 * training, resize and centre crop for validation. Components: see the annotations.
 */
public record LinearAugmentationConfig(
    @Key(
            doc = "Smallest part of a picture's area that a training crop may have.",
            standard = "0.08",
            range = "> 0 and <= 1",
            hint = "torchvision's default is 0.08")
        double minScale,
    @Key(
            doc =
                "Length of a validation picture's shorter side before the centre crop; at least"
                    + " data.crop_size. Where it is not set it is 8/7 of that, and data.crop_size"
                    + " itself for CIFAR's formats.",
            standard = "256",
            range = ">= 8 and <= 2048",
            unit = "pixels",
            hint = "256 for crops of 224, 32 for CIFAR")
        int resize)
    implements Serializable {}
