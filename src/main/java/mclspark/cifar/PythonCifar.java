package mclspark.cifar;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import mclspark.UserError;
import mclspark.dataset.CifarFormat;
import mclspark.dataset.shards.make.Rewriter;
import mclspark.storage.StoredFiles;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Rewrites batches of CIFAR for Python: class folders of PNG files, the fine labels' names. */
public final class PythonCifar implements Rewriter {

  private static final Pattern NAMES = Pattern.compile("train|test|data_batch_\\d+|test_batch");
  private static final int PICKLE_BEGIN = 0x80;
  private static final int ROWS = 1000;

  @Override
  public boolean takes(Path file, Configuration configuration) throws IOException {
    if (!NAMES.matcher(file.getName()).matches()) {
      return false;
    }
    FileSystem files = StoredFiles.fileSystem(file, configuration);
    if (!files.exists(file) || !files.getFileStatus(file).isFile()) {
      return false;
    }
    try (InputStream in = files.open(file)) {
      return in.read() == PICKLE_BEGIN;
    }
  }

  @Override
  public void write(Path file, OutputStream tar, Configuration configuration) throws IOException {
    try (CifarPickle batch = CifarPickle.open(file, configuration);
        TarArchiveOutputStream out =
            new TarArchiveOutputStream(tar, StandardCharsets.UTF_8.name())) {
      List<String> names = names(file, configuration);
      List<Integer> labels = batch.labels(names.size());
      for (int first = 0; first < labels.size(); first += ROWS) {
        int count = Math.min(ROWS, labels.size() - first);
        byte[] rows = batch.rows(first, count);
        for (int i = 0; i < count; i++) {
          String path =
              String.format(
                  Locale.ROOT,
                  "%s/%s-%05d.png",
                  names.get(labels.get(first + i)),
                  file.getName(),
                  first + i);
          add(out, path, PlanarPng.of(rows, i * CifarFormat.PICTURE_BYTES));
        }
      }
    }
  }

  private static void add(TarArchiveOutputStream out, String path, byte[] content)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(path);
    entry.setSize(content.length);
    out.putArchiveEntry(entry);
    out.write(content);
    out.closeArchiveEntry();
  }

  private static List<String> names(Path file, Configuration configuration) throws IOException {
    FileSystem files = StoredFiles.fileSystem(file, configuration);
    for (String name : List.of("batches.meta", "meta")) {
      Path meta = new Path(file.getParent(), name);
      if (files.exists(meta)) {
        try (CifarPickle pickle = CifarPickle.open(meta, configuration)) {
          return pickle.names();
        }
      }
    }
    throw new UserError(
        file
            + " has neither batches.meta nor meta beside it, which name its classes; unpack the"
            + " whole archive.");
  }
}
