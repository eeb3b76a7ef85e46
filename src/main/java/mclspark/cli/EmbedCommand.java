package mclspark.cli;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import mclspark.ExitCode;
import mclspark.UserError;
import mclspark.cli.jvm.HadoopSettings;
import mclspark.embed.EmbeddingChoice;
import mclspark.embed.Layer;
import mclspark.spark.embed.EmbedRequest;
import mclspark.spark.embed.EmbedSettings;
import mclspark.spark.embed.OutputMode;
import mclspark.spark.pictures.TableFormat;
import mclspark.spark.pictures.TableRequest;
import mclspark.step.Device;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mcl embed}: a table of pictures to a table of embeddings. */
@Command(
    name = "embed",
    description = {
      "Writes a table of pictures with the embeddings of a trained encoder instead of the bytes.",
      "A picture that cannot be read is a row with an error."
    })
final class EmbedCommand implements Callable<Integer> {

  /** Runs the job. */
  interface Runner {
    ExitCode run(EmbedRequest request) throws InterruptedException;
  }

  /** What the input may be called; all but tables of Spark's are folders. */
  enum InputFormat {
    parquet,
    delta,
    iceberg,
    binaryFile,
    shards,
    folder;

    TableFormat table() {
      return switch (this) {
        case parquet, shards -> TableFormat.PARQUET;
        case delta -> TableFormat.DELTA;
        case iceberg -> TableFormat.ICEBERG;
        case binaryFile, folder -> TableFormat.BINARY_FILE;
      };
    }
  }

  /** How the output is written. */
  enum OutputFormat {
    parquet,
    csv
  }

  /** What happens to broken pictures. */
  private enum OnError {
    NULL,
    FAIL
  }

  private final Runner runner;

  /** By hand, since its {@code --version} is a table's, not the program's. */
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Parameters(
      paramLabel = "MODEL",
      description = {
        "A run of pre-training, fine-tuning or supervised training, or an import, whose newest",
        "checkpoint is taken; a checkpoint; or a safetensors file of one network (mcl export)."
      })
  private String model;

  @Option(
      names = "--data",
      arity = "1..*",
      paramLabel = "PATH",
      description = "Folders, files or patterns of pictures or of a table.")
  private List<String> data = List.of();

  @Option(
      names = "--table",
      defaultValue = "",
      paramLabel = "NAME",
      description = "A table in one of Spark's catalogs, instead of --data.")
  private String table;

  @Option(
      names = "--version",
      defaultValue = "",
      paramLabel = "N",
      description = "A version of a Delta table, or a snapshot of an Iceberg table.")
  private String version;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for the new table, on any file system that Hadoop knows.")
  private String out;

  @Option(
      names = "--input-format",
      paramLabel = "FORMAT",
      description = {
        "parquet, delta, iceberg, binaryFile, shards (of mcl prepare) or folder (of pictures);",
        "without it, what lies there."
      })
  private InputFormat inputFormat;

  @Option(
      names = "--output-format",
      defaultValue = "parquet",
      paramLabel = "parquet|csv",
      description = "csv is filename,embedding_0,... (default: ${DEFAULT-VALUE}).")
  private OutputFormat outputFormat;

  @Option(
      names = "--image-column",
      defaultValue = "",
      paramLabel = "NAME",
      description = "The column of pictures; without it, the only one.")
  private String imageColumn;

  @Option(
      names = "--split",
      defaultValue = "",
      paramLabel = "NAME",
      description = "The part of a set of Hugging Face, such as train.")
  private String split;

  @Option(
      names = "--where",
      defaultValue = "",
      paramLabel = "SQL",
      description = "A condition on the rows.")
  private String where;

  @Option(
      names = "--keep-columns",
      split = ",",
      paramLabel = "NAME",
      description = "The columns that stay, beside path; without it, all but the pictures.")
  private List<String> keep;

  @Option(
      names = "--output-column",
      defaultValue = "embedding",
      paramLabel = "NAME",
      description = "The new column; NAME_error has the errors (default: ${DEFAULT-VALUE}).")
  private String column;

