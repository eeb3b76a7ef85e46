#!/usr/bin/env bash
# One would guess that NDArray.hasGradient of DJL's PyTorch engine says what requires_grad says in
# PyTorch: true for a parameter and for all that is computed from it while a gradient collector is
# open. It is true for the parameter alone. What is computed from it says false, although gradients go
# through it to the parameter.
#
# Why it matters: code that prepares or saves work for arrays by whether they will have a gradient (a
# planned backward pass, a detached copy, a cache of activations) takes every activation for a constant.
#
# Seen with DJL 0.36.0 and libtorch 2.7.1 on the CPU (Maven Central), Java 17, Linux x86-64:
#   parameter: true
#   computed from it: false
#   gradient of the parameter through it: 2.0 2.0 2.0
# Fails if a line changes. Needs Java 17 or newer and Maven.
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

cat >"$work/Gradients.java" <<'JAVA'
import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;

public class Gradients {
  public static void main(String[] none) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      NDArray parameter = manager.create(new float[] {1, 2, 3});
      parameter.setRequiresGradient(true);
      System.out.println("parameter: " + parameter.hasGradient());
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray computed = parameter.mul(2);
        System.out.println("computed from it: " + computed.hasGradient());
        collector.backward(computed.sum());
      }
      System.out.print("gradient of the parameter through it:");
      for (float value : parameter.getGradient().toFloatArray()) {
        System.out.print(" " + value);
      }
      System.out.println();
    }
  }
}
JAVA

echo "DJL 0.36.0, libtorch 2.7.1, $(java -version 2>&1 | head -n 1)"
found="$(DJL_OFFLINE=true OPT_OUT_TRACKING=true DJL_CACHE_DIR="$work/cache" \
  java -cp "$work/lib/*" "$work/Gradients.java" 2>"$work/errors")" || { cat "$work/errors" >&2; exit 1; }
echo "$found"
[[ "$found" == "parameter: true
computed from it: false
gradient of the parameter through it: 2.0 2.0 2.0" ]] || { echo "This has changed." >&2; exit 1; }
