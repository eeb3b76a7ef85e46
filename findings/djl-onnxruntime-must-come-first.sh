#!/usr/bin/env bash
# One would guess that DJL's OnnxRuntime engine can be opened in a JVM that already uses ONNX Runtime by
# its own Java interface, since OrtEnvironment.getEnvironment() is a singleton made to be shared. It cannot:
# the engine asks for the environment with a name and a thread setting of its own, which ONNX Runtime
# refuses once there is one. The other way round works.
#
# Why it matters: a server that scores one model by ONNX Runtime and loads another by DJL works or fails
# by the order in which the two are first touched, for instance by the order of tests or requests.
#
# Seen with DJL 0.36.0 and ONNX Runtime 1.26.0 (Maven Central), Java 17, Linux x86-64:
#   ONNX Runtime first, then DJL: no engine
#   DJL first, then ONNX Runtime: both
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
      <groupId>com.microsoft.onnxruntime</groupId>
      <artifactId>onnxruntime</artifactId>
      <version>1.26.0</version>
    </dependency>
    <dependency>
      <groupId>ai.djl.onnxruntime</groupId>
      <artifactId>onnxruntime-engine</artifactId>
      <version>0.36.0</version>
    </dependency>
  </dependencies>
</project>
XML
mvn -q -B -ntp -f "$work/pom.xml" dependency:copy-dependencies -DoutputDirectory="$work/lib"

cat >"$work/Order.java" <<'JAVA'
import ai.djl.engine.Engine;
import ai.onnxruntime.OrtEnvironment;

public class Order {
  public static void main(String[] order) {
    for (String each : order) {
      if (each.equals("runtime")) {
        OrtEnvironment.getEnvironment();
      } else {
        try {
          Engine.getEngine("OnnxRuntime");
        } catch (RuntimeException | Error e) {
          System.out.println("no engine");
          for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            System.err.println(cause);
          }
          return;
        }
      }
    }
    System.out.println("both");
  }
}
JAVA

echo "DJL 0.36.0, ONNX Runtime 1.26.0, $(java -version 2>&1 | head -n 1)"
run() {
  DJL_OFFLINE=true OPT_OUT_TRACKING=true DJL_CACHE_DIR="$work/cache" \
    java -cp "$work/lib/*" "$work/Order.java" "$@" 2>>"$work/errors"
}
found="ONNX Runtime first, then DJL: $(run runtime djl)
DJL first, then ONNX Runtime: $(run djl runtime)"
echo "$found"
grep -m 1 -i "OrtEnvironment" "$work/errors" || cat "$work/errors"
[[ "$found" == "ONNX Runtime first, then DJL: no engine
DJL first, then ONNX Runtime: both" ]] || { echo "This has changed." >&2; exit 1; }
