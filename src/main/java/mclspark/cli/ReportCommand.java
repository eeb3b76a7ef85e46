package mclspark.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import mclspark.report.HtmlReport;
import mclspark.report.RunFolder;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mcl report}: writes a run's report page. */
@Command(
    name = "report",
    description = "Writes report.html, one page without outside parts, into a run's folder.")
final class ReportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "Folder of a pre-training run.")
  private String run;

  @Option(
      names = "--linear",
      paramLabel = "DIR",
      description = "Folder of a linear classification of that run; may be given several times.")
  private List<String> linear = List.of();

  @Override
  public Integer call() throws IOException {
    Configuration hadoop = new Configuration();
    List<RunFolder> jobs = new ArrayList<>();
    for (String folder : linear) {
      jobs.add(RunFolder.hadoop(folder, hadoop));
    }
    String page = HtmlReport.write(RunFolder.hadoop(run, hadoop), jobs);
    PrintWriter out = spec.commandLine().getOut();
    out.println("The report is " + page);
    out.flush();
    return ExitCode.DONE.number();
  }
}
