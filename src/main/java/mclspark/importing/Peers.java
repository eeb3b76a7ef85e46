package mclspark.importing;

import mclspark.UserError;

/** Numbers of peers that users give. */
public final class Peers {

  /** As many as a configuration may have; a file does not decide how much work there is. */
  static final int MOST = 16;

  private Peers() {}

  /**
   * Checks that there is such a peer.
   *
   * @param where the file or checkpoint, for the message
   */
  public static void check(int peer, int peers, String where) {
    if (peer < 0 || peer >= peers) {
      throw new UserError(
          "--peer is %d, but %s has N = %d %s: choose %s."
              .formatted(
                  peer,
                  where,
                  peers,
                  peers == 1 ? "peer" : "peers",
                  peers == 1 ? "0" : "0 to " + (peers - 1)));
    }
  }
}
