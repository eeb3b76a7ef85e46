package mclspark.importing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mclspark.UserError;
import mclspark.tensor.HostTensor;

/**
 * One of N supervised peers as a network of its own, so that the others need not be computed.
 *
 * @param arch the architecture
 * @param classes number C of classes
 * @param state named as the only branch
 */
public record SinglePeer(String arch, int classes, Map<String, HostTensor> state) {

  /** Whether an entry of a checkpoint is part of a network: heads and banks only serve training. */
  public static boolean isNetwork(String entry) {
    return !entry.startsWith("embed_list.") && !entry.startsWith("memory");
  }

  /**
   * Takes a peer out.
   *
   * @param arch the architecture of the peers
   * @param peers of all peers, entries of {@link #isNetwork} alone
   * @param where the file or checkpoint, for messages
   * @throws UserError if these are no such peers
   */
  public static SinglePeer of(String arch, Map<String, HostTensor> peers, int peer, String where) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    peers.forEach((name, values) -> shapes.put(name, values.shape()));
    PeerLayout layout =
        PeerLayout.of(
            shapes,
            Optional.of(arch),
            problem ->
                new UserError("%s holds no peers of %s: %s.".formatted(where, arch, problem)));
    Map<String, HostTensor> state = new LinkedHashMap<>();
    layout.only(peer).forEach((name, only) -> state.put(only, peers.get(name)));
    return new SinglePeer(arch, layout.classes(), state);
  }
}
