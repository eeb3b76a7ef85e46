package mclspark.importing;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the user wants to import.
 *
 * @param file a {@code .pth.tar} of the reference, on any Hadoop file system
 * @param output the folder of the run that is made; must be empty or absent
 * @param arch the architecture, where the shapes of the entries should not decide
 * @param peer the only peer to take, which becomes peer 0; empty for all
 */
public record ImportRequest(String file, String output, Optional<String> arch, OptionalInt peer) {

  /** The file's name without folder and without what begins at the first full stop. */
  String runName() {
    String name = file.substring(file.lastIndexOf('/') + 1);
    int end = name.indexOf('.');
    return end > 0 ? name.substring(0, end) : name;
  }

  /**
   * Checks that the wanted peer is there.
   *
   * @param peers number of peers in the file
   */
  void checkPeer(int peers) {
    peer.ifPresent(wanted -> Peers.check(wanted, peers, file));
  }
}
