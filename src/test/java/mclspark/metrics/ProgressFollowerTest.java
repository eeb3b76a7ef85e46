package mclspark.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mclspark.pretrain.SmallRuns;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProgressFollowerTest implements ProgressListener {

  @TempDir Path folder;

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private Path metrics;

  @BeforeEach
  void nameTheFile() {
    metrics = folder.resolve(MetricsLog.FILE_NAME);
  }

  @Override
  public void step(StepProgress progress) {
    told.add("step " + progress.step());
  }

  @Override
  public void epoch(String summary) {
    told.add(summary);
  }

  private ProgressFollower follow() {
    return new ProgressFollower(folder.toString(), SmallRuns.HADOOP, "small", 100, this);
  }

  private void write(String lines) throws Exception {
    Files.writeString(metrics, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static String step(int step) {
    return ("{\"kind\":\"step\",\"epoch\":0,\"step\":%d,\"loss\":2.5,\"images_per_second\":80,"
            + "\"data_wait\":0.1,\"all_reduce\":0.2}\n")
        .formatted(step);
  }

  /** Writes steps until the first is told: the follower has begun to look. */
  private void awaitFirstLook() throws Exception {
    int step = 0;
    while (told.isEmpty()) {
      write(step(step++));
      Thread.sleep(100);
    }
    while (told.poll(1, TimeUnit.SECONDS) != null) {} // those that were written meanwhile
  }

  private String next() throws InterruptedException {
    return told.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void tellsStepsAndEpochs() throws Exception {
    try (ProgressFollower follower = follow()) {
      awaitFirstLook();
      write(step(1000));
      assertEquals("step 1000", next());
      write("{\"kind\":\"epoch\",\"epoch\":0,\"loss\":2.5,\"top1\":30,\"images_per_second\":80}\n");
      assertEquals("Epoch 0: loss 2.5000, own key first for 30.00 %, 80 images/s", next());
    }
  }

  @Test
  void aFailedLookIsNotTheLast() throws Exception {
    try (ProgressFollower follower = follow()) {
      awaitFirstLook();
      write("no JSON\n");
      assertNull(told.poll(1, TimeUnit.SECONDS));
      write(step(1000));
      assertEquals("step 1000", next());
    }
  }
}
