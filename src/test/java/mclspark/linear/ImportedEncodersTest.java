package mclspark.linear;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import mclspark.importing.CheckpointImport;
import mclspark.importing.ImportRequest;
import mclspark.importing.ReferenceFiles;
import mclspark.model.Encoder;
import mclspark.pretrain.PretrainedEncoders;
import mclspark.pth.SavedTensor;
import mclspark.pth.TorchFormat;
import mclspark.tensor.HostTensor;
import mclspark.tensor.Scope;
import mclspark.tensor.TorchEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Linear classification on encoders that the reference has trained. */
final class ImportedEncodersTest {

  @TempDir Path folder;

  private Map<String, SavedTensor> make(TorchFormat format, String run) throws Exception {
    Map<String, SavedTensor> state = ReferenceFiles.moco(2);
    byte[] bytes = ReferenceFiles.file(format, "state_dict", state);
    String file = ReferenceFiles.write(folder, "checkpoint_0199.pth.tar", bytes);
    CheckpointImport.run(
        new ImportRequest(file, run, Optional.empty(), OptionalInt.empty()),
        LinearSetup.HADOOP,
        warning -> {});
    return state;
  }

  @ParameterizedTest
  @EnumSource(
      value = TorchFormat.class,
      names = {"ZIP", "LEGACY"})
  void encodersAreLoadedWithTheirBits(TorchFormat format) throws Exception {
    String run = folder.resolve("run").toString();
    Map<String, SavedTensor> reference = make(format, run);
    PretrainedEncoders encoders = PretrainedEncoders.find(run, LinearSetup.HADOOP);
    for (int peer = 0; peer < 2; peer++) {
      Map<String, HostTensor> state = encoders.state(peer);
      try (Scope scope = Scope.open()) {
        Encoder encoder = encoders.backbone(TorchEngine.cpu(1), peer, state, true);
        for (Map.Entry<String, HostTensor> entry : encoder.state().entrySet()) {
          byte[] bytes = new byte[entry.getValue().data().remaining()];
          entry.getValue().data().duplicate().get(bytes);
          String name = "module.encoder_q_" + peer + "." + entry.getKey();
          assertArrayEquals(reference.get(name).storage(), bytes, name);
        }
      }
    }
  }

  @Test
  void encodersAreClassified() throws Exception {
    LinearSetup setup = LinearSetup.in(folder);
    make(TorchFormat.ZIP, setup.path("imported"));
    LinearConfig config =
        setup.config(
            "lincls",
            1,
            Map.of(
                "pretrained", setup.path("imported"), "optimizer", LinearSetup.optimizer(1, 0.02)));
    LinearResult result = setup.run(config, "", () -> {}).get(0);
    assertEquals(
        List.of("0", "1", "untrained"), result.peers().stream().map(p -> p.name()).toList());
    result.peers().forEach(peer -> assertEquals(LinearSetup.TEST, peer.last().images()));
  }
}
