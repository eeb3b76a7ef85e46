package mclspark.spark.embed;

import java.util.List;
import java.util.Optional;
import mclspark.embed.EmbeddingChoice;
import mclspark.spark.pictures.TableRequest;

/**
 * What {@link EmbedJob} is asked for.
 *
 * @param model a run, a checkpoint, or a file of one network
 * @param choice what of the model
 * @param input the pictures; without a format it is what lies there
 * @param keep the columns that stay, beside the picture's path; empty for all
 * @param out folder of the new table
 * @param csv whether it is CSV as lightly reads it instead of Parquet
 * @param mode what happens if the output is there already
 * @param column name of the new column
 * @param checksums whether {@code crc32c} and {@code length} of the files are added
 * @param settings how tasks work
 */
public record EmbedRequest(
    String model,
    EmbeddingChoice choice,
    TableRequest input,
    Optional<List<String>> keep,
    String out,
    boolean csv,
    OutputMode mode,
    String column,
    boolean checksums,
    EmbedSettings settings) {}
