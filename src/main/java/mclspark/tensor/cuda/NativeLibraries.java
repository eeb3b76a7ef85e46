package mclspark.tensor.cuda;

import com.sun.jna.NativeLibrary;
import java.util.List;
import java.util.Optional;

/** Finds a native library by a function that it has. */
public final class NativeLibraries {

  private NativeLibraries() {}

  /**
   * The first library that can be loaded and has the function, itself or in a library that it
   * needs.
   *
   * @param names paths, or names for the system's search
   * @param misses gets one phrase per library that does not fit
   */
  public static Optional<NativeLibrary> first(
      List<String> names, String function, List<String> misses) {
    for (String name : names) {
      try {
        NativeLibrary library = NativeLibrary.getInstance(name);
        library.getFunction(function);
        return Optional.of(library);
      } catch (UnsatisfiedLinkError e) {
        String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("no message");
        misses.add(name + " (" + reason + ")");
      }
    }
    return Optional.empty();
  }
}
