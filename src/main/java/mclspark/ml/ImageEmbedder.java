package mclspark.ml;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import mclspark.UserError;
import mclspark.embed.EmbeddingChoice;
import mclspark.embed.EmbeddingModel;
import mclspark.embed.Layer;
import mclspark.spark.embed.EmbedSettings;
import mclspark.spark.embed.EmbeddingColumns;
import mclspark.spark.embed.TableEmbedding;
import mclspark.step.Device;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.shared.HasInputCol;
import org.apache.spark.ml.param.shared.HasOutputCol;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the embeddings of a column of pictures: {@code array<float>} without null elements, and null
 * where a picture cannot be read, with the reason in a column {@code OUTPUT_error}. The pictures'
 * bytes are left out, all other columns stay; of a struct of Hugging Face the path stays as column
 * {@code path}. What the vectors are stands in their column's metadata, see {@link
 * mclspark.embed.Provenance}. The table is embedded anew at every action, so write or cache it.
 */
public final class ImageEmbedder extends Transformer
    implements HasInputCol, HasOutputCol, DefaultParamsWritable {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(ImageEmbedder.class);

  private final String uid;

  private Param<String> inputCol;
  private Param<String> outputCol;
  private final Param<String> modelPath;
  private final Param<String> peer;
  private final Param<String> layer;
  private final Param<String> device;
  private final Param<String> onError;
  private final BooleanParam normalize;
  private final IntParam batchSize;
  private final IntParam resize;
  private final IntParam cropSize;

  /** The model that was read last, on the driver. */
  private transient Opened opened;

  private record Opened(String path, EmbeddingChoice choice, EmbeddingModel model) {}

  /** An embedder of this identity, as loading makes it. */
  public ImageEmbedder(String uid) {
    this.uid = uid; // before the parameters, which ask for it
    inputCol =
        new Param<>(this, "inputCol", "pictures: binary, or struct<bytes: binary, path: string>");
    outputCol = new Param<>(this, "outputCol", "the embeddings");
    modelPath = new Param<>(this, "modelPath", "a run, a checkpoint, or a file of one network");
    peer = new Param<>(this, "peer", "a peer from 0; all for a column of each; mean of the peers");
    layer = new Param<>(this, "layer", "features, or projection of an encoder of pre-training");
    device =
        new Param<>(this, "device", "auto, cpu or gpu; auto takes the GPU that Spark assigned");
    onError = new Param<>(this, "onError", "null: a row with an error; fail: the job ends");
    normalize = new BooleanParam(this, "normalize", "whether embeddings have norm 1");
    batchSize =
        new IntParam(this, "batchSize", "pictures of a forward pass; 0: 32 on a CPU, 256 on a GPU");
    resize = new IntParam(this, "resize", "shorter side before the centre crop; 0: the model's");
    cropSize = new IntParam(this, "cropSize", "side of the crop; 0: the model's");
    setDefault(inputCol, "content");
    setDefault(outputCol, "embedding");
    setDefault(peer, "0");
    setDefault(layer, "features");
    setDefault(device, "auto");
    setDefault(onError, "null");
    setDefault(normalize, true);
    setDefault(batchSize, 0);
    setDefault(resize, 0);
    setDefault(cropSize, 0);
  }

  /** A new embedder; it needs a {@link #setModelPath model}. */
  public ImageEmbedder() {
    this(Identifiable$.MODULE$.randomUID("imageEmbedder"));
  }

  /** Reads embedders that were saved. */
  public static MLReader<ImageEmbedder> read() {
    return new DefaultParamsReader<>();
  }

  /** Reads an embedder that was saved. */
  public static ImageEmbedder load(String path) {
    return read().load(path);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public ImageEmbedder copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  /**
   * Adds the embeddings.
   *
   * @throws UserError if the model or the column cannot be used
   */
  @Override
  public Dataset<Row> transform(Dataset<?> table) {
    EmbeddingModel model = model(table.sparkSession());
    return TableEmbedding.of(
        table, columns(table.schema(), model), model, settings(), Optional.empty());
  }

  /**
   * The table afterwards.
   *
   * @throws UserError if the model or the column cannot be used
   */
  @Override
  public StructType transformSchema(StructType table) {
    settings();
    EmbeddingModel model = model(SparkSession.active());
    return columns(table, model).schema(model.provenance());
  }

  private EmbeddingColumns columns(StructType table, EmbeddingModel model) {
    return EmbeddingColumns.of(
        table, getOrDefault(inputCol), getOrDefault(outputCol), model.vectors(), false);
  }

  private synchronized EmbeddingModel model(SparkSession session) {
    String path = get(modelPath).isDefined() ? getOrDefault(modelPath) : "";
    if (path.isBlank()) {
      throw new UserError("modelPath is not set; name a run, a checkpoint or a file of a network.");
    }
    EmbeddingChoice choice =
        new EmbeddingChoice(
            getOrDefault(peer),
            oneOf(Layer.class, layer),
            getOrDefault(normalize).equals(true),
            (Integer) getOrDefault(resize),
            (Integer) getOrDefault(cropSize));
    if (opened == null || !opened.path.equals(path) || !opened.choice.equals(choice)) {
      EmbeddingModel model =
          EmbeddingModel.open(path, choice, session.sessionState().newHadoopConf(), LOG::warn);
      opened = new Opened(path, choice, model);
    }
    return opened.model;
  }

  private EmbedSettings settings() {
    String error = getOrDefault(onError);
    if (!error.equals("null") && !error.equals("fail")) {
      throw new UserError("onError is \"%s\"; it must be null or fail.".formatted(error));
    }
    return new EmbedSettings(
        (Integer) getOrDefault(batchSize), oneOf(Device.class, device), error.equals("fail"));
  }

  private <E extends Enum<E>> E oneOf(Class<E> type, Param<String> param) {
    String value = getOrDefault(param);
    for (E constant : type.getEnumConstants()) {
      if (constant.name().toLowerCase(Locale.ROOT).equals(value)) {
        return constant;
      }
    }
    String all =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(", "));
    throw new UserError("%s is \"%s\"; it must be one of %s.".formatted(param.name(), value, all));
  }

  @Override
  public Param<String> inputCol() {
    return inputCol;
  }

  @Override
  public Param<String> outputCol() {
    return outputCol;
  }

  // Spark's traits give their parameters by these to classes written in Scala.

  @Override
  public void org$apache$spark$ml$param$shared$HasInputCol$_setter_$inputCol_$eq(
      Param<String> param) {
    inputCol = param;
  }

  @Override
  public void org$apache$spark$ml$param$shared$HasOutputCol$_setter_$outputCol_$eq(
      Param<String> param) {
    outputCol = param;
  }

  /** A run, a checkpoint, or a file of one network. */
  public Param<String> modelPath() {
    return modelPath;
  }

  /** A peer from 0; {@code all}; {@code mean}. */
  public Param<String> peer() {
    return peer;
  }

  /** {@code features} or {@code projection}. */
  public Param<String> layer() {
    return layer;
  }

  /** {@code auto}, {@code cpu} or {@code gpu}. */
  public Param<String> device() {
    return device;
  }

  /** {@code null} or {@code fail}. */
  public Param<String> onError() {
    return onError;
  }

  /** Whether embeddings have norm 1. */
  public BooleanParam normalize() {
    return normalize;
  }

  /** Pictures of a forward pass. */
  public IntParam batchSize() {
    return batchSize;
  }

  /** Shorter side before the centre crop in pixels. */
  public IntParam resize() {
    return resize;
  }

  /** Side of the crop in pixels. */
  public IntParam cropSize() {
    return cropSize;
  }

  /** Sets the column of pictures; {@code content} as Spark's binaryFile names it. */
  public ImageEmbedder setInputCol(String value) {
    return with(inputCol, value);
  }

  /** Sets the name of the new column; {@code embedding}. */
  public ImageEmbedder setOutputCol(String value) {
    return with(outputCol, value);
  }

  /** Sets the model. */
  public ImageEmbedder setModelPath(String value) {
    return with(modelPath, value);
  }

  /** Sets the peer; {@code 0}. */
  public ImageEmbedder setPeer(String value) {
    return with(peer, value);
  }

  /** Sets the layer; {@code features}. */
  public ImageEmbedder setLayer(String value) {
    return with(layer, value);
  }

  /** Sets the device; {@code auto}. */
  public ImageEmbedder setDevice(String value) {
    return with(device, value);
  }

  /** Sets what happens to a picture that cannot be read; {@code null}. */
  public ImageEmbedder setOnError(String value) {
    return with(onError, value);
  }

  /** Sets whether embeddings have norm 1; true. */
  public ImageEmbedder setNormalize(boolean value) {
    set(normalize, value);
    return this;
  }

  /** Sets the pictures of a forward pass; 0. */
  public ImageEmbedder setBatchSize(int value) {
    set(batchSize, value);
    return this;
  }

  /** Sets the shorter side before the centre crop; 0. */
  public ImageEmbedder setResize(int value) {
    set(resize, value);
    return this;
  }

  /** Sets the side of the crop; 0. */
  public ImageEmbedder setCropSize(int value) {
    set(cropSize, value);
    return this;
  }

  private ImageEmbedder with(Param<String> param, String value) {
    set(param, value);
    return this;
  }
}
