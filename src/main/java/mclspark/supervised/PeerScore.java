package mclspark.supervised;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mclspark.tensor.DataType;
import mclspark.tensor.HostTensor;

/**
 * What an evaluation of peers counted (spec 3.7), as sums, so that means and shares are exact.
 *
 * @param lossSum sum over pictures and peers of the cross entropy, in nats
 * @param images pictures that could be read
 * @param top1 pictures whose label has the largest logit: of each peer, then of the ensemble
 * @param top5 pictures whose label is among the five largest logits, likewise
 */
public record PeerScore(double lossSum, long images, List<Long> top1, List<Long> top5)
    implements Serializable {

  /** Copies the lists. */
  public PeerScore {
    top1 = List.copyOf(top1);
    top5 = List.copyOf(top5);
  }

  /** Number N of peers. */
  public int peers() {
    return top1.size() - 1;
  }

  /** Top-1 accuracy of each peer, in percent. */
  public List<Double> peerTop1() {
    return percent(top1.subList(0, peers()));
  }

  /** Top-5 accuracy of each peer, in percent. */
  public List<Double> peerTop5() {
    return percent(top5.subList(0, peers()));
  }

  /** Top-1 accuracy of the sum of logits, in percent. */
  public double ensembleTop1() {
    return percent(top1.subList(peers(), peers() + 1)).get(0);
  }

  /** Top-5 accuracy of the sum of logits, in percent. */
  public double ensembleTop5() {
    return percent(top5.subList(peers(), peers() + 1)).get(0);
  }

  /** Top-1 accuracy of the best single peer, in percent: the score of an epoch. */
  public double best() {
    return peerTop1().stream().mapToDouble(Double::doubleValue).max().orElse(0);
  }

  /** Cross entropy summed over peers, mean over pictures, in nats. */
  public double loss() {
    return images == 0 ? 0 : lossSum / images;
  }

  private List<Double> percent(List<Long> hits) {
    return hits.stream().map(count -> images == 0 ? 0 : 100.0 * count / images).toList();
  }

  /** The first epoch of the highest score: only a strictly better one replaces it. */
  static int bestEpoch(List<PeerScore> history) {
    int best = 0;
    for (int epoch = 1; epoch < history.size(); epoch++) {
      best = history.get(epoch).best() > history.get(best).best() ? epoch : best;
    }
    return best;
  }

  /** From the numbers in the order of the components. */
  static PeerScore of(double... sums) {
    int half = (sums.length - 2) / 2;
    List<Long> counts = new ArrayList<>();
    Arrays.stream(sums, 2, sums.length).forEach(count -> counts.add((long) count));
    return new PeerScore(
        sums[0], (long) sums[1], counts.subList(0, half), counts.subList(half, 2 * half));
  }

  /** All epochs bit by bit, for a checkpoint: int64 [epochs, 2 + 2 (N + 1)]. */
  static HostTensor pack(List<PeerScore> history, int peers) {
    int width = 2 + 2 * (peers + 1);
    ByteBuffer data = ByteBuffer.allocate(history.size() * width * Long.BYTES);
    LongBuffer longs = data.order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    for (PeerScore score : history) {
      longs.put(Double.doubleToLongBits(score.lossSum())).put(score.images());
      score.top1().forEach(longs::put);
      score.top5().forEach(longs::put);
    }
    return new HostTensor(DataType.INT64, new long[] {history.size(), width}, data);
  }

  /** The inverse of {@link #pack}. */
  static List<PeerScore> unpack(HostTensor packed) {
    LongBuffer longs = packed.data().duplicate().order(ByteOrder.LITTLE_ENDIAN).asLongBuffer();
    long[] row = new long[(int) packed.shape()[1]];
    int half = (row.length - 2) / 2;
    List<PeerScore> history = new ArrayList<>();
    while (longs.hasRemaining()) {
      longs.get(row);
      List<Long> counts = Arrays.stream(row, 2, row.length).boxed().toList();
      history.add(
          new PeerScore(
              Double.longBitsToDouble(row[0]),
              row[1],
              counts.subList(0, half),
              counts.subList(half, 2 * half)));
    }
    return history;
  }
}
