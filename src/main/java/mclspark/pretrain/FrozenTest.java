package mclspark.pretrain;

import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.dataset.PictureListing;
import mclspark.image.ImageDecoder;
import mclspark.model.Encoder;
import mclspark.pretrain.features.Votes;
import mclspark.run.DataSets;
import mclspark.run.OpenedPictures;
import mclspark.run.TaskContext;
import mclspark.run.WorkerEnvironment;
import mclspark.search.LeastSquares;
import mclspark.step.PictureInput;
import mclspark.step.Ranks;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;

/**
 * Tests one frozen encoder on pictures with labels, picture by picture.
 *
 * @param location its checkpoint
 * @param peer whose query encoder it is
 * @param linear whether a linear classifier is fitted on the neighbours' features, instead of a
 *     vote of the nearest of them
 * @param config how its pictures are shown, and where they lie
 */
public record FrozenTest(String location, int peer, boolean linear, PretrainConfig config)
    implements Serializable {

  /** Keys in which two tests have to be alike, beside those of whole sections. */
  private static final List<String> SHARED =
      List.of(
          "data.format",
          "data.train",
          "data.test",
          "data.image_column",
          "data.label_column",
          "data.bad_picture_limit",
          "data.loader_threads",
          "data.decoder",
          "data.check_leak",
          "optimizer.batch_size");

  /**
   * A test of one peer.
   *
   * @throws UserError if there is no such peer
   */
  public static FrozenTest of(String location, int peer, boolean linear, PretrainConfig config) {
    if (peer >= config.model().peers()) {
      throw new UserError(
          "--peer is %d, but %s has N = %d peers, counted from 0; choose one of them."
              .formatted(peer, location, config.model().peers()));
    }
    return new FrozenTest(location, peer, linear, config);
  }

  /**
   * A configuration with its own normalisation and crops, but with the pictures, neighbours and
   * workers of another one.
   */
  public static PretrainConfig alike(PretrainConfig own, PretrainConfig other) {
    Map<String, Object> same = new LinkedHashMap<>();
    PretrainConfig.schema()
        .values(other)
        .forEach(
            (key, value) -> {
              if (isShared(key)) {
                same.put(key, value);
              }
            });
    return PretrainConfig.schema().with(own, same);
  }

  /** Whether a key is of the test, rather than of how a model was trained and is shown pictures. */
  public static boolean isShared(String key) {
    return SHARED.contains(key) || key.startsWith("knn.") || key.startsWith("ranks.");
  }

  /**
   * What a worker found of its part of the test pictures.
   *
   * @param pictures indices in the test set of those that could be read
   * @param right whether each was told right
   */
  public record Marks(int[] pictures, boolean[] right) implements Serializable {}

  /**
   * One worker's part; all take part.
   *
   * @param bank labelled pictures to learn from
   * @param test labelled pictures under the same label ids
   */
  public Marks run(PictureListing bank, PictureListing test, WorkerEnvironment site) {
    int limit = config.data().badPictureLimit();
    try (ImageDecoder decoder = DataSets.decoder(config.data());
        Scope scope = Scope.open()) {
      TorchEngine engine = site.openEngine(config.ranks());
      OpenedPictures known = OpenedPictures.open(bank, decoder, limit, site.hadoop());
      OpenedPictures asked = OpenedPictures.open(test, decoder, limit, site.hadoop());
      TaskContext context =
          new TaskContext(
              site,
              engine,
              PictureInput.crops(engine, config.data()),
              Ranks.on(site.workers(), config.ranks().logical(), config.picturesPerRank()),
              known,
              known,
              Optional.of(asked),
              site.stop());
      PretrainedEncoders encoders = PretrainedEncoders.find(location, site.hadoop());
      Encoder encoder =
          encoders.backbone(engine, peer, encoders.state(peer), config.ranks().channelsLast());
      KnnEvaluator.Result result = new KnnEvaluator(config, context, asked).evaluate(encoder);
      return linear ? linearMarks(result) : knnMarks(result.votes());
    }
  }

  private static Marks knnMarks(Votes votes) {
    return marks(votes.tests(), votes.labels(), votes.winners());
  }

  private static Marks linearMarks(KnnEvaluator.Result result) {
    Features known = result.bank();
    int classes = Arrays.stream(known.labels()).max().orElse(0) + 1;
    LeastSquares classifier = LeastSquares.fit(known.rows(), known.labels(), classes);
    Features asked = result.tests();
    int[] told = new int[asked.labels().length];
    for (int i = 0; i < told.length; i++) {
      told[i] = asked.labels()[i] < 0 ? -1 : classifier.predict(asked.rows()[i]);
    }
    return marks(asked.indices(), asked.labels(), told);
  }

  private static Marks marks(int[] pictures, int[] labels, int[] told) {
    int[] readable = IntStream.range(0, labels.length).filter(i -> labels[i] >= 0).toArray();
    boolean[] right = new boolean[readable.length];
    for (int i = 0; i < right.length; i++) {
      right[i] = told[readable[i]] == labels[readable[i]];
    }
    return new Marks(Arrays.stream(readable).map(i -> pictures[i]).toArray(), right);
  }
}
