package mclspark.importing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import mclspark.pth.Nothing;
import mclspark.pth.OpaqueValue;

/**
 * Checks that the entries of a state are tensors, and takes wrappers off their names.
 *
 * @param file the file, for messages
 * @param key what the state stands under in the file, for messages
 * @param warnings takes a sentence about entries that are left out
 */
record StateEntries(String file, String key, Consumer<String> warnings) {

  private static final String EXTRA = "_extra_state";

  /** Takes names to {@link ForeignTensor}s; whatever else is among them is refused by its name. */
  ReferenceState state(Map<?, ?> entries) {
    Map<String, ForeignTensor> tensors = new LinkedHashMap<>();
    int extras = 0;
    for (Map.Entry<?, ?> entry : entries.entrySet()) {
      if (isExtra(entry.getKey())) {
        extras++;
      } else if (entry.getKey() instanceof String name
          && entry.getValue() instanceof ForeignTensor tensor) {
        add(tensors, name, tensor);
      } else {
        throw ReferenceState.refuse(
            file,
            "entry %s of %s is no tensor but %s"
                .formatted(LeftOut.shown(entry.getKey()), key, kind(entry.getValue())));
      }
    }
    if (extras > 0) {
      warnings.accept("Left out, as it holds no weights: %s (%d).".formatted(EXTRA, extras));
    }
    return new ReferenceState(file, key, tensors, warnings);
  }

  private void add(Map<String, ForeignTensor> tensors, String name, ForeignTensor tensor) {
    String own = Wrappers.strip(name);
    if (tensors.put(own, tensor) != null) {
      throw ReferenceState.refuse(
          file,
          "entry %s of %s is there twice, with and without the prefix of a wrapper"
              .formatted(own, key));
    }
  }

  /** Whatever else than tensors a module of PyTorch keeps, under a name that PyTorch gives. */
  static boolean isExtra(Object name) {
    return name instanceof String text && (text.equals(EXTRA) || text.endsWith("." + EXTRA));
  }

  /** What a value is that is no tensor. */
  static String kind(Object value) {
    if (value instanceof OpaqueValue opaque) {
      return "an object of " + opaque.kind();
    }
    return value == Nothing.NONE ? "None" : "plain data";
  }
}
