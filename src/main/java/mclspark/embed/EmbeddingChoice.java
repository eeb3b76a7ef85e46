package mclspark.embed;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import mclspark.UserError;

/**
 * What is wanted of a model.
 *
 * @param peer {@code 0} to {@code N - 1}; {@code all} for a vector of each; {@code mean} for the
 *     mean of the peers' normalised vectors
 * @param layer which output
 * @param normalize whether vectors have norm 1
 * @param resize shorter side of a picture before the centre crop in pixels; 0 for the model's
 * @param cropSize side of the crop in pixels; 0 for the model's
 */
public record EmbeddingChoice(
    String peer, Layer layer, boolean normalize, int resize, int cropSize) {

  /** A vector of each peer. */
  public static final String ALL = "all";

  /** One vector of all peers. */
  public static final String MEAN = "mean";

  private static final int LARGEST = 4096;

  /** Normalised features of peer 0, pictures shown as the model's kNN sees them. */
  public static EmbeddingChoice standard() {
    return new EmbeddingChoice("0", Layer.FEATURES, true, 0, 0);
  }

  /** A sentence for every value that no model can have. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (!peer.equals(ALL) && !peer.equals(MEAN) && !peer.matches("\\d{1,3}")) {
      problems.add("The peer is \"%s\"; it must be a number from 0, all or mean.".formatted(peer));
    }
    checkSize(problems, "resize", resize);
    checkSize(problems, "crop size", cropSize);
    return problems;
  }

  private static void checkSize(List<String> problems, String what, int value) {
    if (value != 0 && (value < 8 || value > LARGEST)) {
      problems.add(
          "The %s is %d pixels; it must be from 8 to %d, or 0 for the model's own."
              .formatted(what, value, LARGEST));
    }
  }

  /**
   * The numbers of the peers that are computed.
   *
   * @param peers number N of the model's peers
   * @param where the model, for messages
   * @throws UserError if there is no such peer
   */
  List<Integer> peers(int peers, String where) {
    if (peer.equals(ALL) || peer.equals(MEAN)) {
      return IntStream.range(0, peers).boxed().toList();
    }
    int number = Integer.parseInt(peer);
    if (number >= peers) {
      throw new UserError(
          "The peer is %d, but %s has N = %d: choose %s, all or mean."
              .formatted(number, where, peers, peers == 1 ? "0" : "0 to " + (peers - 1)));
    }
    return List.of(number);
  }
}
