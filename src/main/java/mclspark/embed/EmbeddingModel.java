package mclspark.embed;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mclspark.ProgramVersion;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.safetensors.Safetensors;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.dataset.DataConfig;
import mclspark.importing.SinglePeer;
import mclspark.linear.FinetuneConfig;
import mclspark.linear.LinearEncoders;
import mclspark.linear.TrainedClassifier;
import mclspark.model.Architectures;
import mclspark.model.Encoder;
import mclspark.model.Head;
import mclspark.model.ModelConfig;
import mclspark.model.Network;
import mclspark.model.Stem;
import mclspark.pretrain.MocoModel;
import mclspark.pretrain.PretrainConfig;
import mclspark.supervised.SupervisedConfig;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.apache.hadoop.conf.Configuration;

/**
 * The encoders that are wanted of a model, with all that their use depends on. It is read once and
 * travels as bytes, so that no other process has to see the files, and a checkpoint may be deleted
 * or replaced meanwhile.
 */
public final class EmbeddingModel {

  /** What a model has for {@code data.train} whose file tells nothing of pictures. */
  private static final String UNKNOWN = "unknown";

  private static final String SPEC = "spec";
  private static final int SMALLEST_OF_IMAGENET_STEM = 32;

  private final Provenance provenance;
  private final EncoderSpec spec;
  private final List<Map<String, HostTensor>> encoders; // of each peer that is computed

  private EmbeddingModel(
      Provenance provenance, EncoderSpec spec, List<Map<String, HostTensor>> encoders) {
    this.provenance = provenance;
    this.spec = spec;
    this.encoders = List.copyOf(encoders);
  }

  /**
   * Reads a model.
   *
   * @param location the folder of a pre-training, fine-tuning or supervised run, or of an import
   *     (the newest checkpoint is taken), one checkpoint, or a file of one network that {@code mcl
   *     export} or another program wrote
   * @param warnings takes sentences about what the user should know
   * @throws UserError if there is no such model or peer, or if the choice does not fit it
   */
  public static EmbeddingModel open(
      String location, EmbeddingChoice choice, Configuration hadoop, Consumer<String> warnings) {
    List<String> problems = choice.problems();
    if (!problems.isEmpty()) {
      throw new UserError(String.join(" ", problems));
    }
    FoundModel found = FoundModel.at(location, hadoop, warnings);
    if (found.fineTuned().isPresent()) {
      return fineTuned(found, choice, hadoop, warnings);
    }
    return found.supervised()
        ? supervised(found, choice, warnings)
        : pretrained(found, choice, warnings);
  }

  /**
   * A model of random weights, to measure with; its pictures are normalised as ImageNet's.
   *
   * @param arch a torchvision ResNet
   */
  public static EmbeddingModel untrained(String arch, int resize, int cropSize) {
    EncoderSpec spec = new EncoderSpec(false, arch, false, false, 2, false, true);
    try (Scope scope = Scope.open()) {
      Network network = Architectures.named(arch, false, Head.none());
      Encoder encoder = new Encoder(TorchEngine.cpu(1), network, false, true);
      encoder.initialize(1, "");
      Provenance provenance =
          new Provenance(
              "",
              "",
              "untrained",
              arch,
              network.featureWidth(),
              "0",
              "features",
              true,
              List.of(0.485, 0.456, 0.406),
              List.of(0.229, 0.224, 0.225),
              resize,
              cropSize,
              ProgramVersion.get());
      return new EmbeddingModel(provenance, spec, List.of(encoder.state()));
    }
  }

  private static EmbeddingModel pretrained(
      FoundModel found, EmbeddingChoice choice, Consumer<String> warnings) {
    PretrainConfig config = PretrainConfig.reader().read(found.label(), found.config()).config();
    EncoderSpec spec =
        new EncoderSpec(
            false,
            config.model().arch(),
            config.model().stem() == Stem.CIFAR,
            config.model().mlpHead(),
            config.model().dim(),
            choice.layer() == Layer.PROJECTION,
            config.ranks().channelsLast());
    List<Map<String, HostTensor>> encoders = new ArrayList<>();
    for (int peer : choice.peers(config.model().peers(), found.location())) {
      Map<String, HostTensor> state =
          MocoModel.withoutPrefix(found.tensors(), MocoModel.queryPrefix(peer));
      state.keySet().removeIf(name -> !spec.uses(name));
      encoders.add(state);
    }
    requireWhole(found, spec, encoders);
    Shown shown = new Shown(config.data(), config.data().evaluationResize());
    return new EmbeddingModel(
        provenance(found, config.name(), spec, choice, shown, warnings), spec, encoders);
  }

  private static EmbeddingModel fineTuned(
      FoundModel found, EmbeddingChoice choice, Configuration hadoop, Consumer<String> warnings) {
    if (choice.layer() == Layer.PROJECTION) {
      throw new UserError(
          found.location()
              + " is of fine-tuning, which put a classifier in the place of the projection: leave"
              + " the layer at features.");
    }
    FinetuneConfig config = FinetuneConfig.reader().read(found.label(), found.config()).config();
    Checkpoint checkpoint = found.fineTuned().orElseThrow();
    ModelConfig model = LinearEncoders.before(checkpoint, config, hadoop).model();
    EncoderSpec spec =
        new EncoderSpec(
            false,
            model.arch(),
            model.stem() == Stem.CIFAR,
            model.mlpHead(),
            model.dim(),
            false,
            config.ranks().channelsLast());
    List<Map<String, HostTensor>> encoders = new ArrayList<>();
    for (int peer : choice.peers(model.peers(), found.location())) {
      Map<String, HostTensor> state =
          new LinkedHashMap<>(TrainedClassifier.fineTuned(checkpoint, peer, hadoop).state());
      state.keySet().removeIf(name -> !spec.uses(name));
      encoders.add(state);
    }
    requireWhole(found, spec, encoders);
    Shown shown = new Shown(config.data(), config.augmentation().resize());
    return new EmbeddingModel(
        provenance(found, config.name(), spec, choice, shown, warnings), spec, encoders);
  }

