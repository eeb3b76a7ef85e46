package mclspark.metrics;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * What the console shows of a running job: loss terms, pictures per second, the shares of time
 * spent waiting for data and for other workers, and the time left. A bar on a terminal; a plain
 * line every ten seconds where the output goes to a file or a pipe.
 *
 * <p>Not safe for several threads.
 */
public final class ProgressLine implements AutoCloseable {

  private static final long PLAIN_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

  private final String task;
  private final long totalSteps;
  private final long firstStep;
  private final Consumer<String> plain;
  private final LongSupplier nanos;
  private final long started;
  private final ProgressBar bar;
  private long printed;

  /**
   * Starts the display on the console.
   *
   * @param task what runs, for instance "pretrain"
   * @param totalSteps steps of the whole run
   * @param stepsDone steps already done by then
   */
  public static ProgressLine open(String task, long totalSteps, long stepsDone) {
    boolean terminal = System.console() != null;
    return new ProgressLine(
        task,
        totalSteps,
        stepsDone,
        System.out::println,
        System::nanoTime,
        terminal ? bar(task, totalSteps, stepsDone) : null);
  }

  /** As {@link #open}, with the place of plain lines, the clock and the bar (or null) given. */
  ProgressLine(
      String task,
      long totalSteps,
      long stepsDone,
      Consumer<String> plain,
      LongSupplier nanos,
      ProgressBar bar) {
    this.task = task;
    this.totalSteps = totalSteps;
    this.firstStep = stepsDone;
    this.plain = plain;
    this.nanos = nanos;
    this.bar = bar;
    this.started = nanos.getAsLong();
    this.printed = started - PLAIN_INTERVAL_NANOS; // the first step is shown at once
  }

  private static ProgressBar bar(String task, long totalSteps, long stepsDone) {
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(totalSteps)
        .startsFrom(stepsDone, Duration.ZERO)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(500)
        // One line with carriage returns: the library's other display would overwrite sentences.
        .setConsumer(new ConsoleProgressBarConsumer(System.out))
        .hideEta() // the time left stands in our own text, the same on terminals and in files
        .build();
  }

  /**
   * What to show of a step.
   *
   * @param epoch number of the epoch, from 0
   * @param step number of the step in the whole run, from 0
   * @param losses the loss and its terms, in words
   */
  public record Step(int epoch, long step, String losses, MetricsEvent.Speed speed) {}

  /** Shows a finished step. */
  public void update(Step step) {
    long done = step.step() + 1;
    if (bar != null) {
      bar.stepTo(done);
      bar.setExtraMessage(" epoch " + (step.epoch() + 1) + " | " + details(step, done));
      return;
    }
    long now = nanos.getAsLong();
    if (now - printed >= PLAIN_INTERVAL_NANOS || done >= totalSteps) {
      printed = now;
      plain.accept(
          String.format(
              Locale.ROOT,
              "%s epoch %d step %d/%d | %s",
              task,
              step.epoch() + 1,
              done,
              totalSteps,
              details(step, done)));
    }
  }

  /** Prints a sentence of its own, for instance an epoch's kNN accuracy. */
  public void say(String sentence) {
    // On a terminal the sentence takes the bar's line; the bar is drawn again below it.
    plain.accept(bar == null ? sentence : "\r\u001b[2K" + sentence);
  }

  private String details(Step step, long done) {
    MetricsEvent.Speed speed = step.speed();
    return String.format(
        Locale.ROOT,
        // The time left stands first because a narrow terminal cuts the end.
        "%s%s | %.0f images/s | data wait %.0f %% | all-reduce %.0f %%",
        left(done),
        step.losses(),
        speed.imagesPerSecond(),
        100 * speed.dataWait(),
        100 * speed.allReduce());
  }

  /** Time left by the pace since the start of the display, as h:mm:ss; nothing before a pace. */
  private String left(long done) {
    if (done <= firstStep) {
      return "";
    }
    double pace = (nanos.getAsLong() - started) / 1e9 / (done - firstStep);
    long seconds = Math.round(pace * Math.max(0, totalSteps - done));
    return String.format(
        Locale.ROOT, "left %d:%02d:%02d | ", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** Ends the bar's line. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
