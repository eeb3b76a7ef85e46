package mclspark;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeJars;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The directions in which packages may depend on each other. */
@AnalyzeClasses(
    packages = {"mclspark", "ai.djl"},
    importOptions = {DoNotIncludeTests.class, DoNotIncludeJars.class})
final class PackageDirectionTest {

  /** Every package may throw a {@link UserError}, which itself needs nothing. */
  @ArchTest static final ArchRule rootIsALeaf = onlySees("mclspark", "mclspark");

  @ArchTest static final ArchRule random = onlySees("mclspark.random..", "mclspark.random..");

  @ArchTest static final ArchRule tensor = onlySees("mclspark.tensor..", "mclspark.tensor..");

  @ArchTest
  static final ArchRule loss =
      onlySees("mclspark.loss..", "mclspark.loss..", "mclspark.tensor..", "mclspark.random..");

  @ArchTest
  static final ArchRule model =
      onlySees("mclspark.model..", "mclspark.model..", "mclspark.tensor..", "mclspark.random..");

  @ArchTest
  static final ArchRule data =
      onlySees("mclspark.data..", "mclspark.data..", "mclspark.tensor..", "mclspark.random..");

  @ArchTest
  static final ArchRule collective =
      onlySees(
          "mclspark.collective..",
          "mclspark.collective..",
          "mclspark.tensor..",
          "mclspark.random..");

  @ArchTest static final ArchRule config = onlySees("mclspark.config..", "mclspark.config..");

  @ArchTest
  static final ArchRule report =
      onlySees("mclspark.report..", "mclspark.report..", "mclspark.config..");

  @ArchTest
  static final ArchRule train =
      noClasses()
          .that()
          .resideInAPackage("mclspark.train..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("mclspark.cli..", "mclspark.spark..", "mclspark.report..");

  @ArchTest
  static final ArchRule spark =
      noClasses()
          .that()
          .resideInAPackage("mclspark.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("mclspark.cli..");

  @ArchTest
  static final ArchRule sparkHandsRanksNeverTensors =
      noClasses()
          .that()
          .resideInAPackage("mclspark.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("mclspark.tensor..", "mclspark.model..", "mclspark.loss..");

  @ArchTest
  static final ArchRule noCycles = slices().matching("mclspark.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule noCyclesOfSubPackages =
      slices().matching("mclspark.(*).(*)..").should().beFreeOfCycles();

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
          .resideOutsideOfPackages("mclspark.spark..", "mclspark.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "scala..");

  /** They answer at once and need no cluster. */
  @ArchTest
  static final ArchRule toolsDoNotStartSpark =
      noClasses()
          .that()
          .haveNameMatching("mclspark\\.cli\\.(Bench|Config|Data|Export|Import|Report)Command.*")
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

  /** Of our packages, the given one sees the allowed ones and the root only. */
  private static ArchRule onlySees(String from, String... allowed) {
    return noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat(
            resideInAPackage("mclspark..")
                .and(resideOutsideOfPackages(allowed))
                .and(resideOutsideOfPackage("mclspark")));
  }
}
