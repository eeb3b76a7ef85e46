package mclspark.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import mclspark.importing.CheckpointExport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mcl export}: writes one network for other programs. */
@Command(
    name = "export",
    description = {
      "Writes one network of a checkpoint as safetensors, a ResNet with torchvision's names:",
      "the query encoder of a pre-training run, a peer of a supervised one."
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
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The .safetensors file; must not exist.")
  private String output;

  @Override
  public Integer call() {
    int tensors = CheckpointExport.run(checkpoint, peer, output, HadoopSettings.read());
    PrintWriter out = spec.commandLine().getOut();
    out.println("Exported peer %d, %d tensors: %s".formatted(peer, tensors, output));
    out.flush();
    return ExitCode.DONE.number();
  }
}
