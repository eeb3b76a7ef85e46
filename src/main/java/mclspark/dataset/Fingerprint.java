package mclspark.dataset;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/** A CRC-32C over what tells one listing from another. No place is part of it: sets are copied. */
public final class Fingerprint {

  private final CRC32C crc = new CRC32C();

  /** Adds numbers. */
  public Fingerprint add(long... numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES * numbers.length);
    bytes.asLongBuffer().put(numbers);
    crc.update(bytes);
    return this;
  }

  /** Adds numbers. */
  public Fingerprint add(int[] numbers) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * numbers.length);
    bytes.asIntBuffer().put(numbers);
    crc.update(bytes);
    return this;
  }

  /** Adds bytes. */
  public Fingerprint add(byte[] bytes) {
    crc.update(bytes);
    return this;
  }

  /** Adds a name and its length, so that two names are not one. */
  public Fingerprint add(String name) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return add((long) utf8.length).add(utf8);
  }

  /** The fingerprint, 0 to 2^32 - 1. */
  public long value() {
    return crc.getValue();
  }
}
