package mclspark.supervised;

import java.nio.ByteBuffer;
import java.util.List;
import mclspark.dataset.PictureSource;
import mclspark.loss.Labels;
import mclspark.model.BatchNormMode;
import mclspark.model.peers.PeerEncoder;
import mclspark.model.peers.PeerOutput;
import mclspark.pipeline.BadPictures;
import mclspark.run.TestPass;
import mclspark.run.WorkerEnvironment;
import mclspark.step.PictureInput;
import mclspark.tensor.Ops;
import mclspark.tensor.Tensor;
import mclspark.tensor.TorchEngine;

/**
 * Scores each peer and their ensemble on all test pictures (spec 3.7), shared out over workers. A
 * picture that cannot be read is left out of every count.
 */
final class PeerEvaluator {

  private static final int TOP = 5;

  private final TorchEngine engine;
  private final PictureInput input;
  private final TestPass pass;

  PeerEvaluator(
      SupervisedConfig config,
      TorchEngine engine,
      PictureInput input,
      PictureSource test,
      BadPictures bad,
      WorkerEnvironment site) {
    this.engine = engine;
    this.input = input;
    int resize = config.padsCrops() ? config.data().cropSize() : config.augmentation().resize();
    pass = new TestPass(config.data(), resize, test, bad, site);
  }

  /** Scores the peers as they are; all workers must take part, and all get the same. */
  PeerScore evaluate(PeerEncoder peers) {
    double[] sums = new double[2 + 2 * (peers.peers() + 1)];
    pass.run((crops, readable, labels) -> add(peers, crops, readable, labels, sums));
    return PeerScore.of(pass.sumOverWorkers(sums));
  }

  private void add(
      PeerEncoder peers, ByteBuffer crops, long[] readable, long[] labels, double[] sums) {
    Tensor targets = engine.longs(labels);
    Tensor rows = engine.longs(readable);
    List<PeerOutput> outputs = peers.forward(input.tensor(crops), BatchNormMode.EVALUATE);
    sums[1] += readable.length;
    Tensor ensemble = null;
    for (int peer = 0; peer < outputs.size(); peer++) {
      Tensor logits = Ops.selectRows(outputs.get(peer).logits(), rows); // [b', C]
      Labels.check(labels, logits.size(1));
      sums[0] += Ops.sumCrossEntropy(logits, targets).item();
      count(logits, targets, sums, peer, outputs.size());
      ensemble = ensemble == null ? logits : Ops.add(ensemble, logits);
    }
    count(ensemble, targets, sums, outputs.size(), outputs.size());
  }

  private static void count(Tensor logits, Tensor targets, double[] sums, int place, int peers) {
    int top = (int) Math.min(TOP, logits.size(1));
    sums[2 + place] += Ops.correctInTop(logits, targets, 1);
    sums[2 + peers + 1 + place] += Ops.correctInTop(logits, targets, top);
  }
}
