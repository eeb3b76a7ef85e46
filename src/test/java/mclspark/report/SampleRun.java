package mclspark.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import mclspark.image.JdkJpegWriter;
import mclspark.image.RgbImage;
import mclspark.metrics.MetricsEvent;
import mclspark.metrics.MetricsLog;
import mclspark.pretrain.features.FeatureFiles;
import org.apache.hadoop.conf.Configuration;

/** Makes the folder of a run that looks like a real one, from a fixed seed. */
final class SampleRun {

  private static final int BATCH = 128;

  private final SplittableRandom random = new SplittableRandom(7);
  private final Path folder;
  private final int epochs;
  private final int stepsPerEpoch;
  private final List<String> classes;

  SampleRun(Path folder, int epochs, int stepsPerEpoch, int classCount) {
    this.folder = folder;
    this.epochs = epochs;
    this.stepsPerEpoch = stepsPerEpoch;
    this.classes = new ArrayList<>();
    String[] textures = {"striped", "dotted", "plain", "checked", "rough"};
    String[] shapes = {"circle", "square", "triangle", "star", "cross", "ring", "wedge"};
    for (int i = 0; i < classCount; i++) {
      String number = i < 35 ? "" : " " + i / 35;
      classes.add(textures[i % 5] + " " + shapes[i / 5 % 7] + number);
    }
  }

  /** Writes all files but the page. */
  SampleRun write() throws IOException {
    try (MetricsLog log = MetricsLog.create(folder.toString(), new Configuration())) {
      log.append(run("pretrain"));
      knn(log, 0);
      for (int epoch = 0; epoch < epochs; epoch++) {
        epoch(log, epoch);
      }
      log.append(new MetricsEvent.Done(epochs * stepsPerEpoch * 0.36 + 40, images()));
    }
    try (MetricsLog log = MetricsLog.create(folder + "/linear", new Configuration())) {
      log.append(run("linear"));
      linear(log, "0", 58);
      linear(log, "1", 56.4);
      linear(log, "untrained", 31);
    }
    picture("examples/pairs.png", 8, 4);
    picture("examples/neighbours.png", 6, 6);
    return this;
  }

