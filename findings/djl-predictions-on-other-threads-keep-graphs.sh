#!/usr/bin/env bash
# One would guess that a Predictor of DJL's PyTorch engine computes without gradients, in any thread: DJL
# switches them off when it loads the engine and on inside a GradientCollector only. The switch is
# libtorch's, which is each thread's own: off in the thread that loaded the engine, on in all others.
# A prediction there, with a network that a Trainer has made, builds the graph for a backward pass.
#
# Why it matters: validation on other threads than training, as in any pool, keeps all activations of
# a batch alive for as long as its result lives. The result gives no hint (hasGradient is false, see
# djl-computed-arrays-deny-their-gradient.sh), closing the manager of the batch frees nothing, and the
# same lines in main() are right. JniUtils.setGradMode(false) in each thread of the pool mends it.
#
# Seen with DJL 0.36.0 and libtorch 2.7.1 on the CPU (Maven Central), Java 17, Linux x86-64, a network
# of 31 layers, 5 results of 16 kB each:
#   main thread:    gradients off, 48 MB more than before
#   another thread: gradients on, 1140 MB more than before
# Fails if that changes. Needs Java 17 or newer, Maven and 2 GB of memory.
set -euo pipefail
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

cat >"$work/pom.xml" <<'XML'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>ai.djl.pytorch</groupId>
      <artifactId>pytorch-engine</artifactId>
      <version>0.36.0</version>
    </dependency>
    <dependency>
      <groupId>ai.djl.pytorch</groupId>
      <artifactId>pytorch-jni</artifactId>
      <version>2.7.1-0.36.0</version>
    </dependency>
    <dependency>
      <groupId>ai.djl.pytorch</groupId>
      <artifactId>pytorch-native-cpu</artifactId>
      <version>2.7.1</version>
      <classifier>linux-x86_64</classifier>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B -ntp -f "$work/pom.xml" dependency:copy-dependencies -DoutputDirectory="$work/lib"

cat >"$work/Predictions.java" <<'JAVA'
import ai.djl.Device;
import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.translate.NoopTranslator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

public class Predictions {
  static final Shape BATCH = new Shape(4096, 256);

  static long residentMegabytes() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IllegalStateException("no VmRSS");
  }

  /** What five results hold; the first one of six pays for what is loaded. */
  static String predict(Model model) throws Exception {
    try (NDManager kept = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator())) {
      long before = 0;
      for (int i = 0; i < 6; i++) {
        before = i == 1 ? residentMegabytes() : before;
        try (NDManager batch = kept.newSubManager()) {
          predictor.predict(new NDList(batch.ones(BATCH))).attach(kept);
        }
      }
      return (JniUtils.isGradMode() ? "on " : "off ") + (residentMegabytes() - before);
    }
  }

  public static void main(String[] where) throws Exception {
    SequentialBlock network = new SequentialBlock();
    for (int layer = 0; layer < 30; layer++) {
      network.add(Linear.builder().setUnits(256).build()).add(Activation::relu);
    }
    network.add(Linear.builder().setUnits(1).build());
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.l2Loss()).optDevices(new Device[] {Device.cpu()});
    try (Model model = Model.newInstance("finding", "PyTorch")) {
      model.setBlock(network);
      try (Trainer trainer = model.newTrainer(config)) {
        trainer.initialize(BATCH);
        Callable<String> validation = () -> predict(model);
        if (where[0].equals("main")) {
          System.out.println(validation.call());
        } else {
          FutureTask<String> task = new FutureTask<>(validation);
          new Thread(task).start();
          System.out.println(task.get());
        }
      }
    }
  }
}
JAVA

predict() {
  DJL_OFFLINE=true OPT_OUT_TRACKING=true DJL_CACHE_DIR="$work/cache" \
    java -Xmx512m -cp "$work/lib/*" "$work/Predictions.java" "$1" 2>"$work/errors" ||
    { cat "$work/errors" >&2; exit 1; }
}
echo "DJL 0.36.0, libtorch 2.7.1, $(java -version 2>&1 | head -n 1)"
main="$(predict main)"
other="$(predict other)"
echo "main thread:    gradients ${main% *}, ${main#* } MB more than before"
echo "another thread: gradients ${other% *}, ${other#* } MB more than before"
if [[ "${main% *} ${other% *}" != "off on" ]] || ((${main#* } > 200 || ${other#* } < 700)); then
  echo "This has changed." >&2
  exit 1
fi
