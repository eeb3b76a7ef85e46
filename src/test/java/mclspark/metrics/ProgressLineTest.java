package mclspark.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

  private final AtomicLong nanos = new AtomicLong(5_000_000_000L);
  private final List<String> printed = new ArrayList<>();

  private static ProgressLine.Step step(long step) {
    return new ProgressLine.Step(
        2, step, "loss 13.214 softVCL 0.050", new MetricsEvent.Speed(311.7, 0.031, 0.084));
  }

  @Test
  void plainLinesComeEveryTenSeconds() {
    try (ProgressLine line =
        new ProgressLine("pretrain", 5000, 100, printed::add, nanos::get, null)) {
      for (int i = 0; i < 40; i++) {
        nanos.addAndGet(1_000_000_000L);
        line.update(step(100 + i));
      }
      line.update(step(4999));
    }
    assertEquals(5, printed.size(), printed.toString());
    assertEquals(
        "pretrain epoch 3 step 101/5000 | left 1:21:39 | loss 13.214 softVCL 0.050 | 312 images/s"
            + " | data wait 3 % | all-reduce 8 %",
        printed.get(0));
    assertTrue(printed.get(1).contains("step 111/5000"), printed.get(1));
    assertTrue(printed.get(4).contains("left 0:00:00"), "the last step is always printed");
  }

  /** The display opens when the first step has ended; how long that took it cannot know. */
  @Test
  void nothingIsSaidOfTheTimeLeftBeforeThereIsAPace() {
    try (ProgressLine line =
        new ProgressLine("pretrain", 5000, 101, printed::add, nanos::get, null)) {
      line.update(step(100));
      nanos.addAndGet(20_000_000_000L);
      line.update(step(110));
    }
    assertTrue(printed.get(0).startsWith("pretrain epoch 3 step 101/5000 | loss "), printed.get(0));
    assertTrue(printed.get(1).contains("step 111/5000 | left 2:42:58 | "), printed.get(1));
  }

  @Test
  void barShowsStepsAndTerms() {
    ByteArrayOutputStream console = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(console, true, StandardCharsets.UTF_8);
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName("pretrain")
            .setInitialMax(10)
            .setConsumer(new ConsoleProgressBarConsumer(out, 240))
            .build();
    try (ProgressLine line = new ProgressLine("pretrain", 10, 0, printed::add, nanos::get, bar)) {
      line.update(step(3));
      line.say("kNN 12 %");
    }
    String text = console.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("4/10") && text.contains("softVCL 0.050"), text);
    assertEquals(List.of("\r\u001b[2KkNN 12 %"), printed);
  }
}