  /** Writes a sample with its page, to look at: FOLDER EPOCHS STEPS-PER-EPOCH CLASSES. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    int[] sizes = Stream.of(args).skip(1).mapToInt(Integer::parseInt).toArray();
    new SampleRun(folder, sizes[0], sizes[1], sizes[2]).write();
    HtmlReport.write(folder, List.of());
  }

  private long images() {
    return (long) epochs * stepsPerEpoch * BATCH;
  }

  private MetricsEvent.Run run(String job) {
    Map<String, Object> loss = new LinkedHashMap<>();
    loss.put("temperature", 0.1);
    loss.put("queue_size", 1024);
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("name", "quickstart");
    config.put("seed", 0);
    config.put("model", Map.of("architecture", "resnet8"));
    config.put("loss", loss);
    config.put("schedule", Map.of("kind", "cosine", "milestones", List.of(120, 160)));
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("mcl-spark", "0.1.0");
    versions.put("spark", "4.1.1");
    versions.put("djl", "0.36.0");
    versions.put("libtorch", "2.7.1");
    versions.put("java", "17.0.15");
    return new MetricsEvent.Run(
        Instant.parse("2026-03-01T09:30:00Z"),
        "quickstart on generated shapes",
        job,
        config,
        versions,
        "libtorch 2.7.1 on cpu, 1 thread per worker, ImageIO decoder",
        classes.size(),
        78_042,
        2,
        epochs,
        stepsPerEpoch,
        4,
        2);
  }

  private void epoch(MetricsLog log, int epoch) {
    for (int i = 0; i < stepsPerEpoch; i++) {
      long step = (long) epoch * stepsPerEpoch + i;
      log.append(step(epoch, step));
      if (step == 37) {
        log.append(new MetricsEvent.Warning(37, "The loss is still at its untrained value."));
      }
    }
    long done = (epoch + 1L) * stepsPerEpoch;
    MetricsEvent.Step last = step(epoch, done - 1);
    log.append(
        new MetricsEvent.Epoch(
            epoch,
            done,
            (long) stepsPerEpoch * BATCH,
            0.36 * stepsPerEpoch,
            last.lr(),
            last.losses(),
            last.retrieval(),
            last.speed()));
    knn(log, epoch + 1);
    String path = "checkpoints/step-" + done;
    log.append(new MetricsEvent.Checkpoint(done, epoch, path, 3_412_000, 0.4));
    if (epoch == 2) {
      log.append(new MetricsEvent.Skipped("train/0/broken.jpg", "unexpected end of the data"));
      log.append(new MetricsEvent.Restart(1, done, 2, "rank 1 on 10.0.0.7 fell silent for 30 s"));
    }
  }

  private MetricsEvent.Step step(int epoch, long step) {
    double progress = (double) step / (epochs * stepsPerEpoch);
    double decay = Math.exp(-5 * progress);
    double vcl = 7.6 + 6.3 * decay + noise(0.12);
    double icl = 7.9 + 6.0 * decay + noise(0.12);
    double softVcl = 0.25 + 0.9 * Math.exp(-40 * Math.pow(progress - 0.12, 2)) + noise(0.02);
    double softIcl = 0.2 + 0.7 * Math.exp(-40 * Math.pow(progress - 0.15, 2)) + noise(0.02);
    double wait = Math.abs(0.04 + noise(0.02) + (step % stepsPerEpoch == 0 ? 0.4 : 0));
    double reduce = Math.abs(0.06 + noise(0.01));
    double seconds = 0.33 * (1 + wait + reduce);
    return new MetricsEvent.Step(
        epoch,
        step,
        BATCH,
        seconds,
        0.06 * 0.5 * (1 + Math.cos(Math.PI * epoch / epochs)),
        new MetricsEvent.Losses(vcl + icl + softVcl + softIcl, vcl, icl, softVcl, softIcl),
        new MetricsEvent.Retrieval(
            percent(62 * (1 - decay) + noise(3)), percent(88 * (1 - decay) + noise(3))),
        new MetricsEvent.Speed(BATCH / seconds, wait, reduce));
  }

  private void knn(MetricsLog log, int epoch) {
    for (int peer = 0; peer < 2; peer++) {
      double top1 = 24.5 - peer + 27 * (1 - Math.exp(-0.35 * epoch)) + noise(0.5);
      long done = (long) epoch * stepsPerEpoch;
      log.append(new MetricsEvent.Knn(epoch, done, Integer.toString(peer), 20, 0.07, top1, 2000));
    }
    features(log, epoch);
  }

  private void features(MetricsLog log, int epoch) {
    long done = (long) epoch * stepsPerEpoch;
    List<FeatureFiles.PeerSpectrum> spectra = new ArrayList<>();
    for (int peer = 0; peer < 2; peer++) {
      double rank = 9 + peer + 3.5 * epoch;
      String name = Integer.toString(peer);
      log.append(new MetricsEvent.Features(epoch, done, name, rank, -2.5, 1.25, 10_000));
      int[] places = {1, 2, 4, 8, 16, 32, 64};
      double[] values = {40, 20, 10, 5, 2.5, 1.25, 0.625};
      List<Double> perClass = new ArrayList<>();
      classes.forEach(ignored -> perClass.add(Math.rint(100 * random.nextDouble())));
      spectra.add(new FeatureFiles.PeerSpectrum(name, places, values, perClass));
    }
    log.append(new MetricsEvent.Agreement(epoch, done, 61.5, 23.25, 2000));
    FeatureFiles files = new FeatureFiles(folder.toString(), new Configuration());
    files.write(new FeatureFiles.Evaluation(epoch, done, classes, spectra));
    if (epoch == epochs) {
      files.write(map(epoch, done));
    }
  }

  /** As large as a map is at most, thumbnails of 1.1 kB included. */
  private FeatureFiles.PictureMap map(int epoch, long done) {
    List<Integer> labels = new ArrayList<>();
    List<FeatureFiles.PeerMap> peers = new ArrayList<>();
    Map<Integer, String> pictures = new LinkedHashMap<>();
    for (int peer = 0; peer < 2; peer++) {
      List<Double> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      List<Integer> predicted = new ArrayList<>();
      for (int i = 0; i < 2000; i++) {
        x.add(Math.rint(1e4 * Math.cos(i % classes.size() + noise(0.4))) / 1e4);
        y.add(Math.rint(1e4 * Math.sin(i % classes.size() + noise(0.4))) / 1e4);
        predicted.add((i + i % 3 / 2) % classes.size());
      }
      peers.add(new FeatureFiles.PeerMap(Integer.toString(peer), x, y, predicted));
    }
    for (int i = 0; i < 2000; i++) {
      labels.add(i % classes.size());
      if (i % 5 == 0) {
        byte[] pixels = new byte[3 * 1600];
        for (int at = 0; at < pixels.length; at++) {
          pixels[at] = (byte) (at / 3 % 40 * (i % 6) + at / 120 * (i % 4) + i + noise(20));
        }
        try (JdkJpegWriter writer = new JdkJpegWriter(70)) {
          byte[] jpeg = writer.encode(new RgbImage(40, 40, pixels));
          pictures.put(i, Base64.getEncoder().encodeToString(jpeg));
        }
      }
    }
    return new FeatureFiles.PictureMap(epoch, done, classes, labels, peers, pictures);
  }

