package mclspark.spark.search;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mclspark.spark.cluster.SparkSettings;
import mclspark.storage.CommittedFile;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder that a comparison of tables leaves. */
public final class DriftFiles {

  private static final Logger LOG = LoggerFactory.getLogger(DriftFiles.class);
  private static final int LARGEST = 256 << 10;
  private static final byte[] NONE = {};

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final String out;
  private final Configuration hadoop = SparkSettings.hadoop(SparkSettings.conf("mcl drift"));
  private final Set<String> homes;

  /**
   * Names the folder; touches nothing yet.
   *
   * @param tables whose file systems may hold pictures, beside the default one and the local disk
   */
  public DriftFiles(String out, List<String> tables) {
    this.out = out;
    this.homes =
        Stream.concat(tables.stream(), Stream.of("file:///"))
            .map(table -> home(new Path(table)))
            .collect(Collectors.toSet());
    homes.add(home(new Path("/")));
  }

  private String home(Path path) {
    URI uri = path.toUri();
    boolean own = uri.getScheme() == null && uri.getAuthority() == null;
    URI home = own ? FileSystem.getDefaultUri(hadoop) : uri;
    return home.getScheme() + "://" + home.getAuthority();
  }

  /**
   * Writes {@code drift.json}.
   *
   * @throws mclspark.UserError if that is not possible
   */
  public void writeJson(Map<String, Object> content) {
    try {
      write("drift.json", JSON.writeValueAsString(new TreeMap<>(content)) + "\n");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("numbers and texts are JSON", e);
    }
  }

  /**
   * Writes {@code drift.html}.
   *
   * @throws mclspark.UserError if that is not possible
   */
  public void writePage(String page) {
    write("drift.html", page);
  }

  private void write(String name, String text) {
    Path place = new Path(out, name);
    CommittedFile.write(
        place, hadoop, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * A small JPEG or PNG at a path; no bytes if the id is no path of one. An id is content of a
   * table: no other server is asked because its name stands there.
   */
  public byte[] picture(String id) {
    try {
      Path path = new Path(id);
      if (!homes.contains(home(path))) {
        LOG.info("{} is not shown: it is on another file system than the tables", id);
        return NONE;
      }
      FileSystem files = StoredFiles.fileSystem(path, hadoop);
      if (!files.exists(path) || files.getFileStatus(path).getLen() > LARGEST) {
        return NONE;
      }
      try (InputStream in = files.open(path)) {
        byte[] bytes = in.readNBytes(LARGEST);
        return isShown(bytes) ? bytes : NONE;
      }
    } catch (IOException | RuntimeException e) { // a missing connector throws the latter
      LOG.info("{} is not shown: {}", id, e.toString());
      return NONE;
    }
  }

  private static boolean isShown(byte... bytes) {
    boolean jpeg = bytes.length > 2 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xD8;
    boolean png = bytes.length > 3 && bytes[0] == (byte) 0x89 && bytes[1] == 'P';
    return jpeg || png;
  }
}
