package mclspark.pretrain;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import mclspark.metrics.MetricsEvent;
import mclspark.pretrain.features.FeatureFigures;
import mclspark.pretrain.features.FeatureFiles;
import mclspark.pretrain.features.PrincipalPlane;
import mclspark.pretrain.features.Spectrum;
import mclspark.pretrain.features.Thumbnails;
import mclspark.pretrain.features.Votes;
import mclspark.run.OpenedPictures;
import mclspark.run.RunJournal;
import mclspark.run.RunPosition;
import mclspark.run.TaskContext;
import mclspark.step.RankExchange;

/**
 * What the features of a kNN evaluation are like, for metrics and report. The first worker measures
 * the training pictures' features, which all have; of the test pictures only counts and places in
 * the plane travel. So the numbers do not depend on how many workers there are.
 */
final class FeatureEvaluator {

  /** Test pictures in the map, spaced evenly over all. */
  static final int MAP_PICTURES = 2000;

  /** Of these, every fifth is shown. */
  private static final int EACH_SHOWN = 5;

  private static final int SPECTRUM_POINTS = 64;

  private final TaskContext context;
  private final OpenedPictures test;
  private final FeatureFiles files;
  private final Thumbnails thumbnails;
  private final int mapped;

  FeatureEvaluator(TaskContext context, OpenedPictures test) {
    this.context = context;
    this.test = test;
    files = new FeatureFiles(context.site().output(), context.site().hadoop());
    thumbnails = new Thumbnails(test.source());
    mapped = Math.min(test.source().size(), MAP_PICTURES);
  }

  /**
   * One peer, on every worker.
   *
   * @param figures on the first worker only, else null
   * @param votes of this worker
   * @param perClass two numbers a class, of all workers: right ones, all
   * @param map three numbers a mapped picture: x, y and the class that won + 1, 0 if it could not
   *     be read
   */
  record PeerResult(
      FeatureFigures figures, int bank, Votes votes, double[] perClass, double[] map) {}

  /** Measures one peer; all workers take part. Empty where there are no features to compare. */
  Optional<PeerResult> evaluate(KnnEvaluator.Result knn) {
    float[][] bank = knn.bank().rows();
    if (bank.length < 2) {
      return Optional.empty(); // the same on every worker
    }
    FeatureFigures figures =
        context.site().first()
            ? FeatureFigures.of(context.engine(), bank, knn.bank().labels())
            : null;
    double[] own = figures == null ? new double[3 * bank[0].length] : figures.plane().numbers();
    PrincipalPlane plane = PrincipalPlane.of(gather(own)[0]);
    double[] perClass = sum(knn.votes().perClass(test.source().classNames().size()));
    double[] map = sum(map(plane, knn.tests(), knn.votes()));
    return Optional.of(new PeerResult(figures, bank.length, knn.votes(), perClass, map));
  }

  private double[] map(PrincipalPlane plane, Features tests, Votes votes) {
    double[] map = new double[3 * mapped];
    for (int i = 0; i < mapped && tests.rows().length > 0; i++) {
      int row = mappedTest(i) - tests.indices()[0];
      if (row >= 0 && row < tests.rows().length && votes.winners()[row] >= 0) {
        map[3 * i] = plane.x(tests.rows()[row]);
        map[3 * i + 1] = plane.y(tests.rows()[row]);
        map[3 * i + 2] = votes.winners()[row] + 1;
      }
    }
    return map;
  }

  /** Index of a mapped picture in the test set. */
  private int mappedTest(int place) {
    return (int) ((long) place * test.source().size() / mapped);
  }

  private double[][] gather(double[] own) {
    return RankExchange.ofWorkers(context.site().workers()).gather(new double[][] {own});
  }

  /** Counts are whole, and of places all but one worker's are 0: any order gives the same bits. */
  private double[] sum(double[] own) {
    double[] all = new double[own.length];
    for (double[] worker : gather(own)) {
      Arrays.setAll(all, i -> all[i] + worker[i]);
    }
    return all;
  }

