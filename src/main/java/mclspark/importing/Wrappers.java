package mclspark.importing;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What PyTorch's wrappers of modules put into the names of entries, in any number and order:
 * data-parallel ones, {@code torch.compile}, fully sharded ones and recomputing ones. The last
 * three may wrap inner modules too.
 */
final class Wrappers {

  private static final Set<String> PARTS =
      Set.of("module", "_orig_mod", "_fsdp_wrapped_module", "_checkpoint_wrapped_module");

  private Wrappers() {}

  /** The name in the network itself. */
  static String strip(String name) {
    return Arrays.stream(name.split("\\.", -1))
        .filter(part -> !PARTS.contains(part))
        .collect(Collectors.joining("."));
  }
}
