package mclspark.exporting.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** What ONNX Runtime computes. */
public final class OnnxRuns {

  private OnnxRuns() {}

  /** Opens a model. */
  public static OrtSession session(byte[] model) throws OrtException {
    return OrtEnvironment.getEnvironment().createSession(model, new OrtSession.SessionOptions());
  }

  /** The outputs for pictures [batch, 3, side, side], row-major, in the order of the model. */
  public static Map<String, float[]> run(OrtSession session, float[] pictures, int batch)
      throws OrtException {
    long side = Math.round(Math.sqrt(pictures.length / 3.0 / batch));
    try (OnnxTensor input =
        OnnxTensor.createTensor(
            OrtEnvironment.getEnvironment(),
            FloatBuffer.wrap(pictures),
            new long[] {batch, 3, side, side})) {
      return values(session.run(Map.of(OnnxModel.INPUT, input)));
    }
  }

  /** Copies the outputs, and frees them. */
  static Map<String, float[]> values(OrtSession.Result result) {
    try (result) {
      Map<String, float[]> outputs = new LinkedHashMap<>();
      for (Map.Entry<String, OnnxValue> output : result) {
        FloatBuffer values = ((OnnxTensor) output.getValue()).getFloatBuffer();
        float[] copy = new float[values.remaining()];
        values.get(copy);
        outputs.put(output.getKey(), copy);
      }
      return outputs;
    }
  }
}
