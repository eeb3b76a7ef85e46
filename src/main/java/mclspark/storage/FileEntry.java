package mclspark.storage;

/**
 * What a manifest says about one file.
 *
 * @param bytes the file's length
 * @param sha256 the digest of its bytes, 64 hexadecimal digits in lower case
 */
public record FileEntry(long bytes, String sha256) {

  private static final String DIGEST = "[0-9a-f]{64}";

  /** Checks that both values are possible. */
  public FileEntry {
    if (bytes < 0 || !isDigest(sha256)) {
      throw new IllegalArgumentException("impossible file entry: " + bytes + " " + sha256);
    }
  }

  public static boolean isDigest(String text) {
    return text.matches(DIGEST);
  }
}
