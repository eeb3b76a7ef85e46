package mclspark.exporting;

import java.util.Map;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointFolder;
import mclspark.dataset.ClassNames;
import mclspark.exporting.onnx.OnnxModel;
import mclspark.tensor.HostTensor;
import org.apache.hadoop.conf.Configuration;

/** One network of a checkpoint. */
interface ExportedNetwork {

  /** Every entry, under the names that other programs know. */
  Map<String, HostTensor> state();

  /** Whether it is a query encoder of pre-training, whose head {@code fc} is no classifier. */
  default boolean encoder() {
    return false;
  }

  /**
   * What formats that say more than names and values need.
   *
   * @throws UserError if the checkpoint's configuration cannot be read
   */
  Description description();

  /**
   * A network in detail. A projection head is no part of it: only training needs it.
   *
   * @param arch the architecture's name
   * @param state the entries without such a head, under the names that other programs know
   * @param weights the same, under the names that {@code forward} asks for
   * @param forward from pictures to {@code features} and, of a classifier, {@code logits}
   * @param featureWidth width of the features
   * @param classes number of classes; 0 for an encoder
   * @param classNames names of the classes, if the checkpoint tells
   * @param pictures how it is shown pictures
   */
  record Description(
      String arch,
      Map<String, HostTensor> state,
      Map<String, HostTensor> weights,
      OnnxModel.Forward forward,
      int featureWidth,
      int classes,
      ClassNames classNames,
      ShownPictures pictures) {

    /** Whether each class has a name. */
    boolean hasClassNames() {
      return classes > 0 && classNames.names().size() == classes;
    }
  }

  /**
   * The network of a peer.
   *
   * @throws UserError if the checkpoint has no such network
   */
  static ExportedNetwork of(Checkpoint checkpoint, int peer, Configuration hadoop) {
    Object job = checkpoint.manifest().run().config().get("job");
    if ("pretrain".equals(job)) {
      return PretrainedNetwork.of(checkpoint, peer, hadoop);
    }
    if ("train".equals(job)) {
      return SupervisedNetwork.of(checkpoint, peer, hadoop);
    }
    if ("linear".equals(job)) {
      return ClassifierNetwork.of(checkpoint, peer, hadoop);
    }
    if ("finetune".equals(job)) {
      return ClassifierNetwork.fineTuned(checkpoint, peer, hadoop);
    }
    throw refuse(checkpoint, "a job of kind %s saves no network".formatted(job));
  }

  /** The error for a checkpoint that cannot be exported. */
  static UserError refuse(Checkpoint checkpoint, String problem) {
    return new UserError(checkpoint.path() + " cannot be exported: " + problem + ".");
  }

  /** What the configuration of a checkpoint is called in messages. */
  static String label(Checkpoint checkpoint) {
    return checkpoint.path() + "/" + CheckpointFolder.MANIFEST;
  }
}
