package mclspark.image;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;

/** The functions of the system's libwebp that are used, bound at the first WebP picture. */
final class WebpLibrary {

  // The development name, and the name of the version that systems install without it.
  private static final String[] NAMES = {"webp", "libwebp.so.7"};

  private static final String MISSING = load();

  private WebpLibrary() {}

  /** Why the library cannot be used; empty where it can. */
  static String missing() {
    return MISSING;
  }

  private static String load() {
    String reason = "";
    for (String name : NAMES) {
      try {
        Native.register(WebpLibrary.class, NativeLibrary.getInstance(name));
        return "";
      } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
        reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
      }
    }
    return reason;
  }

  /** 0 if the data are no WebP file. The sizes are C ints. */
  static native int WebPGetInfo(Pointer data, long size, Memory width, Memory height);

  /** Writes red, green, blue into the caller's memory; null if the data are damaged. */
  static native Pointer WebPDecodeRGBInto(
      Pointer data, long size, Pointer pixels, long pixelBytes, int rowBytes);
}
