package mclspark.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import mclspark.ExitCode;
import mclspark.UserError;
import mclspark.bench.CollectiveBench;
import mclspark.bench.DataBench;
import mclspark.bench.GeneratedJpegs;
import mclspark.bench.PeerStepBench;
import mclspark.bench.ReaderBench;
import mclspark.bench.ScaleReport;
import mclspark.bench.StepBench;
import mclspark.cli.jvm.HadoopSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mcl bench}: measures parts of the program on this machine. */
@Command(
    name = "bench",
    subcommands = EmbedBenchCommand.class, // needs Spark, so it is a class of its own
    synopsisSubcommandLabel = "COMMAND",
    description = "Measures parts of the program on this machine.")
final class BenchCommand {

  private static final int GENERATED = 32;
  private static final int DIM = 128;

  @Spec private CommandSpec spec;

  @Command(
      name = "step",
      description = {
        "A whole training step against the bare networks' passes inside it:",
        "MoCo + MCL, or with --supervised all losses of supervised peers on CIFAR."
      })
  int step(
      @Option(
              names = "--supervised",
              description = "A supervised step; try --arch resnet32 --size 32 --batch 128.")
          boolean supervised,
      @Option(
              names = "--arch",
              defaultValue = "resnet18",
              description = "Architecture (default: ${DEFAULT-VALUE}).")
          String arch,
      @Option(
              names = "--peers",
              defaultValue = "2",
              description = "Peers (default: ${DEFAULT-VALUE}).")
          int peers,
      @Option(
              names = "--size",
              defaultValue = "64",
              description = "Side of a crop in pixels (default: ${DEFAULT-VALUE}).")
          int size,
      @Option(
              names = "--batch",
              defaultValue = "64",
              description = "Rows (default: ${DEFAULT-VALUE}).")
          int batch,
      @Option(
              names = "--queue",
              defaultValue = "65536",
              description = "Negative keys K (default: ${DEFAULT-VALUE}).")
          int queue,
      @Option(
              names = "--device",
              defaultValue = "cpu",
              description = "cpu or gpu, the first one (default: ${DEFAULT-VALUE}).")
          String device,
      @Option(
              names = "--threads",
              defaultValue = "2",
              description = "Threads of libtorch (default: ${DEFAULT-VALUE}).")
          int threads,
      @Option(
              names = "--precision",
              defaultValue = "float32",
              description = "float32, or bf16 against float32 in turn (default: ${DEFAULT-VALUE}).")
          String precision,
      @Option(
              names = "--steps",
              defaultValue = "15",
              description = "Measured pairs (default: ${DEFAULT-VALUE}).")
          int steps) {
    // what a training may have
    upTo(100_000, "--steps", steps);
    upTo(16, "--peers", peers);
    upTo(1024, "--size", size);
    upTo(1 << 20, "--batch", batch);
    upTo(1 << 24, "--queue", queue);
    upTo(1024, "--threads", threads);
    boolean gpu = device.equals("gpu");
    if (!gpu && !device.equals("cpu")) {
      throw new UserError("--device is " + device + "; it must be cpu or gpu.");
    }
    boolean bf16 = precision.equals("bf16");
    if (!bf16 && !precision.equals("float32")) {
      throw new UserError("--precision is " + precision + "; it must be float32 or bf16.");
    }
    if (bf16 && supervised) {
      throw new UserError("--supervised measures in float32 alone; leave out --precision bf16.");
    }
    PrintWriter out = spec.commandLine().getOut();
    if (supervised) {
      out.println(
          PeerStepBench.run(
              new PeerStepBench.Options(arch, peers, size, batch, gpu, threads, steps)));
    } else {
      out.println(
          StepBench.run(
              new StepBench.Options(
                  arch, peers, size, batch, queue, DIM, gpu, threads, true, bf16, steps)));
    }
    out.flush();
    return ExitCode.DONE.number();
  }

