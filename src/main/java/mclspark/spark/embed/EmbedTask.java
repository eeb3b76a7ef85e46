package mclspark.spark.embed;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import mclspark.UserError;
import mclspark.embed.EmbeddingNetwork;
import mclspark.embed.EmbeddingStream;
import mclspark.embed.LoadedModels;
import mclspark.run.WorkerEnvironment;
import mclspark.spark.barrier.GpuResources;
import mclspark.spark.cluster.SparkMaster;
import mclspark.step.Device;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.TaskCompletionListener;
import scala.collection.immutable.ArraySeq;

/** Embeds the pictures of one partition. */
final class EmbedTask implements MapPartitionsFunction<Row, Row> {

  private static final long serialVersionUID = 1L;

  private final Broadcast<byte[]> model;
  private final String modelId;
  private final int resize;
  private final EmbeddingColumns.Layout layout;
  private final EmbedSettings settings;
  private final LongAccumulator done; // null if nobody counts

  EmbedTask(
      Broadcast<byte[]> model,
      String modelId,
      int resize,
      EmbeddingColumns.Layout layout,
      EmbedSettings settings,
      LongAccumulator done) {
    this.model = model;
    this.modelId = modelId;
    this.resize = resize;
    this.layout = layout;
    this.settings = settings;
    this.done = done;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return rows;
    }
    TaskContext context = TaskContext.get();
    SparkConf conf = SparkEnv.get().conf();
    OptionalInt gpu = device(context, conf);
    EmbeddingNetwork network = LoadedModels.open(modelId, model::value, gpu, context.cpus());
    TaskCompletionListener listener = ended -> network.close();
    context.addTaskCompletionListener(listener);
    EmbeddingStream.Settings stream =
        new EmbeddingStream.Settings(resize, settings.batch(gpu.isPresent()), threads(conf));
    Iterator<EmbeddingStream.Embedded<Row>> embedded =
        new EmbeddingStream<>(new Pictures(rows), network, stream);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return embedded.hasNext();
      }

      @Override
      public Row next() {
        return row(embedded.next());
      }
    };
  }

  /** Threads that decode for all tasks of this process: one for each of its cores. */
  private static int threads(SparkConf conf) {
    return conf.getInt("spark.executor.cores", Runtime.getRuntime().availableProcessors());
  }

  private OptionalInt device(TaskContext context, SparkConf conf) {
    if (settings.device() == Device.CPU) {
      return OptionalInt.empty();
    }
    int visible = WorkerEnvironment.visibleGpus();
    boolean local = SparkMaster.of(conf).isLocal();
    return GpuResources.choose(
        settings.device() == Device.GPU,
        GpuResources.address(context.resourcesJMap()),
        local ? OptionalInt.of(context.partitionId() % Math.max(1, visible)) : OptionalInt.empty(),
        new GpuResources.Engine(visible, WorkerEnvironment.torchBuild()),
        Optional.ofNullable(System.getenv("CUDA_VISIBLE_DEVICES")).filter(list -> !list.isBlank()));
  }

  /** Rows with their pictures. */
  private final class Pictures implements Iterator<EmbeddingStream.Picture<Row>> {

    private final Iterator<Row> rows;

    Pictures(Iterator<Row> rows) {
      this.rows = rows;
    }

    @Override
    public boolean hasNext() {
      return rows.hasNext();
    }

    @Override
    public EmbeddingStream.Picture<Row> next() {
      Row row = rows.next();
      Object[] carried = new Object[layout.carried()];
      for (int i = 0; i < carried.length; i++) {
        carried[i] = row.get(i);
      }
      byte[] bytes = row.isNullAt(carried.length) ? null : (byte[]) row.get(carried.length);
      return new EmbeddingStream.Picture<>(RowFactory.create(carried), bytes);
    }
  }

  private Row row(EmbeddingStream.Embedded<Row> embedded) {
    if (settings.fail() && embedded.error() != null) {
      throw new UserError(
          "The picture%s cannot be embedded: %s. Mend or remove it, or let such rows have an error instead."
              .formatted(name(embedded.row()), embedded.error()));
    }
    List<String> sums = layout.checksums();
    Object[] values = new Object[layout.carried() + sums.size() + layout.vectors() + 1];
    int next = 0;
    while (next < layout.carried()) {
      values[next] = embedded.row().get(next);
      next++;
    }
    for (String sum : sums) {
      long value = sum.equals(EmbeddingColumns.CRC) ? embedded.crc32c() : embedded.length();
      values[next++] = embedded.length() < 0 ? null : value;
    }
    for (int i = 0; i < layout.vectors(); i++) {
      values[next++] =
          embedded.error() == null ? ArraySeq.unsafeWrapArray(embedded.vectors().get(i)) : null;
    }
    values[next] = embedded.error();
    if (done != null) {
      done.add(1);
    }
    return RowFactory.create(values);
  }

  private String name(Row row) {
    return layout.path() < 0 ? "" : " " + row.get(layout.path());
  }
}
