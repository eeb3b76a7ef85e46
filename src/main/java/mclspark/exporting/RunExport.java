package mclspark.exporting;

import java.io.IOException;
import mclspark.UserError;
import mclspark.checkpoint.Checkpoint;
import mclspark.checkpoint.CheckpointReader;
import mclspark.checkpoint.ExportFormat;
import mclspark.checkpoint.NamedPath;
import mclspark.run.JobConfig;
import mclspark.storage.Storage;
import mclspark.storage.StorageErrors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSError;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder {@code export} that a run leaves: {@code peer-0.safetensors} and the like, of its last
 * checkpoint. An older one is replaced.
 */
public final class RunExport {

  private static final Logger LOG = LoggerFactory.getLogger(RunExport.class);

  private final JobConfig config;
  private final Configuration hadoop;

  private RunExport(JobConfig config, Configuration hadoop) {
    this.config = config;
    this.hadoop = hadoop;
  }

  /** Writes what {@code export.formats} wants; a failure is told and harms nothing else. */
  public static void write(JobConfig config, Configuration hadoop) {
    if (!config.export().formats().isEmpty()) {
      new RunExport(config, hadoop).write();
    }
  }

  private void write() {
    try {
      Checkpoint checkpoint = new CheckpointReader(hadoop).resolve(config.output());
      for (int peer = 0; peer < checkpoint.manifest().run().peers(); peer++) {
        for (ExportFormat format : config.export().formats()) {
          write(checkpoint, peer, format);
        }
      }
    } catch (UserError e) {
      LOG.warn("Nothing was exported: {}", e.getMessage());
    }
  }

  private void write(Checkpoint checkpoint, int peer, ExportFormat format) {
    String name = "export/peer-" + peer + format.ending();
    String file = config.output() + "/" + name;
    ExportRequest request = new ExportRequest(config.output(), peer, format, file, false);
    try {
      delete(NamedPath.of(file, hadoop));
      CheckpointExport.run(request, checkpoint, hadoop, LOG::warn);
    } catch (UserError e) {
      LOG.warn("{} was not exported: {}", name, e.getMessage());
    } catch (RuntimeException | LinkageError e) { // such as a driver without libtorch
      LOG.warn(
          "{} was not exported; the run has ended well, so try mcl export {} --peer {} --format {}"
              + " --out FILE.",
          name,
          config.output(),
          peer,
          format.label(),
          e);
    }
  }

  private static void delete(NamedPath old) {
    try {
      Storage.delete(old.fileSystem(), old.path());
    } catch (IOException | FSError e) {
      throw StorageErrors.cannotWrite(old.path(), e);
    }
  }
}
