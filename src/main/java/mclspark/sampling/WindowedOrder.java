package mclspark.sampling;

import java.util.Arrays;
import java.util.BitSet;
import mclspark.dataset.PictureLayout;
import mclspark.random.CounterRandom;
import mclspark.random.Purpose;

/**
 * The order of an epoch whose pictures are read in groups. The groups are permuted and laid one
 * after the other; each of the W logical ranks gets a piece of {@code ceil(n/W)} consecutive
 * pictures (the last ones begin again at the front) and shuffles it window by window. A logical
 * rank so reads groups of its own, one after the other, and keeps one window of them in memory.
 *
 * <p>A pure function of seed, epoch, layout and W; workers do not matter.
 */
public final class WindowedOrder {

  private final PictureLayout layout;
  private final long seed;
  private final int epoch;
  private final int[] sequence; // [pictures], the groups one after the other
  private final BitSet begins = new BitSet(); // places where a group begins

  private WindowedOrder(PictureLayout layout, long seed, int epoch) {
    this.layout = layout;
    this.seed = seed;
    this.epoch = epoch;
    sequence = new int[layout.end(layout.groups() - 1)];
    int place = 0;
    for (int group : random(0).permutation(layout.groups())) {
      begins.set(place);
      for (int picture = layout.start(group); picture < layout.end(group); picture++) {
        sequence[place++] = picture;
      }
    }
  }

  /**
   * The pictures of an epoch, {@code ceil(n/W)*W} of them: logical rank r has the positions r, r+W,
   * r+2W, ...
   */
  static int[] of(PictureLayout layout, long seed, int epoch, int logicalRanks) {
    WindowedOrder order = new WindowedOrder(layout, seed, epoch);
    int each = (int) ((order.sequence.length + logicalRanks - 1L) / logicalRanks);
    int[] interleaved = new int[Math.multiplyExact(each, logicalRanks)];
    for (int rank = 0; rank < logicalRanks; rank++) {
      int[] own = order.piece((long) rank * each, each, order.random(1L + rank));
      for (int i = 0; i < each; i++) {
        interleaved[rank + i * logicalRanks] = own[i];
      }
    }
    return interleaved;
  }

  private CounterRandom random(long item) {
    return CounterRandom.of(seed, epoch, item, Purpose.SAMPLE_ORDER);
  }

  private int[] piece(long first, int length, CounterRandom random) {
    int[] own = new int[length];
    int from = 0;
    int groups = 1;
    for (int i = 0; i < length; i++) {
      int place = (int) ((first + i) % sequence.length);
      if (i > 0 && begins.get(place) && ++groups > layout.window()) {
        shuffle(own, from, i, random);
        from = i;
        groups = 1;
      }
      own[i] = sequence[place];
    }
    shuffle(own, from, length, random);
    return own;
  }

  private static void shuffle(int[] values, int from, int to, CounterRandom random) {
    int[] window = Arrays.copyOfRange(values, from, to);
    random.shuffle(window);
    System.arraycopy(window, 0, values, from, window.length);
  }
}
