package mclspark.embed;

/** What of an encoder is embedded. */
public enum Layer {
  /** The pooled features before the head: what kNN and linear classification see. */
  FEATURES,
  /** The output of pre-training's head, in which its loss compared pictures. */
  PROJECTION
}
