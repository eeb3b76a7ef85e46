package mclspark.image;

/**
 * Which decoder reads JPEG files. Both give the same pixels; where that is not sure the JDK's one
 * refuses, see {@link JdkLimits}.
 */
public enum DecoderChoice {
  /** libturbojpeg where the machine has it, the JDK's own decoder elsewhere. */
  AUTO,
  /** libturbojpeg, the faster one; an error where the machine does not have it. */
  TURBOJPEG,
  /** The decoder of the Java class library. */
  JDK
}
