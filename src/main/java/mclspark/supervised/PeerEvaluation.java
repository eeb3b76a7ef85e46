package mclspark.supervised;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointFolder;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.Snapshot;
import mclspark.dataset.ClassNames;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureSource;
import mclspark.image.ImageDecoder;
import mclspark.model.peers.PeerEncoder;
import mclspark.model.peers.PeerNetwork;
import mclspark.pipeline.BadPictures;
import mclspark.run.DataSets;
import mclspark.run.WorkerEnvironment;
import mclspark.step.PictureInput;
import mclspark.step.TrainedInput;
import mclspark.storage.FileEntry;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tests the peers of a checkpoint once (spec 3.7): of supervised training, or imported from the
 * reference.
 *
 * @param location the checkpoint's folder
 * @param file the file of the peers in it
 * @param config how they were trained, with the user's changes
 * @param classes of the pictures that they were trained on
 */
public record PeerEvaluation(
    String location, String file, SupervisedConfig config, ClassNames classes)
    implements Serializable {

  private static final Logger LOG = LoggerFactory.getLogger(PeerEvaluation.class);

  /**
   * Finds a checkpoint and reads what it says about itself.
   *
   * @param given a checkpoint, or the folder of a run, whose newest checkpoint is taken
   * @param best true for the peers after their best epoch, false for those of the last
   * @param overrides changes of the configuration, such as {@code data.test=PATH}
   * @throws UserError if there is no intact checkpoint of supervised peers, or no best epoch in it
   */
  public static PeerEvaluation of(
      String given, boolean best, List<String> overrides, Configuration hadoop) {
    Checkpoint checkpoint = new CheckpointReader(hadoop).resolve(given);
    Map<String, Object> tree = checkpoint.manifest().run().config();
    if (!"train".equals(tree.get("job"))) {
      throw new UserError(
          "%s is a checkpoint of a job of kind %s, %s."
              .formatted(
                  checkpoint.path(),
                  tree.get("job"),
                  "finetune".equals(tree.get("job"))
                      ? "whose networks are tested after every epoch: see its results.json"
                      : "whose networks have no classifier of their own; classify its encoders with"
                          + " mcl linear"));
    }
    String file = best ? SupervisedState.BEST : Snapshot.MODEL;
    if (best && !hasBest(checkpoint)) {
      throw new UserError(
          checkpoint.path() + " has no best epoch yet; evaluate its last state with --epoch last.");
    }
    String label = checkpoint.path() + "/" + CheckpointFolder.MANIFEST;
    SupervisedConfig trained = SupervisedConfig.reader().read(label, tree).config();
    SupervisedConfig config =
        SupervisedConfig.reader().read(label, withoutUnused(tree, trained), overrides).config();
    new TrainedInput(trained.data(), checkpoint.path().toString())
        .warning(config.data())
        .ifPresent(LOG::warn);
    return new PeerEvaluation(
        checkpoint.path().toString(), file, config, checkpoint.manifest().run().classes());
  }

  /** What training on CIFAR's formats has not used must not decide how a folder is shown. */
  private static Map<String, Object> withoutUnused(
      Map<String, Object> tree, SupervisedConfig trained) {
    Map<String, Object> used = new LinkedHashMap<>(tree);
    if (trained.padsCrops()) {
      used.remove("augmentation");
    }
    return used;
  }

  /** An imported checkpoint has no such file, one within the first epoch an empty one. */
  private static boolean hasBest(Checkpoint checkpoint) {
    FileEntry entry = checkpoint.manifest().files().get(SupervisedState.BEST);
    return entry != null && checkpoint.manifest().progress().epoch() > 0;
  }

  /**
   * Test pictures under the label ids of the peers' classes.
   *
   * @throws UserError if they are of other classes
   */
  public PictureListing matched(PictureListing test) {
    return DataSets.numberedAs(classes, location, test, false);
  }

  /** One worker's part; all get the same score. */
  public PeerScore run(PictureListing pictures, WorkerEnvironment site) {
    try (ImageDecoder decoder = DataSets.decoder(config.data());
        Scope scope = Scope.open()) {
      TorchEngine engine = site.openEngine(config.ranks());
      PictureSource test = pictures.open(site.hadoop(), decoder::decode);
      PeerNetwork network = SupervisedState.network(config, test.classNames().size());
      PeerEncoder peers = new PeerEncoder(engine, network, false, config.ranks().channelsLast(), 0);
      peers.load(state(peers.state(), site.hadoop()));
      BadPictures bad = new BadPictures(config.data().badPictureLimit());
      PictureInput input = PictureInput.crops(engine, config.data());
      return new PeerEvaluator(config, engine, input, test, bad, site).evaluate(peers);
    }
  }

  /** The checkpoint's entries that the peers have, each of the right shape. */
  private Map<String, HostTensor> state(Map<String, HostTensor> wanted, Configuration hadoop) {
    Map<String, HostTensor> state =
        new CheckpointReader(hadoop)
            .loadFile(new Path(location), file, wanted::containsKey)
            .tensors();
    wanted.forEach(
        (name, values) -> {
          HostTensor saved = state.get(name);
          if (saved == null || !Arrays.equals(saved.shape(), values.shape())) {
            throw new UserError(
                ("%s has %s, but %d peers of %s for the classes of %s need %s; give pictures of the"
                        + " classes that it was trained on.")
                    .formatted(
                        location,
                        saved == null ? "no " + name : name + " " + shape(saved),
                        config.model().peers(),
                        config.model().arch(),
                        config.data().test(),
                        shape(values)));
          }
        });
    return state;
  }

  private static String shape(HostTensor tensor) {
    return "of shape " + Arrays.toString(tensor.shape());
  }

  /**
   * The score as a table.
   *
   * @param classes width of the classifiers
   */
  public String text(PeerScore score, int classes) {
    PeerNetwork network = SupervisedState.network(config, classes);
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s%n%d peers of %s: %,d parameters, %,.3f million multiply-adds for a picture%n"
                + "%,d test pictures, cross entropy %.4f (sum over peers)%n",
            location,
            config.model().peers(),
            config.model().arch(),
            network.parameters(),
            network.multiplyAdds(config.data().cropSize()) / 1e6,
            score.images(),
            score.loss()));
    for (int peer = 0; peer < score.peers(); peer++) {
      text.append(line("peer " + peer, score.peerTop1().get(peer), score.peerTop5().get(peer)));
    }
    return text.append(line("ensemble", score.ensembleTop1(), score.ensembleTop5())).toString();
  }

  private static String line(String who, double top1, double top5) {
    return String.format(Locale.ROOT, "  %-9s top-1 %6.2f %%   top-5 %6.2f %%%n", who, top1, top5);
  }
}
