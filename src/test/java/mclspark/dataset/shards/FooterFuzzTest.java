package mclspark.dataset.shards;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mclspark.fuzz.Fuzz;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged texts in the footers of Parquet files, and beside shards. */
final class FooterFuzzTest {

  @TempDir Path folder;

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void damagedFeaturesAreReadOrRefused() throws Exception {
    Fuzz.of(
            "Parquet key huggingface",
            text(
                """
                {"info": {"features": {"image": {"_type": "Image"}, "label":
                {"names": ["cat", "dog"], "_type": "ClassLabel"}}}}
                """))
        .declaring(JsonProcessingException.class)
        .run(input -> HuggingFaceFeatures.of(footer(new String(input, UTF_8))));
  }

  private static ParquetMetadata footer(String value) {
    FileMetaData data =
        new FileMetaData(
            MessageTypeParser.parseMessageType("message m { required int32 a; }"),
            Map.of("huggingface", value),
            "test");
    return new ParquetMetadata(data, List.of());
  }

  @Test
  void damagedSetsOfShardsAreReadOrRefused() throws Exception {
    ShardFolder shards = new ShardFolder(folder.toString());
    Configuration hadoop = new Configuration();
    ShardSet set =
        new ShardSet(
            ShardSet.FORMAT,
            ShardSet.VERSION,
            1,
            8,
            64,
            256,
            90,
            0,
            2,
            List.of("caption"),
            List.of(new ShardSet.ClassEntry("cat", 3)),
            List.of(new ShardSet.FileEntry(0, 5, 1000)));
    ShardSetFile.write(set, shards, hadoop);
    Files.createFile(folder.resolve(shards.marker().getName()));
    Path file = folder.resolve(shards.classes().getName());
    Fuzz.of("classes.json", Files.readAllBytes(file))
        .run(
            input -> {
              Files.write(file, input);
              ShardSetFile.read(shards, hadoop);
            });
  }
}
