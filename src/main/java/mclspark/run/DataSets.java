package mclspark.run;

import java.util.List;
import mclspark.UserError;
import mclspark.augment.Augmentation;
import mclspark.augment.AugmentationConfig;
import mclspark.augment.ColorJitter;
import mclspark.augment.CropMaker;
import mclspark.augment.LinearAugmentationConfig;
import mclspark.augment.PaddedCropView;
import mclspark.augment.Pipeline;
import mclspark.augment.RandomView;
import mclspark.augment.SupervisedAugmentationConfig;
import mclspark.dataset.CifarFiles;
import mclspark.dataset.CifarFormat;
import mclspark.dataset.ClassNames;
import mclspark.dataset.DataConfig;
import mclspark.dataset.DataFormat;
import mclspark.dataset.ImageFolderLister;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureSource;
import mclspark.dataset.RenumberedListing;
import mclspark.dataset.Split;
import mclspark.dataset.shards.ParquetLister;
import mclspark.dataset.shards.ShardLister;
import mclspark.image.BrokenPictureException;
import mclspark.image.ImageDecoder;
import mclspark.sampling.LabelFraction;
import mclspark.sampling.LabelList;
import mclspark.sampling.SubsetListing;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data that a configuration names. */
public final class DataSets {

  private static final Logger LOG = LoggerFactory.getLogger(DataSets.class);

  private DataSets() {}

  /**
   * Lists the training pictures.
   *
   * @throws UserError if the path is missing, empty or of another format
   */
  public static PictureListing train(DataConfig data, Configuration hadoop) {
    return list(data, data.train(), Split.TRAIN, hadoop);
  }

  /**
   * Lists the training pictures of a job that learns from labels: those that {@code
   * data.label_fraction} or {@code data.label_list} chooses.
   *
   * @param seed of the run
   * @throws UserError if the path is missing, empty or of another format, or a listed name is
   */
  public static PictureListing labelledTrain(DataConfig data, long seed, Configuration hadoop) {
    PictureListing all = train(data, hadoop);
    if (!data.hasFewLabels() || !all.labelled()) {
      return all;
    }
    PictureSource source =
        all.open(
            hadoop,
            file -> {
              throw new BrokenPictureException("only labels are read here");
            });
    int[] chosen =
        data.labelList().isEmpty()
            ? new LabelFraction(data.labelFraction(), seed).choose(source)
            : LabelList.read(data.labelList(), hadoop).choose(source);
    if (chosen.length == 0) {
      throw new UserError(data.trainWords() + " holds no labelled picture.");
    }
    return new SubsetListing(all, chosen);
  }

  /**
   * Lists the training pictures of a job that needs no labels: a folder may hold pictures alone.
   *
   * @throws UserError if the path is missing, empty or of another format
   */
  public static PictureListing unlabelledTrain(DataConfig data, Configuration hadoop) {
    return data.format() == DataFormat.FOLDER
        ? ImageFolderLister.listUnlabelled(data.train(), hadoop)
        : train(data, hadoop);
  }

  /**
   * Lists labelled pictures of another place, stored as the training pictures are.
   *
   * @throws UserError if the path is missing, empty or of another format
   */
  public static PictureListing labelled(DataConfig data, String path, Configuration hadoop) {
    return list(data, path, Split.TRAIN, hadoop);
  }

  /**
   * Lists the test pictures.
   *
   * @throws UserError if the path is missing, empty or of another format
   */
  public static PictureListing test(DataConfig data, Configuration hadoop) {
    return list(data, data.test(), Split.TEST, hadoop);
  }

  private static PictureListing list(
      DataConfig data, String path, Split split, Configuration hadoop) {
    DataFormat format = data.format();
    if (format == DataFormat.FOLDER) {
      return ImageFolderLister.list(path, hadoop);
    }
    if (format == DataFormat.SHARDS) {
      return ShardLister.list(path, data.shardCacheBytes(), hadoop);
    }
    if (format == DataFormat.PARQUET) {
      return ParquetLister.list(
          path, split, data.imageColumn(), data.labelColumn(), data.shardCacheBytes(), hadoop);
    }
    CifarFiles files = new CifarFiles(hadoop);
    CifarFormat cifar = format == DataFormat.CIFAR10 ? CifarFormat.CIFAR10 : CifarFormat.CIFAR100;
    if (path.endsWith(".bin")) {
      return files.list(List.of(path), cifar);
    }
    return files.find(path, split, cifar).orElseThrow(() -> files.missing(path, cifar));
  }

  /**
   * Test pictures under the label ids of the classes that a network was trained on.
   *
   * @param classes of the network
   * @param where what has these classes, for messages
   * @param mayLack whether there need not be test pictures of all classes
   * @throws UserError naming the first classes that differ
   */
  public static PictureListing numberedAs(
      ClassNames classes, String where, PictureListing test, boolean mayLack) {
    ClassNames.Match match = classes.match(where, test.classes(), "data.test", mayLack);
    if (!match.byName()) {
      LOG.warn(
          "{} has no class names: the classes of data.test are compared by number, so make sure"
              + " that they are in the same order.",
          test.classes().known() ? where : "data.test");
      return test;
    }
    if (match.isSame()) {
      return test;
    }
    LOG.info("The classes of data.test are matched by name with those of {}.", where);
    return new RenumberedListing(test, match.numbers(), classes.names());
  }

  /** The decoder that a configuration chooses. */
  public static ImageDecoder decoder(DataConfig data) {
    return ImageDecoder.open(data.decoder());
  }

  /** How pre-training draws a crop. */
  public static CropMaker view(AugmentationConfig augmentation, int size) {
    List<Double> s = augmentation.jitterStrengths();
    ColorJitter jitter = new ColorJitter(s.get(0), s.get(1), s.get(2), s.get(3));
    RandomView view =
        augmentation.pipeline() == Pipeline.V1
            ? Augmentation.v1(size, augmentation.minScale()).withJitter(1, jitter)
            : Augmentation.v2(size, augmentation.minScale(), augmentation.blurs())
                .withJitter(0.8, jitter);
    return view::apply;
  }

  /** How linear classification draws a training crop (spec 2.4). */
  public static CropMaker linearView(LinearAugmentationConfig augmentation, int size) {
    RandomView view = Augmentation.linearTrain(size, augmentation.minScale());
    return view::apply;
  }

  /** How supervised training draws a crop: padded for CIFAR (spec 3.2), else resized (spec 2.4). */
  public static CropMaker trainView(DataConfig data, SupervisedAugmentationConfig augmentation) {
    int size = data.cropSize();
    Augmentation view =
        data.format().isCifar()
            ? new PaddedCropView(size, augmentation.padding(), 0.5)
            : Augmentation.linearTrain(size, augmentation.minScale());
    return view::apply;
  }

  /** How a picture is shown for evaluation. */
  public static CropMaker evaluationView(int resize, int size) {
    Augmentation view = Augmentation.evaluation(resize, size);
    return view::apply;
  }
}
