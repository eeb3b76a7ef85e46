package mclspark.exporting;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mclspark.dataset.DataConfig;
import mclspark.exporting.onnx.OnnxModel;
import mclspark.pretrain.PretrainedEncoders;

/**
 * How a network is shown pictures: the shorter side is resized (Pillow's bilinear filter), a square
 * cut out of the centre, values divided by 255, the mean subtracted, divided by the deviation.
 *
 * @param size height and width of the square
 * @param resize the shorter side before
 * @param mean of red, green and blue, scaled to 0..1
 * @param std deviation of red, green and blue
 * @param known false for an imported network, whose file does not tell: then all are defaults
 */
record ShownPictures(int size, int resize, List<Double> mean, List<Double> std, boolean known) {

  static ShownPictures of(DataConfig data, int resize) {
    return new ShownPictures(
        data.cropSize(),
        resize,
        data.mean(),
        data.std(),
        !data.train().equals(PretrainedEncoders.UNKNOWN));
  }

  OnnxModel.Normalization normalization() {
    return new OnnxModel.Normalization(mean, std);
  }

  /** The side that an ONNX model insists on; empty if it is not known. */
  Optional<Integer> side() {
    return known ? Optional.of(size) : Optional.empty();
  }

  /** What remains of the shorter side, which timm calls {@code crop_pct}. */
  double share() {
    return (double) size / resize;
  }

  /** The same in words, for the metadata of a model. */
  Map<String, String> described(boolean inside) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(
        "input",
        inside
            ? "uint8 RGB 0..255, [batch, 3, height, width]; normalised inside"
            : "float32 RGB (value / 255 - mean) / std, [batch, 3, height, width]");
    texts.put("mean", mean.toString());
    texts.put("std", std.toString());
    texts.put("resize_shorter_side", Integer.toString(resize));
    texts.put("center_crop", Integer.toString(size));
    texts.put("interpolation", "bilinear, antialiased as in Pillow");
    if (!known) {
      texts.put("preprocessing", "defaults: the imported checkpoint does not tell its own");
    }
    return texts;
  }
}
