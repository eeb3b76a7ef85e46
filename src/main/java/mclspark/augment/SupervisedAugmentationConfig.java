package mclspark.augment;

import java.io.Serializable;
import mclspark.schema.Key;

/**
 * Section {@code augmentation} of supervised training: padded crop and flip for CIFAR's formats
 * (spec 3.2), random resized crop and flip for folders (spec 2.4). Components: see the annotations.
 */
public record SupervisedAugmentationConfig(
    @Key(
            doc =
                "Black border around a CIFAR picture, out of which the training crop is cut."
                    + " Folders have none.",
            standard = "4",
            range = ">= 0 and <= 64",
            unit = "pixels",
            hint = "published runs use 4")
        int padding,
    @Key(
            doc =
                "Smallest part of a picture's area that a training crop may have, for pictures in"
                    + " folders.",
            standard = "0.08",
            range = "> 0 and <= 1",
            hint = "torchvision's default is 0.08")
        double minScale,
    @Key(
            doc =
                "Length of a validation picture's shorter side before the centre crop, for pictures"
                    + " in folders; at least data.crop_size. Where it is not set it is 8/7 of"
                    + " that.",
            standard = "256",
            range = ">= 8 and <= 2048",
            unit = "pixels",
            hint = "256 for crops of 224")
        int resize)
    implements Serializable {}
