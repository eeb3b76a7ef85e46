package mclspark.importing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.model.StateEntry;

/**
 * The entries that a state may have: an architecture with its number of peers.
 *
 * @param arch the architecture's name
 * @param cifarStem whether a torchvision ResNet has the stem for small pictures
 * @param entries names to dimensions, in order
 */
public record Layout(String arch, boolean cifarStem, Map<String, long[]> entries) {

  /** Names and dimensions of a network. */
  public static Map<String, long[]> shapes(List<StateEntry> state) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    state.forEach(entry -> shapes.put(entry.name(), entry.shape()));
    return shapes;
  }

  /** The candidate that shares most entries with a state; the first one of equals. */
  static Optional<Layout> nearest(List<Layout> candidates, Map<String, long[]> state) {
    Layout nearest = null;
    long most = -1;
    for (Layout candidate : candidates) {
      long shared = candidate.shared(state);
      if (shared > most) {
        nearest = candidate;
        most = shared;
      }
    }
    return Optional.ofNullable(nearest);
  }

  private long shared(Map<String, long[]> state) {
    return entries.entrySet().stream()
        .filter(entry -> Arrays.equals(entry.getValue(), state.get(entry.getKey())))
        .count();
  }

  /** The first thing that keeps a state from having exactly these entries. */
  Optional<String> problem(Map<String, long[]> state) {
    for (Map.Entry<String, long[]> entry : entries.entrySet()) {
      long[] shape = state.get(entry.getKey());
      if (shape == null) {
        return Optional.of("entry %s of %s is missing".formatted(entry.getKey(), arch));
      }
      if (!Arrays.equals(shape, entry.getValue())) {
        return Optional.of(
            "entry %s has shape %s, where %s has %s"
                .formatted(
                    entry.getKey(),
                    Arrays.toString(shape),
                    arch,
                    Arrays.toString(entry.getValue())));
      }
    }
    return state.keySet().stream()
        .filter(name -> !entries.containsKey(name))
        .findFirst()
        .map(name -> "entry %s does not belong to %s".formatted(name, arch));
  }
}
