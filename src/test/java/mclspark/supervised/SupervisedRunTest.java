package mclspark.supervised;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import mclspark.pretrain.SmallRuns;
import mclspark.run.RunMetrics;
import mclspark.run.StopSignal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class SupervisedRunTest {

  private static final StopSignal NEVER = () -> {};
  @TempDir static Path shared;
  private static Path data;

  @TempDir Path output;

  @BeforeAll
  static void makePictures() {
    data = SmallRuns.pictures(shared.resolve("pictures"));
  }

  @Test
  void metricsTellTheRun() throws Exception {
    List<SupervisedResult> results =
        SmallSupervisedRuns.run(
            SmallSupervisedRuns.config(data, output, "checkpoint.keep=1"), "", NEVER);
    JsonNode run = lines("run").get(0);
    assertEquals("train", run.get("job").asText());
    assertEquals(12, run.get("steps_per_epoch").asInt());
    List<JsonNode> steps = lines("step");
    assertEquals(192, steps.stream().mapToLong(step -> step.get("images").asLong()).sum());
    JsonNode step = steps.get(0);
    double terms = 0;
    for (String term : List.of("cls", "kd", "vcl", "icl", "soft_vcl", "soft_icl")) {
      assertTrue(step.get(term).asDouble() > 0, term);
      terms += step.get(term).asDouble();
    }
    assertEquals(step.get("loss").asDouble(), terms, 1e-6);
    assertEquals(2, lines("epoch").get(1).get("train_accuracy").size());

    JsonNode evaluation = lines("evaluation").get(1);
    assertEquals(1, evaluation.get("epoch").asInt());
    assertEquals(32, evaluation.get("images").asInt());
    PeerScore last = results.get(0).epochs().get(1);
    assertEquals(last.peerTop1().get(1), evaluation.get("top1").get(1).asDouble());
    assertEquals(last.ensembleTop1(), evaluation.get("ensemble_top1").asDouble());
    assertTrue(last.ensembleTop5() >= last.ensembleTop1());
    JsonNode done = lines("done").get(0);
    assertEquals(1, done.get("last").get("epoch").asInt());
    assertEquals(results.get(0).bestEpoch(), done.get("best").get("epoch").asInt());
  }

  @Test
  void aBaselineHasNoContrastAndNeedsNoBank() throws Exception {
    SupervisedConfig config =
        SmallSupervisedRuns.config(
            data,
            output,
            SmallSupervisedRuns.BANK,
            "mcl.vcl_weight=0",
            "mcl.soft_vcl_weight=0",
            "mcl.icl_weight=0",
            "mcl.soft_icl_weight=0",
            "mcl.logit_distillation=false",
            "model.peers=1",
            "optimizer.epochs=1");
    SmallSupervisedRuns.run(config, "", NEVER);
    JsonNode epoch = lines("epoch").get(0);
    assertEquals(epoch.get("cls").asDouble(), epoch.get("loss").asDouble());
    assertEquals(0, epoch.get("vcl").asDouble());
    assertFalse(SmallRuns.newest(output).manifest().files().containsKey(SupervisedState.BANK));
  }

  private List<JsonNode> lines(String kind) throws IOException {
    return RunMetrics.lines(output, kind);
  }
}
