package mclspark.data;

import java.util.Arrays;
import java.util.Locale;
import mclspark.UserError;

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
  JDK;

  /**
   * Finds a choice by its name in a configuration file.
   *
   * @throws UserError if there is no such decoder
   */
  public static DecoderChoice parse(String name) {
    return Arrays.stream(values())
        .filter(choice -> choice.configName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new UserError(
                    "The JPEG decoder is " + name + "; it must be auto, turbojpeg or jdk."));
  }

  /** The name in a configuration file. */
  public String configName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
