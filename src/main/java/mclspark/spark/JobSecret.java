package mclspark.spark;

import java.io.Serializable;
import java.security.SecureRandom;
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

  private final byte[] bytes;

  private JobSecret(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Draws a secret, and warns if Spark will send it in clear over a network. */
  public static JobSecret create(SparkConf conf) {
    if (travelsInClear(conf)) {
      LOG.warn(
          "spark.authenticate is off: whoever reads this network can read the job's secret and join"
              + " its workers. Set spark.authenticate and spark.network.crypto.enabled to true"
              + " where the network is not trusted.");
    }
    byte[] bytes = new byte[BYTES];
    new SecureRandom().nextBytes(bytes);
    return new JobSecret(bytes);
  }

  static boolean travelsInClear(SparkConf conf) {
    return !SparkMaster.of(conf).isLocal() && !conf.getBoolean("spark.authenticate", false);
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
