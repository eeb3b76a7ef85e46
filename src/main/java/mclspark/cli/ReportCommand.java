package mclspark.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import mclspark.UserError;
import mclspark.report.HtmlReport;
import mclspark.report.page.RunFolder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mcl report}: makes the page of a run. */
@Command(
    name = "report",
    description = "Writes report.html into the folder of a run, from its metrics.jsonl.")
final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      description = "Output folder of a run, on any file system that Hadoop knows.")
  private String run;

  @Option(
      names = {"--linear", "--labels"},
      paramLabel = "DIR",
      arity = "1..*",
      description = {
        "Output folders of linear and finetune jobs to show in the same page, and of train jobs to"
            + " compare them with, oldest first."
      })
  private List<String> linear = List.of();

  @Override
  public Integer call() {
    String page = HtmlReport.write(folder(run), linear.stream().map(this::folder).toList());
    PrintWriter out = spec.commandLine().getOut();
    out.println("Report: " + page);
    out.flush();
    return ExitCode.DONE.number();
  }

  /** Local folders are written without Hadoop, which would put a checksum file beside the page. */
  private RunFolder folder(String name) {
    Configuration configuration = HadoopSettings.read();
    try {
      Path path = new Path(name);
      return path.getFileSystem(configuration) instanceof LocalFileSystem
          ? RunFolder.local(java.nio.file.Path.of(path.toUri().getPath()))
          : RunFolder.hadoop(name, configuration);
    } catch (IOException | IllegalArgumentException e) {
      throw new UserError(
          "The folder \"" + name + "\" cannot be reached (" + e.getMessage() + "); check its path.",
          e);
    }
  }
}
