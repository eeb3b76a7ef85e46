package mclspark.train.convert;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mclspark.model.Architectures;
import mclspark.model.Head;

/** Names and dimensions of the supervised systems' peers (spec 5.1). */
final class ReferenceNetworks {

  private static final List<String> NAMES =
      List.of("resnet32", "resnet56", "resnet110", "resnet18", "resnet34");

  private ReferenceNetworks() {}

  /** All architectures. */
  static List<String> names() {
    return NAMES;
  }

  /**
   * The entries of N peers, in order: separate networks if N is 2, otherwise branches on a stem.
   *
   * @throws IllegalArgumentException if there is no such architecture
   */
  static Map<String, long[]> entries(String arch, int peers, int classes) {
    boolean imagenet = arch.equals("resnet18") || arch.equals("resnet34");
    Map<String, long[]> entries = new LinkedHashMap<>();
    Map<String, long[]> single =
        Layout.shapes(Architectures.named(arch, false, Head.classifier(classes)).state());
    for (int peer = 0; peer < peers; peer++) {
      for (Map.Entry<String, long[]> entry : single.entrySet()) {
        entries.put(name(entry.getKey(), imagenet, peer, peers), entry.getValue());
      }
    }
    return entries;
  }

  private static String name(String single, boolean imagenet, int peer, int peers) {
    int end = single.indexOf('.');
    String module = single.substring(0, end);
    String rest = single.substring(end);
    if (peers == 2) {
      String own = module.equals("fc") && !imagenet ? "classifier" : module;
      return "module_list." + peer + "." + own + rest;
    }
    boolean shared =
        !module.equals("fc")
            && (!module.startsWith("layer")
                || module.compareTo(imagenet ? "layer3" : "layer2") < 0);
    String own = module.equals("fc") ? "classifier" : module;
    return shared ? single : own + "_" + peer + rest;
  }
}
