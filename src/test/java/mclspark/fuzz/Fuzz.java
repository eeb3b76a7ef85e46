package mclspark.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import mclspark.UserError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives a parser damaged inputs. Each must be read, or refused with an exception that the parser
 * declares, within a deadline and a bound of allocated bytes. {@code -Dfuzz.inputs=1000000} gives
 * more inputs than a build has time for, {@code -Dfuzz.seed=7} others; a failure prints the input.
 */
public final class Fuzz {

  /** What is tested; throws if it refuses the input. */
  public interface Parser {
    /** Reads an input to its end. */
    void parse(byte[] input) throws Exception;
  }

  /** An input that ended in another way than it should. */
  private record Finding(long number, byte[] input, String what, Throwable cause) {}

  private static final Logger LOG = LoggerFactory.getLogger(Fuzz.class);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long INPUTS = Long.getLong("fuzz.inputs", 10_000);
  private static final long SEED = Long.getLong("fuzz.seed", 1);
  private static final Duration DEADLINE = Duration.ofSeconds(20);
  private static final int MOST_SHOWN = 4096;

  private final String name;
  private final List<byte[]> seeds;
  private Set<Class<? extends Exception>> declared = Set.of(UserError.class);
  private long mostBytes = 4 << 20;
  private long inputs = INPUTS;

  private volatile long begun;
  private volatile byte[] current;
  private volatile Finding finding;
  private long read;
  private long largest;

  private Fuzz(String name, List<byte[]> seeds) {
    this.name = name;
    this.seeds = seeds;
  }

  /** Of a parser that is called {@code name}, with inputs that it must read. */
  public static Fuzz of(String name, byte[]... valid) {
    return new Fuzz(name, List.of(valid));
  }

  /** Instead of {@link UserError} alone. */
  @SafeVarargs
  public final Fuzz declaring(Class<? extends Exception>... exceptions) {
    declared = Set.of(exceptions);
    return this;
  }

  /** For one of several tests that share the inputs of a slow parser. */
  public Fuzz oneOf(int tests) {
    inputs = INPUTS / tests;
    return this;
  }

  /** Bytes that reading one input may allocate, whether they live together or not. */
  public Fuzz allocating(long bytes) {
    mostBytes = bytes;
    return this;
  }

  /** Reads the valid inputs, then the damaged ones. */
  public void run(Parser parser) throws Exception {
    for (byte[] seed : seeds) {
      parser.parse(seed.clone());
    }
    current = seeds.get(0);
    begun = System.nanoTime();
    Thread reader = new Thread(() -> readAll(parser), "fuzz " + name);
    reader.setDaemon(true);
    reader.start();
    watch(reader);
    if (finding != null) {
      fail(text(finding), finding.cause());
    }
    LOG.info(
        "{}: {} inputs, {} read, {} refused, at most {} KiB allocated for one",
        name,
        inputs,
        read,
        inputs - read,
        largest >> 10);
    assertTrue(read < inputs, name + " refuses nothing");
  }

  private void watch(Thread reader) throws InterruptedException {
    while (reader.isAlive()) {
      TimeUnit.MILLISECONDS.timedJoin(reader, 100);
      if (reader.isAlive() && System.nanoTime() - begun > DEADLINE.toNanos()) {
        String stack = Arrays.toString(reader.getStackTrace());
        fail(text(new Finding(-1, current, "not done after " + DEADLINE + " in " + stack, null)));
      }
    }
  }

  private void readAll(Parser parser) {
    long thread = Thread.currentThread().getId();
    for (long number = 0; number < inputs && finding == null; number++) {
      byte[] input = Mutator.input(seeds, SEED, number);
      byte[] given = input.clone();
      current = input;
      begun = System.nanoTime();
      long before = THREADS.getThreadAllocatedBytes(thread);
      Throwable thrown = outcome(parser, given);
      long bytes = THREADS.getThreadAllocatedBytes(thread) - before;
      largest = Math.max(largest, bytes);
      read += thrown == null ? 1 : 0;
      if (thrown != null && declared.stream().noneMatch(type -> type.isInstance(thrown))) {
        finding = new Finding(number, input, thrown.toString(), thrown);
      } else if (bytes > mostBytes) {
        finding = new Finding(number, input, "allocates " + bytes + " bytes", thrown);
      }
    }
  }

  private static Throwable outcome(Parser parser, byte[] input) {
    try {
      parser.parse(input);
      return null;
    } catch (Throwable e) { // errors are what is looked for
      return e;
    }
  }

  private String text(Finding found) {
    int shown = Math.min(MOST_SHOWN, found.input().length);
    return "%s, input %d of seed %d, %d bytes: %s; hexadecimal: %s"
        .formatted(
            name,
            found.number(),
            SEED,
            found.input().length,
            found.what(),
            HexFormat.of().formatHex(found.input(), 0, shown));
  }
}