  @Option(
      names = "--no-checksums",
      description = "Leave out the columns crc32c and length of the pictures' files.")
  private boolean noChecksums;

  @Option(
      names = "--peer",
      defaultValue = "0",
      paramLabel = "N|all|mean",
      description = {
        "A peer from 0; all for a column of each; mean for the normalised mean of the peers'",
        "normalised vectors (default: ${DEFAULT-VALUE})."
      })
  private String peer;

  @Option(
      names = "--layer",
      defaultValue = "features",
      paramLabel = "features|projection",
      description = "The pooled features, or the head's output (default: ${DEFAULT-VALUE}).")
  private String layer;

  @Option(
      names = "--normalize",
      arity = "1",
      defaultValue = "true",
      paramLabel = "BOOLEAN",
      description = "Whether embeddings have norm 1 (default: ${DEFAULT-VALUE}).")
  private boolean normalize;

  @Option(
      names = "--batch-size",
      defaultValue = "0",
      paramLabel = "N",
      description = "Pictures of a forward pass; 0 is 32 on a CPU and 256 on a GPU (default: 0).")
  private int batch;

  @Option(
      names = "--resize",
      defaultValue = "0",
      paramLabel = "PIXELS",
      description = "Shorter side before the centre crop; 0 is the model's (default: 0).")
  private int resize;

  @Option(
      names = "--crop-size",
      defaultValue = "0",
      paramLabel = "PIXELS",
      description = "Side of the centre crop; 0 is the model's (default: 0).")
  private int cropSize;

  @Option(
      names = "--device",
      defaultValue = "auto",
      paramLabel = "auto|cpu|gpu",
      description = "auto takes the GPU that Spark assigned (default: ${DEFAULT-VALUE}).")
  private String device;

  @Option(
      names = "--on-error",
      defaultValue = "null",
      paramLabel = "null|fail",
      description =
          "A broken picture is a row with an error, or ends the job (default: ${DEFAULT-VALUE}).")
  private String onError;

  @Option(
      names = "--mode",
      defaultValue = "error",
      paramLabel = "MODE",
      description = {
        "If the output exists: error, overwrite, ignore, or append, which embeds only the pictures",
        "whose path is not there yet (default: ${DEFAULT-VALUE})."
      })
  private String mode;

  EmbedCommand(Runner runner) {
    this.runner = runner;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (data.isEmpty() == table.isEmpty()) {
      throw new UserError("Name the pictures by --data or by --table, one of both.");
    }
    EmbeddingChoice choice =
        new EmbeddingChoice(peer, word(Layer.class, "--layer", layer), normalize, resize, cropSize);
    EmbedSettings settings =
        new EmbedSettings(
            batch,
            word(Device.class, "--device", device),
            word(OnError.class, "--on-error", onError) == OnError.FAIL);
    EmbedRequest request =
        new EmbedRequest(
            model,
            choice,
            new TableRequest(table, data, format(), version, split, where, imageColumn, ""),
            Optional.ofNullable(keep),
            out,
            outputFormat == OutputFormat.csv,
            word(OutputMode.class, "--mode", mode),
            column,
            !noChecksums,
            settings);
    return runner.run(request).number();
  }

  private static <E extends Enum<E>> E word(Class<E> type, String option, String given) {
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(given)) {
        return constant;
      }
    }
    throw new UserError(
        "%s is %s; it must be one of %s.".formatted(option, given, String.join(", ", words(type))));
  }

  private static <E extends Enum<E>> List<String> words(Class<E> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  private Optional<TableFormat> format() {
    if (!table.isEmpty()) {
      return Optional.empty();
    }
    if (inputFormat != null) {
      return Optional.of(inputFormat.table());
    }
    try {
      return Optional.of(
          TableFormat.of(data.get(0), HadoopSettings.read()).orElse(TableFormat.BINARY_FILE));
    } catch (IOException e) {
      throw new UserError(
          data.get(0) + " cannot be read: " + e.getMessage() + ". Check the path.", e);
    }
  }
}
