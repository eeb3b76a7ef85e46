package mclspark.exporting;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import mclspark.UserError;
import mclspark.checkpoint.safetensors.Safetensors;
import mclspark.checkpoint.safetensors.TensorFile;
import mclspark.model.Architectures;
import mclspark.storage.Storage;
import mclspark.tensor.HostTensor;

/**
 * A folder as timm saves it for the Hugging Face hub: {@code config.json}, {@code
 * model.safetensors} and the model card {@code README.md}. An encoder has no classes.
 *
 * @param run the name of the run
 * @param measured the accuracy for the card, if any was measured
 */
record TimmFolder(ExportedNetwork.Description network, String run, Optional<Measured> measured) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long LARGE_KERNEL = 7;

  /**
   * Names of files to their contents.
   *
   * @throws UserError if timm has no such architecture
   */
  Map<String, Storage.Content> files() {
    HostTensor stem = network.state().get("conv1.weight");
    if (!Architectures.isTorchvision(network.arch()) || stem.shape()[2] != LARGE_KERNEL) {
      throw new UserError(
          "timm has no architecture like %s; choose --format onnx, djl, pt or safetensors."
              .formatted(
                  network.arch()
                      + (Architectures.isTorchvision(network.arch())
                          ? " with the stem for small pictures"
                          : "")));
    }
    Map<String, Storage.Content> files = new LinkedHashMap<>();
    files.put("model.safetensors", out -> Safetensors.write(out, weights()));
    files.put("README.md", out -> out.write(utf8(card())));
    files.put(
        "config.json",
        out -> out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(config())));
    return files;
  }

  private TensorFile weights() {
    return new TensorFile(network.state(), new TreeMap<>(Map.of("format", "pt")));
  }

  private Map<String, Object> config() {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("architecture", network.arch());
    config.put("num_classes", network.classes());
    config.put("num_features", network.featureWidth());
    config.put("global_pool", "avg");
    if (network.hasClassNames()) {
      config.put("label_names", network.classNames().names());
    }
    config.put("pretrained_cfg", pretrained());
    return config;
  }

  private Map<String, Object> pretrained() {
    ShownPictures pictures = network.pictures();
    Map<String, Object> pretrained = new LinkedHashMap<>();
    pretrained.put("custom_load", false);
    pretrained.put("input_size", List.of(3, pictures.size(), pictures.size()));
    pretrained.put("fixed_input_size", false);
    pretrained.put("interpolation", "bilinear");
    pretrained.put("crop_pct", pictures.share());
    pretrained.put("crop_mode", "center");
    pretrained.put("mean", pictures.mean());
    pretrained.put("std", pictures.std());
    pretrained.put("num_classes", network.classes());
    pretrained.put("first_conv", "conv1");
    pretrained.put("classifier", "fc");
    return pretrained;
  }

  private String card() {
    String task = network.classes() > 0 ? "image-classification" : "image-feature-extraction";
    return """
    ---
    library_name: timm
    pipeline_tag: %s
    tags:
    - %s
    - timm
    - mcl-spark
    %s---
    # %s

    A %s that mcl-spark trained (run `%s`). %s

    ```python
    import timm
    model = timm.create_model("local-dir:PATH_OF_THIS_FOLDER", pretrained=True)
    ```

    Pictures: shorter side to %d pixels, centre crop of %d, mean %s, std %s.
    """
        .formatted(
            task,
            task,
            measured.map(this::index).orElse(""),
            run,
            network.arch(),
            run,
            measured
                .map(
                    of ->
                        "%s %s %% on %,d test pictures."
                            .formatted(of.what(), percent(of), of.pictures()))
                .orElse("No accuracy was measured for it."),
            network.pictures().resize(),
            network.pictures().size(),
            network.pictures().mean(),
            network.pictures().std());
  }

  /** The card's machine-readable figure. */
  private String index(Measured of) {
    return """
    model-index:
    - name: %s
      results:
      - task:
          type: image-classification
        dataset:
          name: test pictures of the run
          type: imagefolder
        metrics:
        - type: accuracy
          name: %s
          value: %s
    """
        .formatted(quoted(run), quoted(of.what()), percent(of));
  }

  private static String percent(Measured of) {
    return String.format(Locale.ROOT, "%.2f", of.percent());
  }

  /** YAML takes what JSON quotes. */
  private static String quoted(String text) {
    return JSON.getNodeFactory().textNode(text).toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