  @Command(
      name = "data",
      description = "Pictures that one core decodes and augments a second, with each decoder.")
  int data(
      @Parameters(
              arity = "0..1",
              paramLabel = "FOLDER",
              description = "Pictures to measure with; without it, generated ones.")
          Path folder,
      @Option(
              names = "--pictures",
              paramLabel = "N",
              defaultValue = "256",
              description = "Take N pictures of the folder (default: ${DEFAULT-VALUE}).")
          int most,
      @Option(
              names = "--rounds",
              paramLabel = "N",
              defaultValue = "5",
              description = "Measured rounds (default: ${DEFAULT-VALUE}).")
          int rounds,
      @Option(
              names = "--shards",
              paramLabel = "DIR",
              description = "Compare reading FOLDER with reading DIR, its shards.")
          String shards) {
    atLeastOne("--pictures", most);
    atLeastOne("--rounds", rounds);
    if (shards != null) {
      return readers(folder, shards, rounds);
    }
    List<byte[]> pictures =
        folder == null
            ? GeneratedJpegs.make(Math.min(GENERATED, most))
            : DataBench.read(folder, most);
    PrintWriter out = spec.commandLine().getOut();
    out.println(folder == null ? "Generated pictures, 500 x 375" : "Pictures of " + folder);
    out.println("One thread, in memory. Pictures a second of CPU time (by the clock):");
    for (DataBench.Rate rate : new DataBench(pictures, rounds).run()) {
      out.println(line(rate));
    }
    out.flush();
    return ExitCode.DONE.number();
  }

  private int readers(Path folder, String shards, int rounds) {
    if (folder == null) {
      throw new UserError("--shards compares with a folder; name the folder too.");
    }
    PrintWriter out = spec.commandLine().getOut();
    out.println("One thread, an epoch's order. Pictures a second of CPU time (by the clock):");
    new ReaderBench(folder.toString(), shards, rounds, HadoopSettings.read())
        .run()
        .forEach(out::println);
    out.flush();
    return ExitCode.DONE.number();
  }

  @Command(
      name = "collective",
      description =
          "Time of an all-reduce among 2 and 4 JVMs of this machine, in shared memory, over"
              + " loopback TCP and over encrypted TCP, beside a bare copy through loopback TCP.")
  int collective(
      @Option(
              names = "--rounds",
              paramLabel = "N",
              defaultValue = "15",
              description = "Measured rounds (default: ${DEFAULT-VALUE}).")
          int rounds,
      @Option(
              names = "--megabytes",
              paramLabel = "N",
              split = ",",
              defaultValue = "45,90",
              description = "Sizes of the buffers, up to 2000 (default: ${DEFAULT-VALUE}).")
          List<Integer> megabytes)
      throws IOException {
    atLeastOne("--rounds", rounds);
    for (int size : megabytes) {
      atLeastOne("--megabytes", size);
      if (size > 2000) {
        throw new UserError("--megabytes is " + size + "; it must be at most 2000.");
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    CollectiveBench.runAll(
        rounds,
        megabytes,
        result -> {
          out.println(result);
          out.flush();
        });
    return ExitCode.DONE.number();
  }

  @Command(
      name = "scale",
      description = {
        "Set-up and all-reduce of many workers over loopback TCP, each a thread of this process;",
        "how far a model that is fitted on groups of 24 and 80 is off at the others; and what it",
        "expects of clusters, with a machine for each worker."
      })
  int scale(
      @Option(
              names = "--workers",
              paramLabel = "N",
              split = ",",
              defaultValue = "16,32,64,96",
              description = "Groups that check the model (default: ${DEFAULT-VALUE}).")
          List<Integer> workers,
      @Option(
              names = "--megabytes",
              paramLabel = "N",
              defaultValue = "4",
              description = "Size of the buffer, up to 100 (default: ${DEFAULT-VALUE}).")
          int megabytes,
      @Option(
              names = "--rounds",
              paramLabel = "N",
              defaultValue = "5",
              description = "Measured rounds (default: ${DEFAULT-VALUE}).")
          int rounds)
      throws InterruptedException {
    atLeastOne("--rounds", rounds);
    atLeastOne("--megabytes", megabytes);
    if (megabytes > 100 || workers.stream().anyMatch(size -> size < 2)) {
      throw new UserError("--workers must be at least 2 each, --megabytes at most 100.");
    }
    new ScaleReport(spec.commandLine().getOut()).write(workers, megabytes * 1_000_000, rounds);
    return ExitCode.DONE.number();
  }

  private static String line(DataBench.Rate rate) {
    return String.format(
        Locale.ROOT,
        "%-20s %7.0f (%.0f)  %s; median of %d rounds of %d pictures",
        rate.work(),
        rate.perCpuSecond(),
        rate.perSecond(),
        rate.decoder(),
        rate.rounds(),
        rate.pictures());
  }

  private static void upTo(int most, String option, int value) {
    atLeastOne(option, value);
    if (value > most) {
      throw new UserError("%s is %d; it must be at most %d.".formatted(option, value, most));
    }
  }

  private static void atLeastOne(String option, int value) {
    if (value < 1) {
      throw new UserError(option + " is " + value + "; it must be at least 1.");
    }
  }
}
