package mclspark.pretrain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Optional;
import mclspark.checkpoint.ExportFormat;
import mclspark.run.Configurations;
import mclspark.run.Job;
import org.junit.jupiter.api.Test;

/** Top-level keys and rules over several sections of pre-training. */
final class PretrainConfigTest {

  @Test
  void topLevelKeys() {
    PretrainConfig defaults = Configurations.run();
    assertEquals(Job.PRETRAIN, defaults.job());
    assertEquals(0, defaults.seed());
    PretrainConfig mapped = Configurations.run("name=m", "seed=-5", "output=r");
    assertEquals(List.of("m", -5L, "r"), List.of(mapped.name(), mapped.seed(), mapped.output()));
  }

  @Test
  void queueHoldsAGlobalBatchButNoMultipleOfIt() {
    assertEquals(
        "command line: moco.queue_size is 255 and optimizer.batch_size is 256; the queue must hold"
            + " at least one global batch (MoCo uses 65536 and 256).",
        Configurations.refusal("moco.queue_size=255"));
    assertEquals(300, Configurations.run("moco.queue_size=300").moco().queueSize());
  }

  @Test
  void batchIsSharedEvenly() {
    assertEquals(
        "command line: optimizer.batch_size is 100 and ranks.logical is 8; every logical rank must"
            + " get the same number of pictures: choose a batch of 96 or 104.",
        Configurations.refusal("optimizer.batch_size=100"));
    assertEquals(
        "command line: optimizer.batch_size is 8 and ranks.logical is 8; batch norm needs at least"
            + " 2 pictures in each logical rank: choose a batch of 16 or more.",
        Configurations.refusal("optimizer.batch_size=8"));
    assertEquals(32, Configurations.run().picturesPerRank());
  }

  @Test
  void imagenetStemNeedsACropOf32() {
    assertEquals(
        "command line: data.crop_size is 31; resnet50 with the imagenet stem needs at least 32:"
            + " choose a larger crop or model.stem=cifar.",
        Configurations.refusal("data.crop_size=31"));
    assertEquals(16, Configurations.run("data.crop_size=16", "model.stem=cifar").data().cropSize());
    assertEquals(
        16, Configurations.run("data.crop_size=16", "model.arch=resnet8").data().cropSize());
  }

  @Test
  void formatsThatCannotHoldTheNetworkAreRefusedBeforeTraining() {
    assertEquals(List.of(ExportFormat.SAFETENSORS), Configurations.run().export().formats());
    assertEquals(
        List.of(ExportFormat.TIMM, ExportFormat.ONNX),
        Configurations.run("export.formats=[timm, onnx]").export().formats());
    assertEquals(
        "command line: export.formats has timm, which has no architecture like resnet8; choose"
            + " onnx, djl, pt or safetensors.",
        Configurations.refusal("export.formats=[timm]", "model.arch=resnet8"));
    assertEquals(
        "command line: export.formats is [\"tflite\"]; it must be a list of safetensors, timm,"
            + " onnx, djl or pt, such as [safetensors].",
        Configurations.refusal("export.formats=[tflite]"));
    assertEquals(Configurations.run().hash(), Configurations.run("export.formats=[]").hash());
    assertEquals(
        "{formats=[timm, onnx]}",
        Configurations.run("export.formats=[timm, onnx]").tree().get("export").toString());
  }

  @Test
  void ruleIsNotJudgedOnAWrongValue() {
    assertEquals(
        "command line: ranks.logical is 0; it must be >= 1 and <= 4096 (published MoCo"
            + " runs use 8, supervised runs 1).",
        Configurations.refusal("ranks.logical=0", "ranks.workers=3"));
  }

  @Test
  void stepsOfImageNetAreTheReferences() {
    assertEquals(5004, Configurations.run().stepsPerEpoch(1_281_167)); // spec 1.7
    assertEquals(1, Configurations.run().stepsPerEpoch(256));
    assertEquals(0, Configurations.run().stepsPerEpoch(100));
  }

  @Test
  void dataRulesNeedTheCounts() {
    PretrainConfig config = Configurations.run("data.test=v", "knn.k=200");
    assertEquals(List.of(), config.problemsWithData(256));
    assertEquals(
        List.of(
            "optimizer.batch_size is 256, but t holds only 150 pictures; choose a smaller batch."),
        config.problemsWithData(150));
    assertEquals(
        Optional.of("knn.k is 200, but t holds only 150 pictures; choose a smaller k."),
        config.problemWithBank(150));
    assertEquals(Optional.empty(), config.problemWithBank(200));
    assertEquals("b", Configurations.run("data.test=v", "knn.train=b").bank());
  }

  @Test
  void knnNeedsTestPicturesAndAnInterval() {
    assertFalse(Configurations.run().measuresKnn());
    assertTrue(Configurations.run("data.test=v").measuresKnn());
    assertFalse(Configurations.run("data.test=v", "knn.every_epochs=0").measuresKnn());
  }

  @Test
  void travelsToExecutors() throws Exception {
    PretrainConfig config = Configurations.run("augmentation.color_jitter=[0.1,0.2,0.3,0.4]");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(config);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertEquals(config, in.readObject());
    }
  }

  /** All queues are copied as one array of bytes, for a checkpoint. */
  @Test
  void aQueueThatNoArrayHoldsIsRefused() {
    assertEquals(2_097_151, Configurations.run("moco.queue_size=2097151").moco().queueSize());
    assertTrue(
        Configurations.refusal("moco.queue_size=2097152").contains("it may be at most 2097151."),
        Configurations.refusal("moco.queue_size=2097152"));
  }

  @Test
  void onlySomeNumbersOfWorkersKeepTheBits() {
    String[] six = {"ranks.logical=6", "optimizer.batch_size=258"};
    for (int workers : new int[] {1, 3, 6}) {
      assertTrue(
          Configurations.run(six[0], six[1], "ranks.workers=" + workers).ranks().keepsBits());
    }
    assertFalse(Configurations.run(six[0], six[1], "ranks.workers=2").ranks().keepsBits());
  }
}
