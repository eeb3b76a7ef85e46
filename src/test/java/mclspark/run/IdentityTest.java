package mclspark.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mclspark.linear.LinearConfig;
import mclspark.pretrain.PretrainConfig;
import mclspark.schema.Canonical;
import mclspark.schema.KeyInfo;
import mclspark.schema.Schema;
import mclspark.schema.Values;
import mclspark.supervised.SupervisedConfig;
import org.junit.jupiter.api.Test;

/** The hash and the differences: what makes a run the same run. */
final class IdentityTest {

  private static final Schema<PretrainConfig> SCHEMA = PretrainConfig.schema();

  // A value other than the default for every key.
  private static final Map<String, String> OTHER = new LinkedHashMap<>();

  static {
    Stream.of(
            "job=linear name=m seed=1 output=q init_from=i pretrained=w data.replay_fraction=0.5",
            "data.format=cifar10 data.train=u data.test=v data.crop_size=64 data.mean=[1,1,1]",
            "data.std=[1,1,1] data.loader_threads=3 data.prefetch_batches=3",
            "data.bad_picture_limit=3 data.decoder=jdk data.shard_cache=3",
            "data.check_leak=true data.resize=300 data.image_column=i data.label_column=l",
            "augmentation.pipeline=v2 augmentation.blur=false augmentation.color_jitter=[0,0,0,0]",
            "augmentation.min_scale=0.3",
            "model.arch=resnet18 model.stem=cifar model.mlp_head=true model.dim=64 model.peers=1",
            "moco.queue_size=512 moco.momentum=0.9 moco.temperature=0.1 moco.soft_temperature=2",
            "moco.shuffle=false",
            "optimizer.epochs=3 optimizer.batch_size=64 optimizer.lr=1 optimizer.schedule=cosine",
            "optimizer.milestones=[1] optimizer.momentum=0 optimizer.weight_decay=0",
            "optimizer.warmup_epochs=1 run.max_hours=1 run.retry_hours=1",
            "ranks.logical=4 ranks.workers=4 ranks.threads=2 ranks.device=cpu",
            "ranks.channels_last=false ranks.precision=bf16",
            "checkpoint.keep=1 checkpoint.every_minutes=1 checkpoint.every_epochs=2"
                + " checkpoint.every_steps=5",
            "checkpoint.resume=never",
            "knn.every_epochs=1 knn.k=1 knn.temperature=1 knn.max_pictures=1",
            "knn.train=w knn.features=false",
            "collective.backend=tcp collective.timeout_seconds=1",
            "collective.progress_timeout_seconds=1 collective.setup_timeout_seconds=1",
            "collective.socket_buffer_bytes=1 collective.encrypt=true collective.nccl_library=n",
            "collective.ports=1-2",
            "mlflow.tracking_uri=http://m mlflow.experiment_name=e mlflow.run_name=r mlflow.tags=a=b",
            "mlflow.prefix=p mlflow.log_model=true mlflow.registered_model=m mlflow.alias=c",
            "log.every_steps=1 log.tensorboard=true restart.limit=1 restart.slot_wait_seconds=1",
            "export.formats=[]")
        .flatMap(line -> Stream.of(line.split(" ")))
        .forEach(override -> OTHER.put(override.substring(0, override.indexOf('=')), override));
  }

  private static PretrainConfig unchecked(String... overrides) {
    Values<PretrainConfig> settings = new Values<>(SCHEMA, "test");
    Stream.of("name=n", "output=o", "data.train=t").forEach(settings::addOverride);
    Stream.of(overrides).forEach(settings::addOverride);
    PretrainConfig config = settings.build();
    assertEquals(List.of(), settings.problems().sentences());
    return config;
  }

