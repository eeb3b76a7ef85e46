package mclspark.dataset.shards;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import mclspark.UserError;
import mclspark.dataset.PictureListing;
import mclspark.dataset.PictureRange;
import mclspark.dataset.PictureSource;
import mclspark.dataset.shards.make.PictureFolder;
import mclspark.dataset.shards.make.Preparation;
import mclspark.dataset.shards.make.SourceList;
import mclspark.image.BrokenPictureException;
import mclspark.image.DecoderChoice;
import mclspark.image.ImageDecoder;
import mclspark.image.RgbImage;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures go into shards and come back. */
final class ShardSourceTest {

  private static final Configuration HADOOP = new Configuration();

  @TempDir Path folder;
  private Path pictures;
  private Path out;

  @BeforeEach
  void makePictures() throws Exception {
    pictures = folder.resolve("pictures");
    out = folder.resolve("out");
    PictureFolder.write(pictures, 11, "ant", "bee", "cat");
  }

  private SourceList prepare(Recoding recoding) throws Exception {
    return Preparation.run(pictures, out, recoding, new ShardOrder(3, 12, 5, 2));
  }

  private ParquetListing list(long cacheBytes) {
    return ShardLister.list(out.toString(), cacheBytes, HADOOP);
  }

  /** Files come back as they were, in the shuffled order. */
  @Test
  void labelsAndPixelsSurvive() throws Exception {
    SourceList sources = prepare(Recoding.NONE);
    List<SourcePicture> dealt =
        new ShardOrder(3, 12, 5, 2)
            .deal(sources.pictures()).stream().flatMap(w -> w.pictures().stream()).toList();
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO)) {
      PictureSource source = copy(list(1 << 20)).open(HADOOP, decoder::decode);
      assertEquals(33, source.size());
      assertEquals(List.of("ant", "bee", "cat"), source.classNames());
      for (int i = 0; i < 33; i++) {
        assertEquals(dealt.get(i).label(), source.label(i));
        byte[] file = Files.readAllBytes(Path.of(URI.create(dealt.get(i).file())));
        assertEquals(decoder.decode(file), source.load(i));
      }
      assertEquals("file:" + out + "/shards/shard-00001.parquet#3", source.name(15));
    }
  }

  @Test
  void rangesAreTheShards() throws Exception {
    prepare(Recoding.NONE);
    List<PictureRange> ranges = list(1 << 20).ranges().toList();
    assertEquals(List.of(12, 12, 9), ranges.stream().map(PictureRange::count).toList());
    assertEquals(List.of(0, 12, 24), ranges.stream().map(PictureRange::firstIndex).toList());
  }

  /** What decides the order of an epoch does, and the place of the set does not. */
  @Test
  void theFingerprintTellsSetsApart() throws Exception {
    prepare(Recoding.NONE);
    long print = list(1 << 20).fingerprint();
    assertEquals(print, copy(list(1)).fingerprint());
    assertEquals(print, fingerprint("again", new ShardOrder(3, 12, 5, 2)));
    List<Long> others =
        List.of(
            print,
            fingerprint("seed", new ShardOrder(4, 12, 5, 2)),
            fingerprint("shards", new ShardOrder(3, 20, 5, 2)),
            fingerprint("groups", new ShardOrder(3, 12, 4, 2)),
            fingerprint("window", new ShardOrder(3, 12, 5, 3)));
    assertEquals(5, new HashSet<>(others).size(), others.toString());
    Files.write(pictures.resolve("ant/000.png"), PictureFolder.png(9, 9, 1));
    assertNotEquals(print, fingerprint("picture", new ShardOrder(3, 12, 5, 2)));
  }

  private long fingerprint(String name, ShardOrder order) throws Exception {
    Path other = folder.resolve(name);
    Preparation.run(pictures, other, Recoding.NONE, order);
    return ShardLister.list(other.toString(), 1, HADOOP).fingerprint();
  }

  @Test
  void largerPicturesAreResizedAndOthersKept() throws Exception {
    prepare(new Recoding(37, 90));
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO)) {
      PictureSource source = list(1 << 20).open(HADOOP, decoder::decode);
      int[] heights = new int[39];
      for (int i = 0; i < 33; i++) {
        heights[source.load(i).height()]++;
      }
      assertEquals(0, heights[38]);
      assertEquals(33, heights[36] + heights[37]);
    }
  }

  /** However little fits the memory, and however many threads ask. */
  @Test
  void aSmallCacheGivesTheSamePictures() throws Exception {
    prepare(Recoding.NONE);
    PictureSource large = list(1 << 20).open(HADOOP, ShardSourceTest::raw);
    PictureSource small = list(1).open(HADOOP, ShardSourceTest::raw);
    List<byte[]> wanted = IntStream.range(0, 33).mapToObj(i -> load(large, i)).toList();
    IntStream.range(0, 330)
        .parallel()
        .forEach(i -> assertArrayEquals(wanted.get(i * 7 % 33), load(small, i * 7 % 33)));
  }

  @Test
  void theCacheKeepsItsBound() throws Exception {
    int[] loads = new int[10];
    RowGroupCache cache =
        new RowGroupCache(
            25,
            group -> {
              loads[group]++;
              return new RowGroup(new byte[][] {new byte[10]}, new long[1]);
            });
    for (int group : new int[] {0, 1, 0, 2, 0, 1}) {
      assertEquals(10, cache.get(group).bytes());
      assertTrue(cache.bytes() <= 25);
    }
    assertArrayEquals(new int[] {1, 2, 1, 0, 0, 0, 0, 0, 0, 0}, loads);
  }

  @Test
  void aWrongByteNamesFileAndRow() throws Exception {
    prepare(Recoding.NONE);
    Path shard = out.resolve("shards/shard-00001.parquet");
    byte[] bytes = Files.readAllBytes(shard);
    PictureSource before = list(1 << 20).open(HADOOP, ShardSourceTest::raw);
    byte[] third = load(before, 15);
    bytes[indexOf(bytes, third) + third.length - 1] ^= 1;
    Files.write(shard, bytes);
    PictureSource source = list(1 << 20).open(HADOOP, ShardSourceTest::raw);
    BrokenPictureException error =
        assertThrows(BrokenPictureException.class, () -> source.load(15));
    assertTrue(error.getMessage().startsWith("the stored checksum is "), error.getMessage());
    assertTrue(source.name(15).endsWith("shard-00001.parquet#3"), source.name(15));
    assertArrayEquals(load(before, 16), load(source, 16));
  }

  @Test
  void aDamagedSetIsRefusedInWords() throws Exception {
    prepare(Recoding.NONE);
    Path shard = out.resolve("shards/shard-00002.parquet");
    byte[] whole = Files.readAllBytes(shard);
    Files.write(shard, Arrays.copyOf(whole, whole.length - 100));
    assertTrue(refusal().contains("shard-00002.parquet is damaged: it has "), refusal());
    byte[] zeros = new byte[whole.length];
    Files.write(shard, zeros);
    assertTrue(refusal().contains("shard-00002.parquet cannot be read"), refusal());
    Files.delete(shard);
    assertTrue(refusal().contains("shard-00002.parquet is missing"), refusal());
    Files.copy(out.resolve("shards/shard-00001.parquet"), shard);
    assertTrue(refusal().contains("shard-00002.parquet is damaged"), refusal());
    Files.writeString(out.resolve("classes.json"), "{\"format\": 1");
    assertTrue(refusal().contains("classes.json is damaged"), refusal());
    Files.delete(out.resolve("_SUCCESS"));
    assertTrue(refusal().contains("holds no finished set of shards"), refusal());
  }

  @Test
  void aBrokenPictureIsARejectAndLeavesAGap() throws Exception {
    Files.writeString(pictures.resolve("bee/003.png"), "no picture");
    prepare(Recoding.NONE);
    ParquetListing listing = list(1 << 20);
    assertEquals(32, listing.size());
    String rejects = Files.readString(out.resolve("rejects.tsv"), StandardCharsets.UTF_8);
    assertTrue(rejects.contains("bee/003.png\t"), rejects);
    assertFalse(rejects.contains("bee/004.png"), rejects);
  }

  @Test
  void whatKilledTasksLeftGoes() throws Exception {
    Path shards = Files.createDirectories(out.resolve("shards"));
    Files.writeString(out.resolve(".classes.json.1-2.tmp"), "x");
    ShardFolder place = new ShardFolder(out.toString());
    assertEquals(Optional.empty(), place.hindrance(HADOOP));
    place.begin(HADOOP);
    assertFalse(Files.exists(out.resolve(".classes.json.1-2.tmp")));
    Path left = Files.writeString(shards.resolve(".shard-00001.parquet.3-4.tmp"), "x");
    Path whole = Files.writeString(shards.resolve("shard-00001.parquet"), "x");
    place.finish(HADOOP);
    assertFalse(Files.exists(left));
    assertTrue(Files.exists(whole));
  }

  private String refusal() {
    return assertThrows(UserError.class, () -> list(1 << 20)).getMessage();
  }

  private static RgbImage raw(byte[] file) {
    int length = (file.length + 2) / 3 * 3;
    return new RgbImage(length / 3, 1, Arrays.copyOf(file, length));
  }

  private static byte[] load(PictureSource source, int index) {
    try {
      return source.load(index).pixels();
    } catch (BrokenPictureException | IOException e) {
      throw new AssertionError(source.name(index), e);
    }
  }

  private static int indexOf(byte[] bytes, byte[] padded) {
    for (int at = 0; at < bytes.length - padded.length; at++) {
      if (Arrays.equals(bytes, at, at + padded.length - 3, padded, 0, padded.length - 3)) {
        return at - 3;
      }
    }
    throw new AssertionError("not found");
  }

  private static PictureListing copy(PictureListing listing) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(listing);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (PictureListing) in.readObject();
    }
  }
}
