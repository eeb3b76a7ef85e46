package mclspark.collective.wire;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-GCM over the records of one direction of one connection. The nonce is the record's number and
 * is not sent: a record that is repeated, left out or out of order does not open. Not safe for use
 * by several threads.
 */
final class RecordCipher {

  /** What sealing adds to a record. */
  static final int TAG_BYTES = 16;

  private static final String ALGORITHM = "AES/GCM/NoPadding";
  private static final int NONCE_BYTES = 12;

  private final SecretKeySpec key;
  private final int mode;
  private final Cipher cipher;
  private final ByteBuffer nonce = ByteBuffer.allocate(NONCE_BYTES);
  private long records;

  private RecordCipher(SecretKeySpec key, int mode) {
    this.key = key;
    this.mode = mode;
    try {
      cipher = Cipher.getInstance(ALGORITHM);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }

  /** For the sender's side of a direction. The key must never have been used before. */
  static RecordCipher sealing(SecretKeySpec key) {
    return new RecordCipher(key, Cipher.ENCRYPT_MODE);
  }

  /** For the receiver's side. */
  static RecordCipher opening(SecretKeySpec key) {
    return new RecordCipher(key, Cipher.DECRYPT_MODE);
  }

  /**
   * Seals or opens the next record.
   *
   * @param header bytes that travel in clear and must not be changed either
   * @return number of bytes in {@code output}
   * @throws ForgedRecordException if a record does not open
   */
  int next(byte[] header, byte[] input, int length, byte[] output) throws ForgedRecordException {
    nonce.putLong(NONCE_BYTES - Long.BYTES, records++);
    try {
      cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce.array()));
      cipher.updateAAD(header);
      return cipher.doFinal(input, 0, length, output);
    } catch (AEADBadTagException e) {
      throw new ForgedRecordException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(ALGORITHM + " fails", e);
    }
  }
}
