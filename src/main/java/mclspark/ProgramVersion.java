package mclspark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** This program's version, for what it writes. */
public final class ProgramVersion {

  private static final String FILE = "/mclspark/cli/version.properties";

  private ProgramVersion() {}

  /** The version, as {@code mcl --version} says it. */
  public static String get() {
    Properties versions = new Properties();
    try (InputStream in = ProgramVersion.class.getResourceAsStream(FILE)) {
      versions.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("The versions in this jar can't be read", e);
    }
    return versions.getProperty("version");
  }
}
