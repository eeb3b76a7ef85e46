package mclspark.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import mclspark.ExitCode;
import mclspark.checkpoint.ExportFormat;
import mclspark.cli.jvm.HadoopSettings;
import mclspark.exporting.CheckpointExport;
import mclspark.exporting.ExportRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mcl export}: writes one network for other programs. */
@Command(
    name = "export",
    description = {
      "Writes one network of a checkpoint for other programs, a ResNet with torchvision's names:",
      "the query encoder of a pre-training run, a peer of a supervised one, the encoder with its",
      "classifier of a linear one."
    })
final class ExportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CHECKPOINT",
      description = "A checkpoint, or the folder of a run, whose newest checkpoint is taken.")
  private String checkpoint;

  @Option(
      names = "--peer",
      paramLabel = "N",
      defaultValue = "0",
      description = "The peer, from 0 (default: ${DEFAULT-VALUE}).")
  private int peer;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "safetensors",
      description = {
        "safetensors, timm (or hf: a folder for timm and the Hugging Face hub), onnx, djl (a zip",
        "for DJL Serving) or pt (a .pth for torch.load) (default: ${DEFAULT-VALUE})."
      })
  private String format;

  @Option(
      names = "--preprocess",
      description = {
        "Lets an ONNX model take bytes (uint8 [batch, 3, height, width], RGB 0..255) and normalise",
        "them itself; pictures are still resized and cropped outside."
      })
  private boolean preprocess;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The file, or the folder of --format timm; must not exist.")
  private String output;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    ExportRequest request =
        new ExportRequest(checkpoint, peer, ExportFormat.named(format), output, preprocess);
    String what = CheckpointExport.run(request, HadoopSettings.read(), err::println);
    err.flush();
    PrintWriter out = spec.commandLine().getOut();
    out.println("Exported peer %d, %s: %s".formatted(peer, what, output));
    out.flush();
    return ExitCode.DONE.number();
  }
}
