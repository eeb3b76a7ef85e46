package mclspark.image;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.NativeLong;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.NativeLongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The functions of the system's libturbojpeg that are used, bound once per process. */
public final class TurboJpegLibrary {

  /** Pixel format: red, green, blue. */
  static final int RGB = 0;

  /** Pixel format: cyan, magenta, yellow, black as they are stored. */
  static final int CMYK = 11;

  /** Chroma at half the resolution in both directions, as most JPEG files have it. */
  static final int CHROMA_420 = 2;

  /** The caller's buffer is large enough and stays where it is. */
  static final int NO_REALLOCATION = 1024;

  private static final Pattern VERSION = Pattern.compile("libjpeg-turbo version ([0-9][0-9.]*)");

  private static String reason = "";
  private static final Optional<String> NAME = load();

  private TurboJpegLibrary() {}

  /** The library's name and version; empty where the machine does not have it. */
  public static Optional<String> name() {
    return NAME;
  }

  /** Why the library could not be loaded. */
  static String reason() {
    return reason;
  }

  private static Optional<String> load() {
    try {
      NativeLibrary library = NativeLibrary.getInstance("turbojpeg");
      Native.register(TurboJpegLibrary.class, library);
      return Optional.of("libturbojpeg" + version(library.getFile().toPath()));
    } catch (UnsatisfiedLinkError | NoClassDefFoundError e) {
      reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
      return Optional.empty();
    }
  }

  // No function tells the version, but the text is in the file.
  private static String version(Path file) {
    try {
      String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      Matcher matcher = VERSION.matcher(text);
      return matcher.find() ? " " + matcher.group(1) : "";
    } catch (IOException e) {
      return " of unknown version";
    }
  }

  static native Pointer tjInitDecompress();

  static native int tjDecompress2(
      Pointer handle,
      Pointer jpeg,
      long jpegSize,
      Pointer pixels,
      int width,
      int pitch,
      int height,
      int pixelFormat,
      int flags);

  static native Pointer tjInitCompress();

  /** The most bytes that a picture of this size can take. */
  static native NativeLong tjBufSize(int width, int height, int chroma);

  static native int tjCompress2(
      Pointer handle,
      Pointer pixels,
      int width,
      int pitch,
      int height,
      int pixelFormat,
      PointerByReference jpeg,
      NativeLongByReference jpegSize,
      int chroma,
      int quality,
      int flags);

  static native String tjGetErrorStr2(Pointer handle);

  static native int tjDestroy(Pointer handle);
}
