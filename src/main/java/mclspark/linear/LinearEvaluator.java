package mclspark.linear;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import mclspark.dataset.PictureSource;
import mclspark.loss.Labels;
import mclspark.pipeline.BadPictures;
import mclspark.run.TestPass;
import mclspark.run.WorkerEnvironment;
import mclspark.step.PictureInput;
import mclspark.tensor.Ops;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Scores classifiers on all validation pictures, shared out over workers. One pass over the
 * pictures serves all classifiers. A picture that cannot be read is left out of every count.
 */
final class LinearEvaluator {

  /** Most classes of which pairs are counted: 33 MB for each classifier in each worker. */
  static final int MOST_CLASSES_IN_PAIRS = 2048;

  private static final int SUMS = 4; // loss, top-1, top-5, pictures

  private final TorchEngine engine;
  private final PictureInput input;
  private final TestPass pass;
  private final int classes;

  LinearEvaluator(
      ClassifierConfig config,
      TorchEngine engine,
      PictureInput input,
      PictureSource test,
      BadPictures bad,
      WorkerEnvironment site) {
    this.engine = engine;
    this.input = input;
    pass = new TestPass(config.data(), config.augmentation().resize(), test, bad, site);
    classes = test.classNames().size();
  }

  /**
   * Counts over all workers; all must take part.
   *
   * @param confusion whether to count pairs of classes too, where they are not too many
   * @return counts in the order of the classifiers, the same on every worker
   */
  List<LinearCounts> evaluate(List<LinearClassifier> classifiers, boolean confusion) {
    boolean pairs = confusion && classes <= MOST_CLASSES_IN_PAIRS;
    int width = SUMS + (pairs ? classes * classes : 0);
    double[][] sums = new double[classifiers.size()][width];
    pass.run((crops, readable, labels) -> add(classifiers, crops, readable, labels, sums, pairs));
    return Arrays.stream(sums).map(own -> counts(pass.sumOverWorkers(own))).toList();
  }

  private void add(
      List<LinearClassifier> classifiers,
      ByteBuffer crops,
      long[] readable,
      long[] labels,
      double[][] sums,
      boolean confusion) {
    Tensor pictures = input.tensor(crops); // [b, 3, h, w]
    for (int i = 0; i < sums.length; i++) {
      Tensor logits = // [b', classes]
          Ops.selectRows(classifiers.get(i).logits(pictures), engine.longs(readable));
      Labels.check(labels, logits.size(1));
      sums[i][0] += Ops.sumCrossEntropy(logits, engine.longs(labels)).item();
      count(logits, labels, sums[i], confusion);
    }
  }

  private void count(Tensor logits, long[] targets, double[] sums, boolean confusion) {
    int k = Math.min(5, classes);
    long[] best = Ops.topIndices(logits, k).toLongs(); // [b', k]
    for (int row = 0; row < targets.length; row++) {
      long[] own = Arrays.copyOfRange(best, row * k, (row + 1) * k);
      long label = targets[row];
      sums[1] += own[0] == label ? 1 : 0;
      sums[2] += Arrays.stream(own).anyMatch(predicted -> predicted == label) ? 1 : 0;
      sums[3]++;
      if (confusion) {
        sums[SUMS + (int) (label * classes + own[0])]++;
      }
    }
  }

  private static LinearCounts counts(double... all) {
    long[] confusion = new long[all.length - SUMS];
    for (int i = 0; i < confusion.length; i++) {
      confusion[i] = (long) all[SUMS + i];
    }
    return new LinearCounts(all[0], (long) all[1], (long) all[2], (long) all[3], confusion);
  }
}
