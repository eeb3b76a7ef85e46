package mclspark.random;

/**
 * Names one independent stream of random numbers.
 *
 * @param seed the run's seed
 * @param epoch the epoch, from 0; 0 where a stream does not depend on it
 * @param item the picture, step, peer or parameter that the stream belongs to
 * @param purpose what the numbers are for
 */
public record RandomKey(long seed, int epoch, long item, Purpose purpose) {

  /** Where the stream starts: the four parts mixed one after the other. */
  long start() {
    long z = CounterRandom.mix(seed + CounterRandom.GOLDEN_GAMMA);
    z = CounterRandom.mix(z ^ (epoch * CounterRandom.GOLDEN_GAMMA));
    z = CounterRandom.mix(z ^ (item * 0xD1342543DE82EF95L + 1));
    return CounterRandom.mix(z ^ ((purpose.ordinal() + 1L) * 0x2545F4914F6CDD1DL));
  }
}
