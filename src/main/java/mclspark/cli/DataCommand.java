package mclspark.cli;

import java.io.PrintWriter;
import java.util.function.LongConsumer;
import mclspark.ExitCode;
import mclspark.UserError;
import mclspark.cli.jvm.HadoopSettings;
import mclspark.dataset.Cifar100Download;
import mclspark.dataset.shapes.ShapesGenerator;
import mclspark.dataset.shapes.ShapesSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mcl data}: gets picture sets, from the network or from nothing. */
@Command(
    name = "data",
    synopsisSubcommandLabel = "COMMAND",
    description = "Downloads or generates a labelled picture set in CIFAR-100 binary format.")
final class DataCommand {

  private static final long MEGABYTE = 1_000_000;
  private static final long TOLD_EVERY = 20 * MEGABYTE;

  private final Cifar100Download download;

  @Spec private CommandSpec spec;

  /** Creates the command around the archive that it downloads. */
  DataCommand(Cifar100Download download) {
    this.download = download;
  }

  @Command(
      name = "cifar100",
      description = "Downloads CIFAR-100 (169 MB), verifies its checksum and unpacks it.")
  int cifar100(
      @Option(
              names = "--out",
              required = true,
              paramLabel = "DIR",
              description = "Folder for the files, on any file system that Hadoop knows.")
          String out) {
    download.to(checked(out), HadoopSettings.read(), progress());
    tell("CIFAR-100 is", out);
    return ExitCode.DONE.number();
  }

  @Command(
      name = "shapes",
      description =
          "Generates pictures of shapes, without a network; a class is shape and texture.")
  int shapes(
      @Option(
              names = "--out",
              required = true,
              paramLabel = "DIR",
              description = "Folder for the files, on any file system that Hadoop knows.")
          String out,
      @Option(
              names = "--classes",
              paramLabel = "N",
              defaultValue = "20",
              description = "Classes, 2 to 48 (default: ${DEFAULT-VALUE}).")
          int classes,
      @Option(
              names = "--train",
              paramLabel = "N",
              defaultValue = "10000",
              description = "Training pictures (default: ${DEFAULT-VALUE}).")
          int train,
      @Option(
              names = "--test",
              paramLabel = "N",
              defaultValue = "2000",
              description = "Test pictures (default: ${DEFAULT-VALUE}).")
          int test,
      @Option(
              names = "--seed",
              paramLabel = "N",
              defaultValue = "0",
              description = "Another seed gives other pictures (default: ${DEFAULT-VALUE}).")
          long seed) {
    ShapesSettings settings = new ShapesSettings(classes, train, test, seed, 1);
    new ShapesGenerator(settings).write(checked(out), HadoopSettings.read());
    tell("%d training and %d test pictures of %d classes are".formatted(train, test, classes), out);
    return ExitCode.DONE.number();
  }

  private static String checked(String folder) {
    if (folder.isBlank()) {
      throw new UserError("--out is empty; name the folder for the files.");
    }
    return folder;
  }

  /** Tells where the set lies and how a job takes it. */
  private void tell(String what, String folder) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(what + " in " + folder + ".");
    out.println(
        "Train with: data.format=cifar100 data.train=%1$s/train.bin data.test=%1$s/test.bin"
            .formatted(folder));
    out.flush();
  }

  private LongConsumer progress() {
    PrintWriter out = spec.commandLine().getOut();
    long[] told = {0};
    return bytes -> {
      if (bytes >= told[0] + TOLD_EVERY) {
        told[0] = bytes;
        out.println("Downloaded " + bytes / MEGABYTE + " MB");
        out.flush();
      }
    };
  }
}
