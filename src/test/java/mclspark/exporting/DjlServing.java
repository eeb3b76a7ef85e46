package mclspark.exporting;

import ai.djl.engine.Engine;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.Image;
import ai.djl.modality.cv.ImageFactory;
import ai.djl.modality.cv.translator.ImageClassificationTranslatorFactory;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.ServingTranslatorFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Loads archives as DJL Serving does, with DJL's engine for ONNX Runtime, and shows a picture. */
final class DjlServing {

  private static final int SIDE = 32;

  private DjlServing() {}

  /** Arguments: the archives of an encoder and of a classifier. */
  public static void main(String... archives) throws Exception {
    System.out.println("default engine " + Engine.getDefaultEngineName());
    StringBuilder features = new StringBuilder("answer features");
    for (JsonNode number : serve(archives[0])) {
      features.append(' ').append(number.asDouble());
    }
    System.out.println(features);
    Criteria<Image, Classifications> criteria =
        Criteria.builder()
            .setTypes(Image.class, Classifications.class)
            .optModelUrls(Path.of(archives[1]).toUri().toString())
            .optTranslatorFactory(new ImageClassificationTranslatorFactory())
            .build();
    try (ZooModel<Image, Classifications> model = criteria.loadModel();
        var predictor = model.newPredictor()) {
      Classifications found = predictor.predict(ImageFactory.getInstance().fromImage(picture()));
      StringBuilder line = new StringBuilder("answer probabilities");
      for (String name : found.getClassNames()) {
        line.append(' ').append(found.get(name).getProbability());
      }
      System.out.println(line);
    }
  }

  /** What a request with an encoded picture is answered. */
  private static JsonNode serve(String archive) throws Exception {
    Criteria<Input, Output> criteria =
        Criteria.builder()
            .setTypes(Input.class, Output.class)
            .optModelUrls(Path.of(archive).toUri().toString())
            .optTranslatorFactory(new ServingTranslatorFactory())
            .build();
    try (ZooModel<Input, Output> model = criteria.loadModel();
        var predictor = model.newPredictor()) {
      System.out.println("engine " + model.getNDManager().getEngine().getEngineName());
      Input input = new Input();
      input.add("data", png());
      Output output = predictor.predict(input);
      return new ObjectMapper().readTree(output.getData().getAsBytes());
    }
  }

  private static byte[] png() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(picture(), "png", bytes);
    return bytes.toByteArray();
  }

  private static int value(int x, int y, int channel) {
    return (x * 7 + y * y + channel * 80) % 256;
  }

  private static BufferedImage picture() {
    BufferedImage picture = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        picture.setRGB(x, y, value(x, y, 0) << 16 | value(x, y, 1) << 8 | value(x, y, 2));
      }
    }
    return picture;
  }

  /**
   * The picture as our networks are shown it: [1, 3, 32, 32] with the default mean and deviation.
   */
  static float[] normalized() {
    double[] mean = {0.485, 0.456, 0.406};
    double[] std = {0.229, 0.224, 0.225};
    float[] values = new float[3 * SIDE * SIDE];
    for (int i = 0; i < values.length; i++) {
      int c = i / (SIDE * SIDE);
      double value = value(i % SIDE, i / SIDE % SIDE, c) / 255.0;
      values[i] = (float) ((value - mean[c]) / std[c]);
    }
    return values;
  }
}
