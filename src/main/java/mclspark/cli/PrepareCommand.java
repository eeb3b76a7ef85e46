package mclspark.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import mclspark.UserError;
import mclspark.dataset.shards.make.Labelling;
import mclspark.spark.prepare.PrepareRequest;
import mclspark.spark.prepare.TableSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mcl prepare}: pictures to shards. */
@Command(
    name = "prepare",
    description =
        "Turns folders, tar files or tables of pictures into Parquet shards, shuffled once, for"
            + " data.format=shards.")
final class PrepareCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      arity = "1..*",
      paramLabel = "PATH",
      description = {
        "A folder with a sub-folder of pictures per class, any folder of pictures, a folder of tar",
        "files, or a tar file; ImageNet's training set as it comes: one tar file of a tar file per",
        "class. Patterns of WebDataset are read, too: dir/train-{0000..0146}.tar, a.tar::b.tar. Or"
            + " a",
        "table: a folder of Parquet files, as Hugging Face has them, or of a Delta or Iceberg"
            + " table."
      })
  private List<String> data = List.of();

  /** By hand, since its {@code --version} is a table's, not the program's. */
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  @SuppressWarnings("UnusedVariable") // picocli looks at it
  private boolean help;

  @Mixin private TableOptions table = new TableOptions();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "New folder for the shards, on any file system that Hadoop knows.")
  private String out;

  @Option(
      names = "--labels",
      paramLabel = "RULE",
      defaultValue = "",
      description = {
        "Where the labels are (default: where the data have them): none; folder, the names of",
        "class folders or tar files; cls or json:KEY, in the files of WebDataset; column, in",
        "metadata.csv or metadata.jsonl; or a text file with a line for each picture, NAME CLASS,",
        "or CLASS alone in the order of the pictures' names."
      })
  private String labels;

  @Option(names = "--unlabelled", description = "The same as --labels none.")
  private boolean unlabelled;

  @Option(
      names = "--label-column",
      paramLabel = "NAME",
      defaultValue = "",
      description = {
        "Column of the labels, in a table or in metadata.csv; by itself the only ClassLabel of",
        "Hugging Face, or a column label, class or cls."
      })
  private String labelColumn;

  @Option(
      names = "--class-names",
      paramLabel = "FILE",
      defaultValue = "",
      description = {
        "A text file with names for labels that are numbers: a name a line from 0 on, or NUMBER",
        "NAME in every line. It also gives the order of the classes."
      })
  private String classNames;

  @Option(
      names = "--shorter-side",
      paramLabel = "PIXELS",
      defaultValue = "0",
      description = "Resize larger pictures to this shorter side; 0 keeps all files as they are.")
  private int shorterSide;

  @Option(
      names = "--quality",
      paramLabel = "N",
      defaultValue = "90",
      description = "JPEG quality of resized pictures (default: ${DEFAULT-VALUE}).")
  private int quality;

  @Option(
      names = "--shard-rows",
      paramLabel = "N",
      defaultValue = "4096",
      description = "Pictures of a shard (default: ${DEFAULT-VALUE}).")
  private int shardRows;

  @Option(
      names = "--row-group-rows",
      paramLabel = "N",
      defaultValue = "128",
      description = "Pictures of a row group, read as a whole (default: ${DEFAULT-VALUE}).")
  private int rowGroupRows;

  @Option(
      names = "--shuffle-window",
      paramLabel = "N",
      defaultValue = "8",
      description =
          "Row groups that each logical rank of a training keeps and shuffles at a time"
              + " (default: ${DEFAULT-VALUE}).")
  private int shuffleWindow;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "0",
      description = "Another seed gives another order (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--reject-limit",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "Broken pictures left out and listed before the job stops (default: ${DEFAULT-VALUE}).")
  private int rejectLimit;

  @Option(
      names = "--rapids",
      description = "Run data frames on the GPU; needs the RAPIDS plugin's jar.")
  private boolean rapids;

  @Override
  public Integer call() throws Exception {
    if (unlabelled && !labels.isEmpty() && !labels.equals("none")) {
      throw new UserError("--unlabelled and --labels exclude each other; choose one.");
    }
    String rule = unlabelled ? "none" : labels;
    Optional<TableSource> source = table.source(data, rule, labelColumn, classNames);
    return Jobs.prepare(
            new PrepareRequest(
                data,
                out,
                shorterSide,
                quality,
                shardRows,
                rowGroupRows,
                shuffleWindow,
                seed,
                rejectLimit,
                rapids,
                source.isPresent() ? Labelling.NONE : labelling(rule),
                source))
        .number();
  }

  private Labelling labelling(String rule) {
    String column = labelColumn.isEmpty() ? "label" : labelColumn;
    return Labelling.parse(rule, column, classNames);
  }
}
