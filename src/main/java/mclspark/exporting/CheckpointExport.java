package mclspark.exporting;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.ExportFormat;
import mclspark.checkpoint.NamedPath;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.importing.NetworkKind;
import mclspark.pth.TorchFileWriter;
import org.apache.hadoop.conf.Configuration;

/**
 * Writes one network of a checkpoint for other programs: of a pre-training run the query encoder,
 * of a supervised one a peer as a network of its own, of a linear or fine-tuning one the encoder
 * with its classifier. ResNets have torchvision's names, so torchvision and timm load them as they
 * are; all others the names that they have in the reference. Batch-norm statistics are in every
 * format.
 */
public final class CheckpointExport {

  private final ExportRequest request;
  private final Checkpoint checkpoint;
  private final ExportedNetwork network;
  private final Configuration hadoop;

  private CheckpointExport(ExportRequest request, Checkpoint checkpoint, Configuration hadoop) {
    this.request = request;
    this.checkpoint = checkpoint;
    this.hadoop = hadoop;
    network = ExportedNetwork.of(checkpoint, request.peer(), hadoop);
  }

  /**
   * Writes the file or folder.
   *
   * @param warnings takes a sentence about what the checkpoint does not tell
   * @return what is in it, as in "122 tensors" or "outputs features, logits"
   * @throws UserError if there is no such checkpoint or peer, if the output exists, or if the
   *     format has no place for the network
   */
  public static String run(ExportRequest request, Configuration hadoop, Consumer<String> warnings) {
    if (request.preprocess() && request.format() != ExportFormat.ONNX) {
      throw new UserError(
          "--preprocess is for --format onnx, not %s; leave it out."
              .formatted(request.format().label()));
    }
    NamedPath output = NamedPath.of(request.output(), hadoop);
    output.requireFree();
    Checkpoint checkpoint = new CheckpointReader(hadoop).resolve(request.location());
    return run(request, checkpoint, hadoop, warnings);
  }

  /** The same of a checkpoint that was found already. */
  static String run(
      ExportRequest request,
      Checkpoint checkpoint,
      Configuration hadoop,
      Consumer<String> warnings) {
    NamedPath output = NamedPath.of(request.output(), hadoop);
    return new CheckpointExport(request, checkpoint, hadoop).write(output, warnings);
  }

  private String write(NamedPath output, Consumer<String> warnings) {
    switch (request.format()) {
      case SAFETENSORS -> output.write(new TensorFile(network.state(), metadata()));
      case PT -> output.write(out -> TorchFileWriter.write(out, network.state()));
      default -> {
        return write(network.description(), output, warnings);
      }
    }
    return network.state().size() + " tensors";
  }

  private String write(
      ExportedNetwork.Description description, NamedPath output, Consumer<String> warnings) {
    String run = checkpoint.manifest().run().name();
    String what = description.classes() > 0 ? "outputs features, logits" : "output features";
    switch (request.format()) {
      case ONNX -> {
        OnnxFile file = new OnnxFile(description, run, request.preprocess());
        output.write(file.model(false)::writeTo);
      }
      case DJL -> {
        output.write(new DjlArchive(description, run)::writeTo);
        what = description.classes() > 0 ? "output logits" : "output features";
      }
      default -> {
        Optional<Measured> measured = Measured.of(checkpoint, request.peer(), hadoop);
        output.writeFolder(new TimmFolder(description, run, measured).files());
        what = description.state().size() + " tensors";
      }
    }
    if (!description.pictures().known()) {
      warnings.accept(
          "The checkpoint was imported and does not tell how its pictures were normalised: %s says mean %s and std %s."
              .formatted(
                  request.output(), description.pictures().mean(), description.pictures().std()));
    }
    return what;
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new TreeMap<>(Map.of("format", "pt"));
    if (network.encoder()) {
      metadata.put(NetworkKind.KEY, NetworkKind.ENCODER);
    }
    return metadata;
  }
}
