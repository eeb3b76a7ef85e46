package mclspark.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import mclspark.ExitCode;
import mclspark.UserError;
import mclspark.doctor.Doctor;
import mclspark.doctor.Examination;
import mclspark.doctor.Finding;
import mclspark.doctor.Part;
import mclspark.doctor.Report;
import mclspark.presets.Presets;
import mclspark.pretrain.PretrainConfig;
import mclspark.run.ConfigFile;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mcl doctor}: whether a machine, or a cluster, can train, and how fast. */
@Command(
    name = "doctor",
    description = {
      "Looks at this machine, tests it for up to a minute and says how fast it can train;",
      "ends with 2 if a training would fail or compute wrong numbers."
    })
final class DoctorCommand implements Callable<Integer> {

  private static final String PRESET = "moco-resnet18-mcl-x2";

  private final Cluster cluster;

  @Spec private CommandSpec spec;

  @ArgGroup private ConfigChoice.Origin origin;

  @Option(
      names = "--executors",
      description = "Look at every executor that Spark gives, instead of this machine.")
  private boolean executors;

  @Option(
      names = "--expect",
      paramLabel = "N",
      description = "Executors to wait for; fewer are a mistake (default: those that come).")
  private Optional<Integer> expected = Optional.empty();

  @Option(
      names = "--disk",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "The folder whose disk is measured, with 64 MiB (default: the working one).")
  private String disk;

  @Option(names = "--quick", description = "Leave out the self-test and the rates.")
  private boolean quick;

  @Option(names = "--json", description = "Print the report as JSON, for tools.")
  private boolean json;

  @Parameters(
      paramLabel = "KEY=VALUE",
      description = {
        "Changes of the configuration of pre-training whose needs are compared (default: that of",
        "the preset " + PRESET + ")."
      })
  private List<String> overrides = List.of();

  /** Looks at the executors of a cluster. */
  interface Cluster {
    /** Waits for so many executors, or for those that come if 0, and examines them. */
    Report examine(Examination what, int executors) throws InterruptedException;
  }

  DoctorCommand(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (expected.orElse(1) < 1) {
      throw new UserError("--expect is %d; it must be at least 1.".formatted(expected.get()));
    }
    if (expected.isPresent() && !executors) {
      throw new UserError("--expect is for --executors; give both.");
    }
    Examination what =
        new Examination(config(), disk, Runtime.getRuntime().availableProcessors(), !quick);
    Report report = executors ? ofExecutors(what) : ofThisMachine(what);
    if (json) {
      spec.commandLine().getOut().println(report.json());
    }
    spec.commandLine().getOut().flush();
    return (report.canTrain() ? ExitCode.DONE : ExitCode.USER_ERROR).number();
  }

  private PretrainConfig config() {
    ConfigFile file =
        Optional.ofNullable(origin)
            .map(ConfigChoice.Origin::read)
            .orElseGet(() -> new Presets(Installation.home()).read(PRESET));
    return PretrainConfig.reader()
        .refusingOthers(
            "doctor compares a machine with what pre-training needs; choose a preset or a file"
                + " whose job is pretrain")
        .read(file, overrides)
        .config();
  }

  private Report ofExecutors(Examination what) throws InterruptedException {
    Report report = cluster.examine(what, expected.orElse(0));
    if (!json) {
      spec.commandLine().getOut().print(report.text());
    }
    return report;
  }

  private Report ofThisMachine(Examination what) throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Report report = Report.of(Doctor.examine(what, json ? progress() : lines(out)));
    if (!json) {
      out.println(report.verdict());
    }
    return report;
  }

  /** Findings as soon as they are there. */
  private static Doctor.Listener lines(PrintWriter out) {
    return new Doctor.Listener() {
      private Part last;

      @Override
      public void begins(Part part, String subject) {
        if (part != last) {
          out.println(Report.heading(part));
          out.flush();
          last = part;
        }
      }

      @Override
      public void found(Finding finding) {
        out.println(Report.line(finding));
        out.flush();
      }
    };
  }

  /** What goes on, beside the JSON. */
  private Doctor.Listener progress() {
    PrintWriter err = spec.commandLine().getErr();
    return new Doctor.Listener() {
      @Override
      public void begins(Part part, String subject) {
        err.println(Report.heading(part) + ": " + subject);
        err.flush();
      }

      @Override
      public void found(Finding finding) {}
    };
  }
}
