package mclspark.config;

/** Who decodes JPEG pictures; all give the same pixels. */
public enum Decoder {
  /** libturbojpeg where it is installed, otherwise the JDK. */
  AUTO,
  /** libturbojpeg; its absence is an error. */
  TURBOJPEG,
  /** The decoder of the JDK: slower, always there. */
  JDK
}
