package mclspark.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import mclspark.image.DecoderChoice;
import mclspark.run.Configurations;
import org.junit.jupiter.api.Test;

/** Defaults, names and rules of the section {@code data}. */
final class DataConfigTest {

  @Test
  void defaults() {
    assertEquals(
        new DataConfig(
            DataFormat.FOLDER,
            "t",
            "",
            false,
            224,
            0,
            List.of(0.485, 0.456, 0.406),
            List.of(0.229, 0.224, 0.225),
            2,
            2,
            100,
            DecoderChoice.AUTO,
            512,
            "",
            "",
            1,
            "",
            1),
        Configurations.run().data());
  }

  @Test
  void cropsOfAWorkerFitABuffer() {
    String[] largest = {"ranks.workers=1", "optimizer.batch_size=14264", "data.crop_size=224"};
    assertEquals(14264, Configurations.run(largest).optimizer().batchSize());
    assertEquals(
        "command line: optimizer.batch_size is 14272, of which each of 1 workers gets 14272"
            + " pictures; with crops of 224 pixels it may get at most 14266: choose a smaller"
            + " batch, smaller crops or more workers.",
        Configurations.refusal("ranks.workers=1", "optimizer.batch_size=14272"));
  }

  @Test
  void evaluationsResizeAsTheFormatOrTheKeySays() {
    assertEquals(256, Configurations.run().data().evaluationResize());
    assertEquals(37, Configurations.run("data.crop_size=32").data().evaluationResize());
    assertEquals(
        32, Configurations.run("data.crop_size=32", "data.resize=32").data().evaluationResize());
    assertEquals(
        32, Configurations.linear("data.crop_size=32", "data.resize=32").augmentation().resize());
    assertEquals(
        "command line: data.resize is 31 and data.crop_size is 32; the resized picture must hold"
            + " the crop.",
        Configurations.refusal("data.crop_size=32", "data.resize=31"));
  }

  @Test
  void everyKeyMaps() throws Exception {
    DataConfig expected =
        new DataConfig(
            DataFormat.CIFAR10,
            "hdfs://h:1/a b",
            "w",
            true,
            64,
            70,
            List.of(0.1, 0.2, 0.3),
            List.of(0.4, 0.5, 1.0),
            3,
            4,
            5,
            DecoderChoice.JDK,
            64,
            "photo",
            "kind",
            0.1,
            "",
            1);
    DataConfig given =
        Configurations.linear(
                "data.format=cifar10",
                "data.train=hdfs://h:1/a b",
                "data.test=w",
                "data.check_leak=true",
                "data.crop_size=64",
                "data.resize=70",
                "data.mean=[0.1,0.2,0.3]",
                "data.std=[0.4, 0.5, 1]",
                "data.loader_threads=3",
                "data.prefetch_batches=4",
                "data.bad_picture_limit=5",
                "data.decoder=jdk",
                "data.image_column=photo",
                "data.label_column=kind",
                "data.shard_cache=64",
                "data.label_fraction=0.1")
            .data();
    assertEquals(expected, given);
    Configurations.assertNoDefaults(
        Configurations.linear().data(), given, "labelList", "replayFraction");
    assertEquals("l", Configurations.linear("data.label_list=l").data().labelList());
    assertEquals(
        0.5,
        Configurations.run("pretrained=p", "data.replay_fraction=0.5").data().replayFraction());
  }

  @Test
  void triplesAreChecked() {
    assertEquals(
        "command line: data.mean has 2 numbers; it must have three, for red, green and blue.",
        Configurations.refusal("data.mean=[0.5,0.5]"));
    assertEquals(
        "command line: data.std is [0,1,1]; it must be a list of numbers, each >= 0.001 and <= 1,"
            + " such as [0.4, 0.1].",
        Configurations.refusal("data.std=[0,1,1]"));
  }

  @Test
  void labelsAreChosenByShareOrListAndOnlyWhereTheyAreUsed() {
    assertEquals(
        "command line: data.label_fraction is 0; it must be > 0 and <= 1 (0.01 and 0.1"
            + " are what papers compare).",
        Configurations.linearRefusal("data.label_fraction=0"));
    assertEquals(
        "command line: data.label_fraction is 1.5; it must be > 0 and <= 1 (0.01 and 0.1"
            + " are what papers compare).",
        Configurations.trainRefusal("data.label_fraction=1.5"));
    assertEquals(
        "command line: data.label_fraction is 0.1 and data.label_list is l; only one of them may"
            + " choose the labels.",
        Configurations.trainRefusal("data.label_fraction=0.1", "data.label_list=l"));
    assertTrue(
        Configurations.refusal("data.label_fraction=0.1")
            .contains("data.label_fraction is not a known key"),
        Configurations.refusal("data.label_fraction=0.1"));
  }

  @Test
  void leaksNeedTestPictures() {
    assertEquals(
        "command line: data.check_leak is true, but there is no data.test to compare with; name"
            + " it.",
        Configurations.refusal("data.check_leak=true"));
  }

  @Test
  void testPicturesAreOptional() {
    assertFalse(Configurations.run().data().hasTest());
    assertTrue(Configurations.run("data.test=v").data().hasTest());
  }
}
