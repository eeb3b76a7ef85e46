package mclspark.cli;

import java.io.PrintWriter;
import mclspark.data.Cifar100Download;
import mclspark.data.shapes.ShapesGenerator;
import mclspark.data.shapes.ShapesSettings;
import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code mcl data}: brings pictures to train on. */
@Command(
    name = "data",
    description = "Brings pictures to train on: downloads CIFAR-100 or generates shapes.")
final class DataCommand {

  private static final long MEGABYTE = 1_000_000;

  @Spec private CommandSpec spec;

  @Command(
      name = "cifar100",
      description = "Downloads the official binary archive of CIFAR-100 and checks its digest.")
  int cifar100(
      @Option(
              names = "--out",
              required = true,
              paramLabel = "DIR",
              description = "Folder for train.bin, test.bin and the names.")
          String folder) {
    PrintWriter out = spec.commandLine().getOut();
    long[] shown = {0};
    Cifar100Download.official()
        .to(
            folder,
            new Configuration(),
            bytes -> {
              if (bytes - shown[0] >= 20 * MEGABYTE) {
                shown[0] = bytes;
                out.println(bytes / MEGABYTE + " MB ...");
                out.flush();
              }
            });
    return done("CIFAR-100 is in " + folder + ".");
  }

  @Command(
      name = "shapes",
      description = {
        "Generates labelled pictures of shapes in CIFAR-100's format. Classes differ by shape and",
        "texture; position, size, rotation, colours, light, background and noise are random."
      })
  int shapes(
      @Option(names = "--out", required = true, paramLabel = "DIR", description = "Folder.")
          String folder,
      @Option(
              names = "--classes",
              defaultValue = "20",
              description = "Classes, 2 to 48 (${DEFAULT-VALUE}).")
          int classes,
      @Option(
              names = "--train",
              defaultValue = "10000",
              description = "Training pictures (${DEFAULT-VALUE}).")
          int train,
      @Option(
              names = "--test",
              defaultValue = "2000",
              description = "Test pictures (${DEFAULT-VALUE}).")
          int test,
      @Option(names = "--seed", defaultValue = "1", description = "Seed (${DEFAULT-VALUE}).")
          long seed,
      @Option(
              names = "--difficulty",
              defaultValue = "1",
              description = "Clutter and noise, 0 to 3 (${DEFAULT-VALUE}).")
          double difficulty) {
    ShapesSettings settings = new ShapesSettings(classes, train, test, seed, difficulty);
    new ShapesGenerator(settings).write(folder, new Configuration());
    return done(
        "%d training and %d test pictures of %d classes are in %s."
            .formatted(train, test, classes, folder));
  }

  private int done(String sentence) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(sentence);
    out.flush();
    return ExitCode.DONE.number();
  }
}
