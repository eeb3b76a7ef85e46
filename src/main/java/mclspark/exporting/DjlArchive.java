package mclspark.exporting;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * An archive for DJL Serving: the ONNX model, {@code serving.properties} with the translator that
 * prepares pictures, and {@code synset.txt} of a classifier. An encoder answers with its features,
 * a classifier with the probabilities of classes.
 *
 * @param run the name of the run
 */
record DjlArchive(ExportedNetwork.Description network, String run) {

  private static final String TRANSLATORS = "ai.djl.modality.cv.translator.";

  /** Zip files cannot tell times before; any fixed one makes equal bytes of equal networks. */
  private static final long EPOCH_OF_ZIP = 315_532_800_000L + 24 * 3_600_000L;

  /** Writes the zip file. */
  void writeTo(OutputStream out) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setLevel(Deflater.NO_COMPRESSION); // weights hardly shrink
    put(zip, "serving.properties");
    zip.write(properties().getBytes(StandardCharsets.ISO_8859_1));
    zip.closeEntry();
    if (network.classes() > 0) {
      put(zip, "synset.txt");
      zip.write(synset().getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    }
    put(zip, "model.onnx");
    new OnnxFile(network, run, false).model(true).writeTo(zip);
    zip.closeEntry();
    zip.finish();
  }

  private static void put(ZipOutputStream zip, String name) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(EPOCH_OF_ZIP);
    zip.putNextEntry(entry);
  }

  /** Keys of DJL's {@code BaseImageTranslator}. */
  private String properties() {
    ShownPictures pictures = network.pictures();
    boolean classifies = network.classes() > 0;
    String numbers =
        Stream.of(pictures.mean(), pictures.std())
            .flatMap(values -> values.stream())
            .map(String::valueOf)
            .collect(Collectors.joining(","));
    return """
    engine=OnnxRuntime
    option.modelName=model
    translatorFactory=%s
    width=%d
    height=%d
    resizeShort=%d
    centerCrop=true
    toTensor=true
    normalize=%s
    """
            .formatted(
                TRANSLATORS
                    + (classifies
                        ? "ImageClassificationTranslatorFactory"
                        : "ImageFeatureExtractorFactory"),
                pictures.size(),
                pictures.size(),
                pictures.resize(),
                numbers)
        + (classifies ? "applySoftmax=true\n" : "");
  }

  /** A name a line; numbers where names are not known. */
  private String synset() {
    return IntStream.range(0, network.classes())
        .mapToObj(
            number ->
                network.hasClassNames()
                    ? network.classNames().names().get(number).replaceAll("\\R", " ")
                    : String.format(Locale.ROOT, "%d", number))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
