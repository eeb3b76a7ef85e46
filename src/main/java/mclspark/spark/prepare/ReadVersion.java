package mclspark.spark.prepare;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import mclspark.UserError;
import mclspark.dataset.shards.ShardFolder;
import mclspark.spark.pictures.TableRequest;
import mclspark.storage.JsonFile;
import mclspark.storage.StorageErrors;
import mclspark.storage.StoredFiles;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Which state of which table a set of shards is made of, as {@code table.json} keeps it: for those
 * who ask later, and so that a job that is started again reads the same state.
 *
 * @param table its name in a catalog; empty for paths
 * @param data paths; empty for a table
 * @param version of a Delta table, or snapshot of an Iceberg table
 * @param where the condition on the rows; empty for all
 */
record ReadVersion(String table, List<String> data, String version, String where) {

  /** Checks that nothing is missing. */
  ReadVersion {
    Objects.requireNonNull(table);
    data = List.copyOf(data);
    Objects.requireNonNull(version);
    Objects.requireNonNull(where);
  }

  /** Paths are written in full: however they are spelled, a table is the same. */
  static ReadVersion of(TableRequest request, Configuration hadoop) throws IOException {
    List<String> data = new ArrayList<>();
    for (String place : request.data()) {
      data.add(StoredFiles.qualified(new Path(place), hadoop).toString());
    }
    return new ReadVersion(request.table(), data, request.version(), request.where());
  }

  /** The version that an unfinished job read, if this one wants the same rows of the same table. */
  static Optional<String> before(TableRequest request, ShardFolder folder, Configuration hadoop) {
    Path place = folder.table();
    try {
      Optional<ReadVersion> before = JsonFile.read(place, hadoop, ReadVersion.class);
      if (before.isEmpty()) {
        return Optional.empty();
      }
      String number = before.get().version();
      boolean same = before.get().equals(of(request.inVersion(number), hadoop));
      return Optional.of(number).filter(version -> same);
    } catch (JsonProcessingException e) {
      throw new UserError(place + " is damaged: remove it, then the newest rows are read.", e);
    } catch (IOException e) {
      throw StorageErrors.cannotRead(place, e);
    }
  }

  /** Writes the file, or removes that of another table where this one has no versions. */
  void write(ShardFolder folder, Configuration hadoop) {
    Path place = folder.table();
    if (!version.isEmpty()) {
      JsonFile.write(place, hadoop, this);
      return;
    }
    try {
      StoredFiles.fileSystem(place, hadoop).delete(place, false);
    } catch (IOException e) {
      throw StorageErrors.cannotWrite(place, e);
    }
  }
}
