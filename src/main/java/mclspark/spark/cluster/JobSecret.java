package mclspark.spark.cluster;

import java.io.Serializable;
import java.security.SecureRandom;
import java.util.List;
import org.apache.spark.SparkConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Random bytes by which the workers of one job know each other. Made on the driver and sent inside
 * the task, never through settings, logs or the exchange of addresses.
 */
public final class JobSecret implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(JobSecret.class);
  private static final int BYTES = 32;

  /** Any of these encrypts what Spark sends; without authentication it sends to anybody. */
  private static final List<String> ENCRYPTION =
      List.of(
          "spark.network.crypto.enabled",
          "spark.authenticate.enableSaslEncryption",
          "spark.ssl.rpc.enabled");

  private final byte[] bytes;

  private JobSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Draws a secret, and warns if Spark will send it in clear over a network. */
  public static JobSecret create(SparkConf conf) {
    if (travelsInClear(conf)) {
      LOG.warn(
          "Spark sends this job's secret in clear: whoever reads the network can join its workers."
              + " Where the network is not trusted, set spark.authenticate and one of {} to true.",
          String.join(", ", ENCRYPTION));
    }
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new JobSecret(bytes);
  }

  static boolean travelsInClear(SparkConf conf) {
    boolean authenticated = conf.getBoolean("spark.authenticate", false);
    boolean encrypted = ENCRYPTION.stream().anyMatch(key -> conf.getBoolean(key, false));
    return !SparkMaster.of(conf).isLocal() && !(authenticated && encrypted);
  }

  /** The 32 bytes, as a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Does not show the bytes. */
  @Override
  public String toString() {
    return "JobSecret[%d bytes]".formatted(bytes.length);
  }
}