  private static EmbeddingModel supervised(
      FoundModel found, EmbeddingChoice choice, Consumer<String> warnings) {
    if (choice.layer() == Layer.PROJECTION) {
      throw new UserError(
          found.location()
              + " is a model of supervised training, whose features are embedded; only encoders of"
              + " pre-training have a projection: leave the layer at features.");
    }
    SupervisedConfig config =
        SupervisedConfig.reader().read(found.label(), found.config()).config();
    List<Map<String, HostTensor>> encoders = new ArrayList<>();
    int classes = 0;
    for (int peer : choice.peers(config.model().peers(), found.location())) {
      SinglePeer single =
          SinglePeer.of(config.model().arch(), found.tensors(), peer, found.location());
      classes = single.classes();
      encoders.add(single.state());
    }
    EncoderSpec spec =
        new EncoderSpec(
            true,
            config.model().arch(),
            false,
            false,
            classes,
            false,
            config.ranks().channelsLast());
    int resize = config.padsCrops() ? config.data().cropSize() : config.augmentation().resize();
    requireWhole(found, spec, encoders);
    Shown shown = new Shown(config.data(), resize);
    return new EmbeddingModel(
        provenance(found, config.name(), spec, choice, shown, warnings), spec, encoders);
  }

  private static void requireWhole(
      FoundModel found, EncoderSpec spec, List<Map<String, HostTensor>> encoders) {
    for (Map<String, HostTensor> encoder : encoders) {
      spec.problem(encoder)
          .ifPresent(
              problem -> {
                throw new UserError(
                    "%s does not hold a whole %s: %s; give another checkpoint."
                        .formatted(found.location(), spec.arch(), problem));
              });
    }
  }

  /** How a model's own evaluation shows pictures. */
  private record Shown(DataConfig data, int resize) {}

  private static Provenance provenance(
      FoundModel found,
      String run,
      EncoderSpec spec,
      EmbeddingChoice choice,
      Shown shown,
      Consumer<String> warnings) {
    DataConfig data = shown.data();
    int crop = choice.cropSize() > 0 ? choice.cropSize() : data.cropSize();
    int scaled = (int) Math.rint((double) shown.resize() * crop / data.cropSize());
    int resize = choice.resize() > 0 ? choice.resize() : scaled;
    checkSizes(spec, resize, crop);
    if (data.train().equals(UNKNOWN)) {
      warnings.accept(
          "%s does not say how its pictures were shown; they are resized to %d, cropped to %d and normalised by mean %s and deviation %s."
              .formatted(found.location(), resize, crop, data.mean(), data.std()));
    }
    return new Provenance(
        found.location(),
        found.sha256(),
        run,
        spec.arch(),
        spec.dim(),
        choice.peer(),
        choice.layer() == Layer.PROJECTION ? "projection" : "features",
        choice.normalize(),
        data.mean(),
        data.std(),
        resize,
        crop,
        ProgramVersion.get());
  }

  private static void checkSizes(EncoderSpec spec, int resize, int crop) {
    if (resize < crop) {
      throw new UserError(
          "The shorter side is resized to %d pixels, which does not hold a crop of %d; choose a larger resize or a smaller crop size."
              .formatted(resize, crop));
    }
    boolean halves = Architectures.isTorchvision(spec.arch()) && !spec.cifarStem();
    if (halves && crop < SMALLEST_OF_IMAGENET_STEM) {
      throw new UserError(
          "The crop size is %d, but %s needs at least %d pixels; choose a larger crop size."
              .formatted(crop, spec.arch(), SMALLEST_OF_IMAGENET_STEM));
    }
  }

  /** What the vectors are. */
  public Provenance provenance() {
    return provenance;
  }

  /** Vectors of a picture: one, or one of each peer. */
  public int vectors() {
    return provenance.peer().equals(EmbeddingChoice.ALL) ? encoders.size() : 1;
  }

  EncoderSpec spec() {
    return spec;
  }

  List<Map<String, HostTensor>> encoders() {
    return encoders;
  }

  /** The whole model as the bytes of a safetensors file; equal models give equal bytes. */
  public byte[] bytes() {
    Map<String, HostTensor> all = new LinkedHashMap<>();
    for (int i = 0; i < encoders.size(); i++) {
      String prefix = i + "/";
      encoders.get(i).forEach((name, values) -> all.put(prefix + name, values));
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(Provenance.KEY, provenance.json());
    metadata.put(SPEC, spec.json());
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      Safetensors.write(out, new TensorFile(all, metadata));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /** The model that {@link #bytes} has written. */
  public static EmbeddingModel of(byte[] bytes) {
    TensorFile file;
    try {
      file = Safetensors.read(new ByteArrayInputStream(bytes), bytes.length, "model", name -> true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Map<String, HostTensor>> encoders = new ArrayList<>();
    file.tensors()
        .forEach(
            (name, values) -> {
              int slash = name.indexOf('/');
              int encoder = Integer.parseInt(name.substring(0, slash));
              while (encoders.size() <= encoder) {
                encoders.add(new LinkedHashMap<>());
              }
              encoders.get(encoder).put(name.substring(slash + 1), values);
            });
    return new EmbeddingModel(
        Provenance.parse(file.metadata().get(Provenance.KEY)).orElseThrow(),
        EncoderSpec.parse(file.metadata().get(SPEC)),
        encoders);
  }
}
