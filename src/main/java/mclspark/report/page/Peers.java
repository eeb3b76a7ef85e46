package mclspark.report.page;

import java.util.Comparator;

/** How peers are named, ordered and coloured all over the page. */
public final class Peers {

  /** The linear job's control: an encoder with its initial weights. */
  public static final String UNTRAINED = "untrained";

  private static final int COLOURS = 6;

  /** Peers by number, anything else after them, the untrained control last. */
  public static final Comparator<String> ORDER =
      Comparator.comparingInt(Peers::rank).thenComparing(Comparator.naturalOrder());

  private Peers() {}

  private static int rank(String peer) {
    if (peer.equals(UNTRAINED)) {
      return Integer.MAX_VALUE;
    }
    return isNumber(peer) ? Integer.parseInt(peer) : Integer.MAX_VALUE - 1;
  }

  /** Whether a name is that of a peer, and not of a control. */
  public static boolean isNumber(String peer) {
    return peer.matches("[0-9]{1,6}");
  }

  /** "peer 0", "untrained encoder", or the name as it is. */
  public static String label(String peer) {
    if (peer.equals(UNTRAINED)) {
      return "untrained encoder";
    }
    return isNumber(peer) ? "peer " + peer : peer;
  }

  /** Name of the style sheet's colour of a peer, the same in every chart. */
  public static String colour(String peer) {
    if (peer.equals(UNTRAINED)) {
      return "control";
    }
    return "s" + ((isNumber(peer) ? Integer.parseInt(peer) : 2) % COLOURS + 1);
  }
}
