package mclspark.collective;

/** Whether workers encrypt what they send each other. */
public enum Encryption {
  /** As Spark encrypts its own messages: {@code spark.network.crypto.enabled}. */
  AUTO,
  /** Always. */
  TRUE,
  /** Never. */
  FALSE
}
