package mclspark.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes the metrics of a supervised run that look like real ones, from a fixed seed. */
final class SampleTrainRun {

  private static final int BATCH = 128;

  private final SplittableRandom random = new SplittableRandom(11);
  private final StringBuilder lines = new StringBuilder();
  private final int peers;
  private final int epochs;
  private final int stepsPerEpoch;

  SampleTrainRun(int peers, int epochs, int stepsPerEpoch) {
    this.peers = peers;
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
  }

  /** The lines of {@code metrics.jsonl}. */
  String lines() {
    line(
        "{'kind':'run','time':'2026-03-01T09:30:00Z','name':'sample','job':'train','config':{"
            + "'published':{'accuracy':72.96,'deviation':0.28,'epochs':300,'source':'the paper'}},"
            + "'versions':{'java':'17'},'engine':'libtorch','classes':100,'parameters':945512,"
            + "'peers':%d,'epochs':%d,'steps_per_epoch':%d,'logical_ranks':1,'workers':1}",
        peers, epochs, stepsPerEpoch);
    for (int epoch = 0; epoch < epochs; epoch++) {
      epoch(epoch);
    }
    line("{'kind':'done','seconds':%d,'images':%d}", epochs * stepsPerEpoch, images());
    return lines.toString();
  }

  /** Writes a sample with its page, to look at: FOLDER PEERS EPOCHS STEPS-PER-EPOCH. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    int[] sizes = Stream.of(args).skip(1).mapToInt(Integer::parseInt).toArray();
    String text = new SampleTrainRun(sizes[0], sizes[1], sizes[2]).lines();
    Files.writeString(folder.resolve("metrics.jsonl"), text);
    HtmlReport.write(folder, List.of());
  }

  private void epoch(int epoch) {
    for (int i = 0; i < stepsPerEpoch; i++) {
      fields("step", epoch, epoch * stepsPerEpoch + i, BATCH, 0.9);
    }
    int done = (epoch + 1) * stepsPerEpoch;
    fields("epoch", epoch, done, BATCH * stepsPerEpoch, 0.9 * stepsPerEpoch);
    double reached = 70 * (1 - Math.exp(-3.0 * (epoch + 1) / epochs));
    line(
        "{'kind':'evaluation','epoch':%d,'step':%d,'top1':%s,'ensemble_top1':%.2f,'top5':%s,"
            + "'ensemble_top5':%.2f,'loss':%.4f,'images':10000}",
        epoch,
        done,
        list(reached),
        reached + 2,
        list(reached + 20),
        reached + 22,
        9.2 - reached / 10);
    line(
        "{'kind':'checkpoint','step':%d,'epoch':%d,'path':'checkpoints/step-%d','bytes':900,"
            + "'seconds':0.2}",
        done, epoch, done);
  }

  private void fields(String kind, int epoch, int step, int images, double seconds) {
    double progress = (double) step / (epochs * stepsPerEpoch);
    double fall = Math.exp(-3 * progress);
    line(
        "{'kind':'%s','epoch':%d,'step':%d,'images':%d,'seconds':%.2f,'lr':%.4f,'loss':%.4f,"
            + "'cls':%.4f,'kd':0,'vcl':%.4f,'icl':%.4f,'soft_vcl':%.4f,'soft_icl':%.4f,"
            + "'train_accuracy':%s,'images_per_second':142.2,'data_wait':0.02,'all_reduce':0}",
        kind,
        epoch,
        step,
        images,
        seconds,
        0.05 * (1 + Math.cos(Math.PI * epoch / epochs)),
        12 * fall + noise(0.2),
        9 * fall + noise(0.2),
        0.9 * fall + noise(0.02),
        0.95 * fall + noise(0.02),
        0.05 * fall + noise(0.005),
        0.06 * fall + noise(0.005),
        list(80 * (1 - fall)));
  }

  private String list(double around) {
    return IntStream.range(0, peers)
        .mapToObj(peer -> String.format(Locale.ROOT, "%.2f", around - peer * 0.5 + noise(1)))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private double noise(double size) {
    return size * (random.nextDouble() - 0.5);
  }

  private long images() {
    return (long) epochs * stepsPerEpoch * BATCH;
  }

  private void line(String format, Object... arguments) {
    String text = String.format(Locale.ROOT, format, arguments);
    lines.append(text.replace('\'', '"')).append('\n');
  }
}
