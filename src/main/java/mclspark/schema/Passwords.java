package mclspark.schema;

import java.util.regex.Pattern;

/** Finds passwords in addresses, which would end in logs, manifests and messages. */
public final class Passwords {

  // A user alone is no secret: Azure's containers stand there. Keys of S3 may hold slashes, so what
  // looks like a port is one only before a slash or the end.
  private static final Pattern PASSWORD =
      Pattern.compile(
          "^\\s*[a-z][a-z0-9+.-]*://[^/@:\\[]*:(?!\\d*(/|$))[^@]*@", Pattern.CASE_INSENSITIVE);

  // Whoever has such an address may do what it was signed for, until it expires.
  private static final Pattern SIGNED =
      Pattern.compile(
          "^\\s*[a-z][a-z0-9+.-]*://[^?;]*[?;](.*[&;])?(sig|signature|x-amz-signature"
              + "|x-goog-signature|awsaccesskeyid|[a-z0-9._-]*(token|password|secret|accesskey"
              + "|access[._-]key|api[._-]?key))=[^&;]",
          Pattern.CASE_INSENSITIVE);

  private Passwords() {}

  /**
   * Whether a text is of the form {@code scheme://user:password@host/...}, or an address that was
   * signed, such as {@code https://host/path?sig=...}.
   */
  public static boolean isIn(String text) {
    return PASSWORD.matcher(text).find() || SIGNED.matcher(text).find();
  }

  /**
   * What to tell the user; the password is not repeated.
   *
   * @param what what holds it, such as a key
   */
  public static String sentence(String what) {
    return what
        + " holds a password, which would go into logs and checkpoints; take it out and give it to"
        + " Hadoop (core-site.xml, the environment or the machine's role) or to MLflow"
        + " (MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD).";
  }
}
