package mclspark.embed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.zip.CRC32C;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.embed.EmbeddingStream.Embedded;
import mclspark.embed.EmbeddingStream.Picture;
import mclspark.linear.LinearSetup;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures in, vectors out in the same order. */
final class EmbeddingStreamTest {

  @TempDir static Path folder;
  private static byte[] model;

  @BeforeAll
  static void writeRun() {
    LinearSetup setup = LinearSetup.in(folder);
    model =
        EmbeddingModel.open(
                setup.path("pretrained"),
                EmbeddingChoice.standard(),
                LinearSetup.HADOOP,
                warning -> {})
            .bytes();
  }

  private static List<Picture<Integer>> pictures(int count) throws Exception {
    List<Picture<Integer>> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pictures.add(new Picture<>(i, PictureFolder.png(40 + i % 3, 36, i)));
    }
    return pictures;
  }

  private static List<Embedded<Integer>> embed(List<Picture<Integer>> pictures, int batch) {
    try (EmbeddingNetwork network =
        LoadedModels.open("stream", () -> model, OptionalInt.empty(), 1)) {
      return embed(pictures, batch, network);
    }
  }

  private static List<Embedded<Integer>> embed(
      List<Picture<Integer>> pictures, int batch, EmbeddingNetwork network) {
    List<Embedded<Integer>> all = new ArrayList<>();
    new EmbeddingStream<>(pictures.iterator(), network, new EmbeddingStream.Settings(37, batch, 2))
        .forEachRemaining(all::add);
    return all;
  }

  @Test
  void orderStaysAndEveryVectorHasNormOne() throws Exception {
    List<Embedded<Integer>> all = embed(pictures(21), 8);
    assertEquals(21, all.size());
    for (int i = 0; i < 21; i++) {
      assertEquals(i, all.get(i).row());
      assertNull(all.get(i).error());
      double norm = 0;
      for (float value : all.get(i).vectors().get(0)) {
        norm += value * value;
      }
      assertEquals(1, norm, 1e-5);
    }
  }

  /**
   * Whatever stands beside it in its batch, wherever it stands, and in a batch that is not full.
   */
  @Test
  void bitsOfAPictureDoNotDependOnTheOthers() throws Exception {
    List<Picture<Integer>> pictures = pictures(21);
    List<Embedded<Integer>> forth = embed(pictures, 8);
    List<Picture<Integer>> reversed = new ArrayList<>(pictures);
    Collections.reverse(reversed);
    List<Embedded<Integer>> back = embed(reversed, 8);
    for (int i = 0; i < 21; i++) {
      float[] expected = forth.get(i).vectors().get(0);
      assertArrayEquals(expected, back.get(20 - i).vectors().get(0), "picture " + i);
      assertArrayEquals(
          expected, embed(List.of(pictures.get(i)), 8).get(0).vectors().get(0), "alone " + i);
    }
  }

  @Test
  void brokenPicturesHaveAnErrorAndNoVector() throws Exception {
    List<Picture<Integer>> pictures = new ArrayList<>(pictures(5));
    byte[] text = "no picture".getBytes(StandardCharsets.US_ASCII);
    pictures.set(1, new Picture<>(1, text));
    pictures.set(3, new Picture<>(3, null));
    List<Embedded<Integer>> all = embed(pictures, 4);
    assertEquals(List.of(), all.get(1).vectors());
    assertEquals("it is not a picture in a known format", all.get(1).error());
    assertEquals(10, all.get(1).length());
    CRC32C crc = new CRC32C();
    crc.update(text);
    assertEquals(crc.getValue(), all.get(1).crc32c());
    assertEquals(List.of(), all.get(3).vectors());
    assertEquals("there are no bytes", all.get(3).error());
    assertEquals(-1, all.get(3).length());
    List<Embedded<Integer>> whole = embed(pictures(5), 4);
    for (int i : List.of(0, 2, 4)) {
      assertArrayEquals(whole.get(i).vectors().get(0), all.get(i).vectors().get(0));
    }
  }

  /** A network of given features. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Fixed(float... features) implements EmbeddingNetwork {
    @Override
    public int cropSize() {
      return 32;
    }

    @Override
    public List<float[]> vectors(ByteBuffer crops) {
      return List.of(features);
    }

    @Override
    public void close() {}
  }

  @Test
  void featuresThatAreZeroOrNotFiniteAreAnErrorToo() throws Exception {
    List<Embedded<Integer>> all = embed(pictures(3), 3, new Fixed(0, 0, Float.NaN, 1, 0, 1));
    assertEquals(
        Arrays.asList(
            "the network's features are all zero or not finite",
            "the network's features are all zero or not finite",
            null),
        all.stream().map(Embedded::error).toList());
    assertTrue(all.get(0).vectors().isEmpty());
    assertArrayEquals(new float[] {0, 1}, all.get(2).vectors().get(0));
  }
}