  /** Writes lines and files of an evaluation; all workers take part. */
  void tell(List<PeerResult> peers, RunPosition position, RunJournal journal) {
    if (peers.isEmpty()) {
      return;
    }
    for (int peer = 0; peer < peers.size() && journal.writes(); peer++) {
      journal.append(line(peers.get(peer), peer, position));
    }
    if (peers.size() > 1) {
      journal.append(agreement(peers, position));
    }
    if (journal.writes()) {
      List<String> classes = test.source().classNames();
      files.write(
          new FeatureFiles.Evaluation(
              position.epoch(), position.globalStep(), classes, spectra(peers)));
      files.write(map(peers, position));
    }
  }

  private static MetricsEvent line(PeerResult result, int peer, RunPosition position) {
    return new MetricsEvent.Features(
        position.epoch(),
        position.globalStep(),
        Integer.toString(peer),
        result.figures().spectrum().rankMe(),
        result.figures().uniformity(),
        result.figures().classAlignment(),
        result.bank());
  }

  private MetricsEvent agreement(List<PeerResult> peers, RunPosition position) {
    double[] counts = new double[3];
    for (int i = 0; i < peers.size(); i++) {
      for (int j = 0; j < i; j++) {
        double[] pair = peers.get(j).votes().agreement(peers.get(i).votes());
        Arrays.setAll(counts, number -> counts[number] + pair[number]);
      }
    }
    double[] all = sum(counts);
    int pairs = peers.size() * (peers.size() - 1) / 2;
    return new MetricsEvent.Agreement(
        position.epoch(),
        position.globalStep(),
        100 * all[0] / all[2],
        100 * all[1] / all[2],
        Math.round(all[2] / pairs));
  }

  private static List<FeatureFiles.PeerSpectrum> spectra(List<PeerResult> peers) {
    List<FeatureFiles.PeerSpectrum> spectra = new ArrayList<>();
    for (int peer = 0; peer < peers.size(); peer++) {
      Spectrum spectrum = peers.get(peer).figures().spectrum();
      int[] places = spectrum.places(SPECTRUM_POINTS);
      double[] values = Arrays.stream(places).mapToDouble(k -> spectrum.values()[k - 1]).toArray();
      double[] counts = peers.get(peer).perClass();
      List<Double> classTop1 =
          IntStream.range(0, counts.length / 2)
              .mapToObj(c -> 100 * counts[2 * c] / counts[2 * c + 1])
              .toList();
      spectra.add(new FeatureFiles.PeerSpectrum(Integer.toString(peer), places, values, classTop1));
    }
    return spectra;
  }

  private FeatureFiles.PictureMap map(List<PeerResult> peers, RunPosition position) {
    int[] shown = // pictures that all peers could read
        IntStream.range(0, mapped)
            .filter(i -> peers.stream().allMatch(peer -> peer.map()[3 * i + 2] > 0))
            .toArray();
    List<FeatureFiles.PeerMap> maps = new ArrayList<>();
    for (int peer = 0; peer < peers.size(); peer++) {
      double[] map = peers.get(peer).map();
      maps.add(
          new FeatureFiles.PeerMap(
              Integer.toString(peer),
              Arrays.stream(shown).mapToObj(i -> rounded(map[3 * i])).toList(),
              Arrays.stream(shown).mapToObj(i -> rounded(map[3 * i + 1])).toList(),
              Arrays.stream(shown).mapToObj(i -> (int) map[3 * i + 2] - 1).toList()));
    }
    Map<Integer, String> pictures = new LinkedHashMap<>();
    for (int place = 0; place < shown.length; place++) {
      if (shown[place] % EACH_SHOWN == 0) {
        int number = place;
        thumbnails.of(mappedTest(shown[place])).ifPresent(jpeg -> pictures.put(number, jpeg));
      }
    }
    List<Integer> labels =
        Arrays.stream(shown).mapToObj(i -> test.source().label(mappedTest(i))).toList();
    return new FeatureFiles.PictureMap(
        position.epoch(),
        position.globalStep(),
        test.source().classNames(),
        labels,
        maps,
        pictures);
  }

  /** Four decimals are finer than a screen. */
  private static double rounded(double place) {
    return Math.rint(place * 1e4) / 1e4;
  }
}
