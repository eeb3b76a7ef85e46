package mclspark.importing;

/** What the metadata of an exported safetensors file say of the network, for its import. */
public final class NetworkKind {

  /** The metadata's key. */
  public static final String KEY = "mcl_spark.kind";

  /** A query encoder of pre-training, whose head {@code fc} is no classifier. */
  public static final String ENCODER = "encoder";

  private NetworkKind() {}
}