  private void linear(MetricsLog log, String peer, double reached) {
    double best = 0;
    for (int epoch = 0; epoch < 20; epoch++) {
      double top1 = reached * (1 - 0.35 * Math.exp(-0.3 * epoch)) + noise(0.4);
      best = Math.max(best, top1);
      double loss = 4 * Math.exp(-top1 / 40);
      log.append(
          new MetricsEvent.Linear(
              peer,
              epoch,
              20L * (epoch + 1),
              epoch < 12 ? 30 : 3,
              loss * 0.97,
              top1 + 1.5,
              loss,
              top1,
              percent(top1 + 30),
              2000,
              best));
    }
    log.append(new MetricsEvent.Confusion(peer, classes, counts(reached)));
  }

  private List<List<Long>> counts(double accuracy) {
    List<List<Long>> counts = new ArrayList<>();
    for (int row = 0; row < classes.size(); row++) {
      long[] numbers = new long[classes.size()];
      for (int picture = 0; picture < 100; picture++) {
        boolean right = random.nextDouble() * 100 < accuracy;
        boolean near = random.nextDouble() < 0.4;
        int other = near ? row / 5 * 5 + random.nextInt(5) : random.nextInt(classes.size());
        numbers[right ? row : Math.min(other, classes.size() - 1)]++;
      }
      List<Long> line = new ArrayList<>();
      for (long number : numbers) {
        line.add(number);
      }
      counts.add(line);
    }
    return counts;
  }

  private void picture(String file, int columns, int rows) throws IOException {
    int tile = 68;
    BufferedImage image =
        new BufferedImage(columns * tile, rows * tile, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = image.createGraphics();
    for (int i = 0; i < columns * rows; i++) {
      graphics.setColor(Color.getHSBColor((float) random.nextDouble(), 0.4f, 0.8f));
      graphics.fillRect(i % columns * tile, i / columns * tile, tile - 4, tile - 4);
      graphics.setColor(Color.getHSBColor((float) random.nextDouble(), 0.8f, 0.5f));
      graphics.fillOval(i % columns * tile + 10, i / columns * tile + 10, 44, 44);
    }
    graphics.dispose();
    Files.createDirectories(folder.resolve(file).getParent());
    ImageIO.write(image, "png", folder.resolve(file).toFile());
  }

  private double noise(double size) {
    return size * (random.nextDouble() + random.nextDouble() - 1);
  }

  private static double percent(double value) {
    return Math.min(100, Math.max(0, value));
  }
}
