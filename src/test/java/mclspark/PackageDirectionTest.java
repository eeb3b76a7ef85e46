package mclspark;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeJars;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The directions in which packages may depend on each other. */
@AnalyzeClasses(
    packages = {"mclspark", "ai.djl"},
    importOptions = {DoNotIncludeTests.class, DoNotIncludeJars.class})
final class PackageDirectionTest {

  /**
   * Our packages, from below, and what each may use of the others; all may use the root and {@code
   * random}. Names stand for their sub-packages, too, unless these have a line of their own.
   */
  private static final Map<String, List<String>> MAY_USE =
      parsed(
          """
          schema:
          tensor:
          storage:
          image:
          augment: image schema
          dataset: image schema storage
          dataset.shapes: dataset storage
          sampling: dataset image storage
          pipeline: augment dataset image sampling storage
          dataset.shards: augment dataset image storage
          model: schema tensor
          loss: tensor
          search: tensor
          collective: schema tensor
          step: collective dataset schema tensor
          checkpoint: dataset schema storage tensor
          metrics: dataset pipeline schema storage
          mlflow: metrics schema storage
          run: augment checkpoint collective dataset dataset.shards image metrics mlflow pipeline \
               sampling schema step storage tensor
          pretrain: augment checkpoint collective dataset image loss metrics mlflow model pipeline \
               run sampling schema search step storage tensor
          supervised: augment checkpoint collective dataset image loss metrics mlflow model \
               pipeline run sampling schema step storage tensor
          linear: augment checkpoint collective dataset image loss metrics mlflow model pipeline \
               pretrain run sampling schema step storage tensor
          pth: checkpoint tensor
          cifar: dataset dataset.shards pth storage
          importing: checkpoint model pretrain pth run supervised tensor
          exporting.onnx: model tensor
          exporting: augment checkpoint dataset exporting.onnx importing linear metrics model \
               pretrain pth run storage supervised tensor
          embed: augment checkpoint dataset image importing linear model pretrain run step storage \
               supervised tensor
          bench: augment collective dataset dataset.shards embed image loss model pretrain sampling \
               step supervised tensor
          doctor: augment bench checkpoint collective dataset dataset.shards image loss model pretrain run step \
               tensor
          schedule: checkpoint dataset metrics run step storage
          presets: linear pretrain run schema supervised
          report:
          spark: bench checkpoint cifar collective dataset dataset.shards doctor embed exporting \
               image linear metrics pipeline pretrain run schedule search step storage supervised
          ml: embed spark step
          cli.jvm:
          cli.search: report schedule search spark
          cli: bench checkpoint cli.jvm cli.search dataset dataset.shapes dataset.shards doctor embed exporting \
               importing linear mlflow presets pretrain report run schedule schema spark step \
               supervised
          """);

  private static final int MOST_TYPES = 30;

  @ArchTest static final ArchRule packagesUseWhatIsBelow = layers();

  /** More have no inside that a reader can keep in mind. */
  @ArchTest
  static final ArchRule packagesAreSmall =
      classes().that().resideInAPackage("mclspark..").should(beAmongAFew());

  @ArchTest
  static final ArchRule noCyclesOfFamilies =
      slices().matching("mclspark.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noCycles = slices().matching("mclspark.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTensorKnowsDjl =
      noClasses()
          .that()
          .resideOutsideOfPackages("mclspark.tensor..", "ai.djl.pytorch.jni..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  /** DJL's reader of tensors ends the JVM on bfloat16; ours knows every type. */
  @ArchTest
  static final ArchRule noFileIsDecodedByDjl =
      noClasses()
          .that()
          .resideInAPackage("mclspark..")
          .should()
          .callMethodWhere(
              target(nameMatching("decode|load.*Params|loadParameters"))
                  .and(target(owner(resideInAPackage("ai.djl..")))));

  @ArchTest
  static final ArchRule onlySparkAndCliKnowSpark =
      noClasses()
          .that()
          .resideOutsideOfPackages("mclspark.spark..", "mclspark.ml..", "mclspark.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..");

  /** They answer at once and need no cluster. */
  @ArchTest
  static final ArchRule toolsDoNotStartSpark =
      noClasses()
          .that()
          .haveNameMatching(
              "mclspark\\.cli\\.(Bench|Config|Data|Doctor|Export|Import|Report)Command.*")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..", "mclspark.spark..");

  @ArchTest
  static final ArchRule whatNeedsTheDoorIsInTensor =
      classes()
          .that()
          .resideInAPackage("ai.djl.pytorch.jni..")
          .should()
          .onlyHaveDependentClassesThat()
          .resideInAnyPackage("mclspark.tensor..", "ai.djl..");

  private static Map<String, List<String>> parsed(String table) {
    Map<String, List<String>> rules = new LinkedHashMap<>();
    for (String line : table.strip().split("\n")) {
      List<String> words = List.of(line.strip().split(":? +|:"));
      rules.put(words.get(0), words.subList(1, words.size()));
    }
    return rules;
  }

  private static ArchRule layers() {
    LayeredArchitecture layers =
        layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("mclspark..")
            .layer("root")
            .definedBy("mclspark")
            .layer("random")
            .definedBy("mclspark.random");
    for (String name : MAY_USE.keySet()) {
      layers = layers.layer(name).definedBy(only(name));
    }
    layers = layers.whereLayer("root").mayNotAccessAnyLayer();
    layers = layers.whereLayer("random").mayNotAccessAnyLayer();
    for (Map.Entry<String, List<String>> rule : MAY_USE.entrySet()) {
      List<String> allowed = new ArrayList<>(rule.getValue());
      allowed.addAll(List.of("root", "random"));
      layers = layers.whereLayer(rule.getKey()).mayOnlyAccessLayers(allowed.toArray(String[]::new));
    }
    return layers.ensureAllClassesAreContainedInArchitectureIgnoring("ai.djl..");
  }

  /** A package with its sub-packages, but without those that have a line of their own. */
  private static DescribedPredicate<JavaClass> only(String name) {
    String[] others =
        MAY_USE.keySet().stream()
            .filter(other -> other.startsWith(name + "."))
            .map(other -> "mclspark." + other + "..")
            .toArray(String[]::new);
    return resideInAPackage("mclspark." + name + "..").and(resideOutsideOfPackages(others));
  }

  private static ArchCondition<JavaClass> beAmongAFew() {
    return new ArchCondition<>("be one of at most " + MOST_TYPES + " of its package") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        long types =
            type.getPackage().getClasses().stream()
                .filter(other -> other.isTopLevelClass() && !other.isArray())
                .filter(other -> !other.getSimpleName().equals("package-info"))
                .count();
        String message = "%s has %d types".formatted(type.getPackageName(), types);
        events.add(new SimpleConditionEvent(type, types <= MOST_TYPES, message));
      }
    };
  }
}
