package mclspark.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import mclspark.ExitCode;
import mclspark.UserError;
import mclspark.cli.jvm.HadoopSettings;
import mclspark.report.HtmlReport;
import mclspark.report.compare.Comparison;
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
    description = {
      "Writes report.html into the folder of a run, from its metrics.jsonl.",
      "Of several runs it writes comparison.html into the folder of the first."
    })
final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "Output folders of runs, on any file system that Hadoop knows.")
  private List<String> runs;

  @Option(
      names = {"--linear", "--labels"},
      paramLabel = "DIR",
      arity = "1..*",
      description = {
        "Output folders of linear and finetune jobs to show in the page of one run, and of train",
        "jobs to compare them with, oldest first; after RUN."
      })
  private List<String> linear = List.of();

  @Override
  public Integer call() {
    List<RunFolder> folders = runs.stream().map(ReportCommand::folder).toList();
    List<RunFolder> linearFolders = linear.stream().map(ReportCommand::folder).toList();
    if (folders.size() > 1 && !linear.isEmpty()) {
      throw new UserError(
          "--linear goes with one run, not with "
              + folders.size()
              + ". Name linear jobs to compare"
              + " like runs; those in RUN/linear are found.");
    }
    String page =
        folders.size() == 1
            ? HtmlReport.write(folders.get(0), linearFolders)
            : Comparison.write(folders);
    PrintWriter out = spec.commandLine().getOut();
    out.println("Report: " + page);
    out.flush();
    return ExitCode.DONE.number();
  }

  /** Local folders are written without Hadoop, which would put a checksum file beside the page. */
  static RunFolder folder(String name) {
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