  @Test
  void hashIsPinned() {
    // A change of this value makes every checkpoint that exists foreign. Think twice.
    assertEquals(
        "3bc4b4946ad0418682510e1bd5f0be17f1bfe1091dc7b920b89b5b5b1821ce07", unchecked().hash());
    assertEquals(
        "3d3ee0f1727ef045e8021726ce3c1f6c5cc5190654a3e66f71aca9278f487c50",
        hash(LinearConfig.schema(), "pretrained=p"));
    assertEquals(
        "3b0a0d301d4e4ff62e9e8627363eedc6bddeae66a0faaf4a49c5a08591e5696a",
        hash(SupervisedConfig.schema(), "model.arch=resnet20"));
  }

  private static <T extends Record> String hash(Schema<T> schema, String override) {
    Values<T> settings = new Values<>(schema, "test");
    Stream.of("name=n", "output=o", "data.train=t", override).forEach(settings::addOverride);
    return Canonical.hash(schema, settings.build());
  }

  @Test
  void exactlyTheKeysThatChangeNumbersChangeHashAndDifferences() {
    PretrainConfig standard = unchecked();
    for (KeyInfo key : SCHEMA.keys()) {
      PretrainConfig other = unchecked(OTHER.get(key.path()));
      boolean changes = key.key().changesNumbers();
      assertEquals(changes, !other.hash().equals(standard.hash()), key.path());
      boolean compared = changes && !key.key().byContent();
      assertEquals(compared ? 1 : 0, other.differences(standard).size(), key.path());
    }
  }

  @Test
  void keysThatMayChangeBetweenARunAndItsContinuation() {
    assertEquals(
        List.of(
            "name",
            "output",
            "data.test",
            "data.check_leak",
            "data.resize",
            "data.loader_threads",
            "data.prefetch_batches",
            "data.bad_picture_limit",
            "data.decoder",
            "data.shard_cache",
            "ranks.workers",
            "checkpoint.keep",
            "checkpoint.every_minutes",
            "checkpoint.every_epochs",
            "checkpoint.every_steps",
            "checkpoint.resume",
            "knn.every_epochs",
            "knn.k",
            "knn.temperature",
            "knn.max_pictures",
            "knn.train",
            "knn.features",
            "collective.backend",
            "collective.timeout_seconds",
            "collective.progress_timeout_seconds",
            "collective.setup_timeout_seconds",
            "collective.socket_buffer_bytes",
            "collective.encrypt",
            "collective.nccl_library",
            "collective.ports",
            "log.every_steps",
            "log.tensorboard",
            "mlflow.tracking_uri",
            "mlflow.experiment_name",
            "mlflow.run_name",
            "mlflow.tags",
            "mlflow.prefix",
            "mlflow.log_model",
            "mlflow.registered_model",
            "mlflow.alias",
            "restart.limit",
            "restart.slot_wait_seconds",
            "run.max_hours",
            "run.retry_hours",
            "export.formats"),
        SCHEMA.keys().stream()
            .filter(key -> !key.key().changesNumbers())
            .map(KeyInfo::path)
            .toList());
  }

  @Test
  void placesOfDataAreComparedByTheirContents() {
    assertEquals(
        List.of("pretrained", "data.train", "data.label_list"),
        LinearConfig.schema().keys().stream()
            .filter(key -> key.key().byContent())
            .map(KeyInfo::path)
            .toList());
  }

  @Test
  void differencesReadAsASentence() {
    assertEquals(
        List.of("moco.temperature was 0.07, is 0.1", "optimizer.milestones was [120, 160], is [1]"),
        unchecked("moco.temperature=0.1", "optimizer.milestones=[1]").differences(unchecked()));
  }

  @Test
  void canonicalFormHasPlainValues() {
    Map<String, Object> tree = Canonical.tree(SCHEMA, unchecked());
    assertEquals("pretrain", tree.get("job"));
    assertEquals(
        Map.of(
            "queue_size",
            65536,
            "momentum",
            0.999,
            "temperature",
            0.07,
            "soft_temperature",
            3.0,
            "shuffle",
            true),
        tree.get("moco"));
  }
}
