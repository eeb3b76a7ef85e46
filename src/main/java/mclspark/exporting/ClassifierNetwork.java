package mclspark.exporting;

import java.util.LinkedHashMap;
import java.util.Map;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.linear.TrainedClassifier;
import mclspark.model.Architectures;
import mclspark.model.Head;
import mclspark.model.ModelConfig;
import mclspark.model.Network;
import mclspark.model.Stem;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Tensor;
import org.apache.hadoop.conf.Configuration;

/** An encoder with its classifier, of linear classification or fine-tuning. */
record ClassifierNetwork(Checkpoint checkpoint, TrainedClassifier classifier)
    implements ExportedNetwork {

  private static final String WEIGHT = "fc.weight";

  static ClassifierNetwork of(Checkpoint checkpoint, int peer, Configuration hadoop) {
    try {
      return new ClassifierNetwork(checkpoint, TrainedClassifier.of(checkpoint, peer, hadoop));
    } catch (UserError e) {
      throw new UserError(
          "%s holds linear classifiers alone, and what it needs besides cannot be read: %s"
              .formatted(checkpoint.path(), e.getMessage()),
          e);
    }
  }

  static ClassifierNetwork fineTuned(Checkpoint checkpoint, int peer, Configuration hadoop) {
    return new ClassifierNetwork(checkpoint, TrainedClassifier.fineTuned(checkpoint, peer, hadoop));
  }

  @Override
  public Map<String, HostTensor> state() {
    return classifier.state();
  }

  @Override
  public Description description() {
    ModelConfig model = classifier.model();
    int classes = (int) state().get(WEIGHT).shape()[0];
    boolean cifarStem = model.stem() == Stem.CIFAR;
    Network network = Architectures.named(model.arch(), cifarStem, Head.classifier(classes));
    return new Description(
        model.arch(),
        state(),
        state(),
        (pictures, weights) -> {
          Map<String, Tensor> outputs = new LinkedHashMap<>();
          Tensor features = network.features(pictures, weights);
          outputs.put("features", features);
          outputs.put("logits", network.head(features, weights));
          return outputs;
        },
        network.featureWidth(),
        classes,
        checkpoint.manifest().run().classes(),
        ShownPictures.of(classifier.config().data(), classifier.config().augmentation().resize()));
  }
}
