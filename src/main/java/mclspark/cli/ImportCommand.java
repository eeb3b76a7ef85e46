package mclspark.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import mclspark.ExitCode;
import mclspark.cli.jvm.HadoopSettings;
import mclspark.importing.CheckpointImport;
import mclspark.importing.ImportRequest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mcl import}: takes over checkpoints of other programs. */
@Command(
    name = "import",
    description = {
      "Makes a run of a file of PyTorch or safetensors: MoCo pre-training, one encoder or",
      "classifier, or supervised peers. Nothing in the file is executed."
    })
final class ImportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "The file, on any file system that Hadoop knows.")
  private String file;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder of the new run; must be empty or absent.")
  private String output;

  @Option(
      names = "--arch",
      paramLabel = "NAME",
      description = "Architecture, such as resnet18 (default: inferred from the tensors' shapes).")
  private String arch;

  @Option(
      names = "--peer",
      paramLabel = "N",
      description = "Takes this peer only, which becomes peer 0 (default: all).")
  private Integer peer;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    ImportRequest request =
        new ImportRequest(
            file,
            output,
            Optional.ofNullable(arch),
            peer == null ? OptionalInt.empty() : OptionalInt.of(peer));
    CheckpointImport.Imported imported =
        CheckpointImport.run(request, HadoopSettings.read(), err::println);
    err.flush();
    out.println("Imported " + imported.what() + ": " + imported.checkpoint().path());
    out.flush();
    return ExitCode.DONE.number();
  }
}
