package mclspark.importing;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mclspark.pth.OpaqueValue;

/** Objects of other programs that stand beside the weights of a file. */
final class LeftOut {

  private static final int MOST_SHOWN = 10;
  private static final int LONGEST_NAME = 100;

  /** Values may be shared, so that only a walk that sees each once comes to an end. */
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private LeftOut() {}

  /**
   * A sentence that names the entries with such objects.
   *
   * @param root all entries of the file
   * @param weights the key of the weights, which are not looked at
   */
  static Optional<String> of(Map<?, ?> root, String weights) {
    LeftOut walk = new LeftOut();
    List<String> found = new ArrayList<>();
    root.forEach(
        (key, value) -> {
          if (!weights.equals(key)) {
            walk.first(value).ifPresent(o -> found.add(shown(key) + " (" + o.kind() + ")"));
          }
        });
    if (found.isEmpty()) {
      return Optional.empty();
    }
    String more = found.size() > MOST_SHOWN ? ", and " + (found.size() - MOST_SHOWN) + " more" : "";
    String names = String.join(", ", found.subList(0, Math.min(MOST_SHOWN, found.size())));
    return Optional.of("Left out unread, as no weight needs it: " + names + more + ".");
  }

  /** The first such object in a value of which no part was seen before. */
  private Optional<OpaqueValue> first(Object value) {
    if (value instanceof OpaqueValue opaque) {
      return Optional.of(opaque);
    }
    Iterable<?> parts = List.of();
    if (value instanceof List<?> list) {
      parts = list;
    } else if (value instanceof Map<?, ?> map) {
      parts = map.values();
    }
    if (!seen.add(value)) {
      return Optional.empty();
    }
    for (Object part : parts) {
      Optional<OpaqueValue> found = first(part);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /** A key of a file as text that can be printed. */
  static String shown(Object key) {
    String text = String.valueOf(key);
    return text.substring(0, Math.min(LONGEST_NAME, text.length()))
        .replaceAll("[^\\p{Graph} ]", "?");
  }
}
