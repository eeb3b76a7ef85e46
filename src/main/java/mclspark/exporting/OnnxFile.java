package mclspark.exporting;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import mclspark.exporting.onnx.OnnxModel;
import mclspark.model.Weights;
import mclspark.tensor.Tensor;

/**
 * A network as ONNX, which describes itself in its metadata.
 *
 * @param run the name of the run
 * @param preprocess whether pictures are normalised inside
 */
record OnnxFile(ExportedNetwork.Description network, String run, boolean preprocess) {

  /**
   * The model.
   *
   * @param single whether a classifier gives its logits only
   */
  OnnxModel model(boolean single) {
    return new OnnxModel(
        network.arch(),
        network.weights(),
        single && network.classes() > 0 ? this::logits : network.forward(),
        network.pictures().side(),
        preprocess ? Optional.of(network.pictures().normalization()) : Optional.empty(),
        metadata());
  }

  private Map<String, Tensor> logits(Tensor pictures, Weights weights) {
    return Map.of("logits", network.forward().outputs(pictures, weights).get("logits"));
  }

  private Map<String, String> metadata() {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("architecture", network.arch());
    metadata.put("run", run);
    metadata.putAll(network.pictures().described(preprocess));
    if (network.hasClassNames()) {
      try {
        metadata.put(
            "classes", new ObjectMapper().writeValueAsString(network.classNames().names()));
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException(e);
      }
    }
    return metadata;
  }
}
