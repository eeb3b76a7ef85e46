package mclspark.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file must give the same, whatever its decoder has read before. */
class JpegTablesTest {

  private static final int QUANTIZATION = 0xDB;
  private static final int HUFFMAN = 0xC4;

  static List<DecoderChoice> available() {
    return ImageDecoder.available();
  }

  @ParameterizedTest
  @MethodSource("available")
  void aPictureWithoutHuffmanTablesHasTheStandardOnes(DecoderChoice choice) throws Exception {
    // The class library writes the standard tables unless it is told to find better ones.
    byte[] whole = EncodedPictures.jpeg(45, 31);
    byte[] bare = OddJpegs.without(whole, HUFFMAN);
    assertTrue(bare.length < whole.length - 400);
    try (ImageDecoder decoder = ImageDecoder.open(choice)) {
      RgbImage expected = decoder.decode(whole);
      assertEquals(expected, decoder.decode(bare));
      decoder.decode(OddJpegs.optimized(45, 31));
      assertEquals(expected, decoder.decode(bare));
    }
    try (ImageDecoder fresh = ImageDecoder.open(choice)) {
      assertEquals(fresh.decode(bare), fresh.decode(whole));
    }
  }

  @ParameterizedTest
  @MethodSource("available")
  void aPictureWithoutQuantizationTablesIsAlwaysBroken(DecoderChoice choice) throws Exception {
    byte[] whole = EncodedPictures.jpeg(45, 31);
    byte[] bare = OddJpegs.without(whole, QUANTIZATION);
    try (ImageDecoder decoder = ImageDecoder.open(choice)) {
      for (int round = 0; round < 2; round++) {
        String reason =
            assertThrows(BrokenPictureException.class, () -> decoder.decode(bare)).getMessage();
        assertEquals("the JPEG data lack quantization table 0", reason);
        decoder.decode(whole);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("available")
  void aProgressivePictureWithoutHuffmanTablesIsBroken(DecoderChoice choice) throws Exception {
    byte[] whole = OddJpegs.progressive(45, 31);
    byte[] bare = OddJpegs.without(whole, HUFFMAN);
    try (ImageDecoder decoder = ImageDecoder.open(choice)) {
      decoder.decode(whole);
      String reason =
          assertThrows(BrokenPictureException.class, () -> decoder.decode(bare)).getMessage();
      assertEquals("the JPEG data lack Huffman table 0", reason);
    }
  }

  @ParameterizedTest
  @MethodSource("available")
  void anErrorBehindAWarningLeavesNoPictureOfAnother(DecoderChoice choice) throws Exception {
    // Two stray bytes are warned of, a Huffman table that is too short ends the decoding.
    byte[] damaged =
        OddJpegs.withEnding(OddJpegs.progressive(45, 31), 0x11, 0x22, 0xFF, 0xC4, 0, 4, 0, 99);
    try (ImageDecoder decoder = ImageDecoder.open(choice)) {
      decoder.decode(EncodedPictures.jpeg(45, 31));
      assertThrows(BrokenPictureException.class, () -> decoder.decode(damaged));
    }
  }

  @Test
  void completeFilesAreLeftAlone() throws Exception {
    for (byte[] file :
        List.of(
            EncodedPictures.jpeg(9, 9),
            OddJpegs.optimized(9, 9),
            OddJpegs.progressive(9, 9),
            EncodedPictures.encode(EncodedPictures.image(9, 9, 10), "jpeg"))) {
      assertSame(file, JpegTables.complete(file, JpegHeader.read(file)));
    }
    byte[] optimized = OddJpegs.optimized(9, 9);
    byte[] bare = OddJpegs.without(optimized, HUFFMAN);
    assertNotEquals(optimized.length, JpegTables.complete(bare, JpegHeader.read(bare)).length);
  }
}
