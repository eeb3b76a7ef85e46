package mclspark.spark.embed;

/** What happens if the output is there already. */
public enum OutputMode {
  /** It is refused. */
  ERROR,
  /** It is replaced; for a moment there is neither the old nor the new one. */
  OVERWRITE,
  /** The pictures that it does not have yet, by their path, are added. */
  APPEND,
  /** Nothing is done. */
  IGNORE
}
