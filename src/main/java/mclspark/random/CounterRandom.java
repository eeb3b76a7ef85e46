package mclspark.random;

import java.util.Arrays;

/**
 * SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) as a counter-based generator: draw {@code n} is
 * the finaliser applied to {@code start + n * gamma}. Cheap to create, not thread-safe.
 */
public final class CounterRandom {

  static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long state;

  /** Opens the stream that the key names. */
  public CounterRandom(RandomKey key) {
    this(key.start());
  }

  /** Opens the stream of {@code seed, epoch, item, purpose}. */
  public static CounterRandom of(long seed, int epoch, long item, Purpose purpose) {
    return new CounterRandom(new RandomKey(seed, epoch, item, purpose));
  }

  CounterRandom(long start) {
    this.state = start;
  }

  static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Returns 64 uniform bits. */
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /** Returns a uniform double in [0, 1) with 53 random bits. */
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /** Returns a uniform double in [low, high). */
  public double uniform(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /**
   * Returns a uniform integer in [0, bound). The bias of the multiply-shift method is below 2^-32
   * for every bound.
   *
   * @throws IllegalArgumentException if {@code bound} is not positive
   */
  public int nextInt(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound is " + bound + "; it must be > 0");
    }
    // The high half of a 32 x 32 bit product.
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  /** Returns true with probability {@code p}. */
  public boolean chance(double p) {
    return nextDouble() < p;
  }

  /** Returns a standard normal number (Box-Muller, the cosine branch: two uniforms a draw). */
  public double nextGaussian() {
    double radius = Math.sqrt(-2 * StrictMath.log(1 - nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * nextDouble());
  }

  /** Returns a uniform random permutation of 0 .. n-1 (Fisher-Yates). */
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      order[i] = i;
    }
    shuffle(order);
    return order;
  }

  /** Shuffles in place, uniformly (Fisher-Yates). */
  public void shuffle(int[] values) {
    for (int i = values.length - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swap = values[i];
      values[i] = values[j];
      values[j] = swap;
    }
  }

  /**
   * Draws without replacement: k distinct numbers of 0 .. n-1, every ordered choice equally likely.
   *
   * @throws IllegalArgumentException unless {@code 0 <= k <= n}
   */
  public int[] distinct(int n, int k) {
    if (k < 0 || k > n) {
      throw new IllegalArgumentException("cannot draw " + k + " distinct numbers of " + n);
    }
    int[] pool = new int[n];
    for (int i = 0; i < n; i++) {
      pool[i] = i;
    }
    for (int i = 0; i < k; i++) {
      int j = i + nextInt(n - i);
      int swap = pool[i];
      pool[i] = pool[j];
      pool[j] = swap;
    }
    return Arrays.copyOf(pool, k);
  }
}
