package mclspark.augment;

/** The augmentation pipelines of spec 1.9. */
public enum Pipeline {
  /** MoCo v1: crop, grey, jitter, flip. */
  V1,
  /** MoCo v2: crop, jitter, grey, blur, flip. */
  V2
}
