package mclspark.collective.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key with which workers of one attempt of one job prove that they belong together: another
 * attempt or job has another key. HMAC-SHA256 throughout. Not safe for use by several threads.
 */
public final class GroupKey {

  /** Length of the secret, of the key and of each proof. */
  public static final int BYTES = 32;

  private static final int TRAFFIC_BYTES = 16;
  private static final String ALGORITHM = "HmacSHA256";

  private final Mac mac;

  private GroupKey(byte[] key) {
    mac = mac(key);
  }

  /**
   * Derives the key.
   *
   * @param secret 32 random bytes of the job
   * @param jobKey name of job and stage
   * @param attempt number of the stage attempt
   * @param nonces one per worker, in any order
   */
  public static GroupKey derive(byte[] secret, String jobKey, int attempt, List<String> nonces) {
    if (secret.length != BYTES) {
      throw new IllegalArgumentException(
          "the secret has " + secret.length + " bytes, it must have " + BYTES);
    }
    Mac mac = mac(secret);
    addText(mac, "mcl-collective");
    addText(mac, jobKey);
    addText(mac, Integer.toString(attempt));
    nonces.stream().sorted().forEach(nonce -> addText(mac, nonce));
    return new GroupKey(mac.doFinal());
  }

  /** Proof of the acceptor ('s') or the connector ('c') over all that was said before. */
  byte[] proof(char side, byte[] hello, byte[] challenge) {
    mac.update((byte) side);
    mac.update(hello);
    return mac.doFinal(challenge);
  }

  /**
   * Key for what travels in one direction of one connection: the first block of HKDF-Expand (RFC
   * 5869), cut to the 16 bytes of AES-128. Proofs begin with other bytes.
   *
   * @param direction who sends: the acceptor ('s') or the connector ('c')
   */
  SecretKeySpec traffic(char direction, byte[] hello, byte[] challenge) {
    addText(mac, "mcl-traffic");
    mac.update((byte) direction);
    mac.update(hello);
    mac.update(challenge);
    mac.update((byte) 1);
    return new SecretKeySpec(mac.doFinal(), 0, TRAFFIC_BYTES, "AES");
  }

  /** Texts are preceded by their length, so that no two lists of texts give the same bytes. */
  private static void addText(Mac mac, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    mac.update(bytes);
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }
}
