package mclspark.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** conf/kubernetes against the operators' own schemas, of which the resources are parts. */
class KubernetesManifestsTest {

  private static final Path HOME = Path.of(System.getProperty("mcl.home"));

  private static JsonNode manifest(String name) throws IOException {
    return new YAMLMapper().readTree(HOME.resolve("conf/kubernetes/" + name + ".yaml").toFile());
  }

  private static JsonNode schema(String name) throws IOException {
    try (InputStream in =
        KubernetesManifestsTest.class.getResourceAsStream("/kubernetes/" + name + ".schema.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sparkapplication", "scheduledsparkapplication", "apache-sparkapplication"})
  void operatorsKnowEveryField(String name) throws IOException {
    JsonNode manifest = manifest(name);
    JsonNode schema = schema(name);
    assertEquals(
        schema.get("group").asText() + "/" + schema.get("version").asText(),
        manifest.get("apiVersion").asText());
    assertEquals(schema.get("kind"), manifest.get("kind"));
    List<String> problems = new ArrayList<>();
    check("spec", manifest.get("spec"), schema.get("spec"), problems);
    assertEquals(List.of(), problems);
  }

  @Test
  void theCheckSeesMistakes() throws IOException {
    ObjectNode manifest = (ObjectNode) manifest("sparkapplication").get("spec");
    manifest.put("mod", "cluster").put("mode", "remote").remove("type");
    ((ObjectNode) manifest.get("driver")).put("cores", "1");
    ((ObjectNode) manifest.get("sparkConf")).put("spark.x", 1);
    List<String> problems = new ArrayList<>();
    check("spec", manifest, schema("sparkapplication").get("spec"), problems);
    assertEquals(
        List.of(
            "spec.type is missing",
            "spec.mode is none of [\"cluster\",\"client\"]",
            "spec.sparkConf.spark.x is no string",
            "spec.driver.cores is no integer",
            "spec.mod is unknown"),
        problems);
  }

  /** What executors and the driver get is what submit/kubernetes would give. */
  @Test
  void theirSettingsAreThoseOfTheScripts() throws IOException {
    JsonNode conf = manifest("apache-sparkapplication").at("/spec/sparkConf");
    JsonNode kubeflow = manifest("sparkapplication").get("spec");
    for (String file : new String[] {"cluster", "kubernetes"}) {
      for (String line : Files.readAllLines(HOME.resolve("conf/spark/" + file + ".conf"))) {
        String[] setting = line.split(" +", 2);
        if (!line.startsWith("spark.") || setting[0].matches(".*(deployMode|namespace)")) {
          continue; // an operator's own
        }
        assertEquals(setting[1], conf.path(setting[0]).asText(), setting[0]);
        JsonNode executors = kubeflow.at("/executor/" + setting[0].replace("spark.executor.", ""));
        JsonNode there =
            executors.isMissingNode() ? kubeflow.at("/sparkConf/" + setting[0]) : executors;
        assertEquals(setting[1], there.asText(), setting[0]);
      }
    }
    assertTrue(kubeflow.at("/driver/terminationGracePeriodSeconds").asInt() >= 600);
  }

  /** Only what is run differs: a dated output, and nothing where the data is last week's. */
  @Test
  void theScheduledOneIsTheOtherWithADate() throws IOException {
    ObjectNode once = (ObjectNode) manifest("sparkapplication").get("spec");
    ObjectNode scheduled = (ObjectNode) manifest("scheduledsparkapplication").at("/spec/template");
    String arguments = scheduled.remove("arguments").toString();
    assertTrue(arguments.contains("{date}") && arguments.contains("--if-changed"), arguments);
    once.remove("arguments");
    assertEquals(once, scheduled);
  }

  private static void check(String path, JsonNode value, JsonNode schema, List<String> problems) {
    if (schema.has("x-kubernetes-preserve-unknown-fields")
        || schema.has("x-kubernetes-int-or-string")) {
      return;
    }
    String type = schema.path("type").asText();
    boolean fits =
        switch (type) {
          case "object" -> value.isObject();
          case "array" -> value.isArray();
          case "integer" -> value.isIntegralNumber();
          case "boolean" -> value.isBoolean();
          default -> value.isTextual();
        };
    if (!fits) {
      problems.add("%s is no %s".formatted(path, type));
      return;
    }
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        problems.add("%s.%s is missing".formatted(path, name.asText()));
      }
    }
    if (schema.has("enum") && !contains(schema.get("enum"), value)) {
      problems.add("%s is none of %s".formatted(path, schema.get("enum")));
    }
    for (JsonNode item : value.isArray() ? value : List.<JsonNode>of()) {
      check(path + "[]", item, schema.get("items"), problems);
    }
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      JsonNode other = schema.path("additionalProperties");
      JsonNode of = schema.path("properties").path(field.getKey());
      if (of.isMissingNode() && !other.isObject()) {
        problems.add("%s.%s is unknown".formatted(path, field.getKey()));
      } else {
        check(
            path + "." + field.getKey(),
            field.getValue(),
            of.isMissingNode() ? other : of,
            problems);
      }
    }
  }

  private static boolean contains(JsonNode values, JsonNode value) {
    for (JsonNode each : values) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }
}
