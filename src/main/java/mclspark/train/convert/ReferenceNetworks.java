package mclspark.train.convert;

import java.util.List;
import java.util.Map;
import mclspark.model.PeerArchitectures;

/** Names and dimensions of the supervised systems' peers (spec 5.1). */
final class ReferenceNetworks {

  private ReferenceNetworks() {}

  /** All architectures. */
  static List<String> names() {
    return PeerArchitectures.names();
  }

  /**
   * The entries of N peers, in order: separate networks if N is 2, otherwise branches on a stem.
   *
   * @throws IllegalArgumentException if there is no such architecture
   */
  static Map<String, long[]> entries(String arch, int peers, int classes) {
    return Layout.shapes(PeerArchitectures.named(arch, peers, classes).state());
  }
}
