package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mclspark.spark.SubmitScripts.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What submit/mcl would run, in a copy of the project with empty jars. */
@Timeout(60)
class LauncherTest {

  @TempDir private Path home;
  private SubmitScripts scripts;

  @BeforeEach
  void copyProject() throws IOException {
    scripts = SubmitScripts.copyTo(home);
  }

  @Test
  void localMasterIsPlainJava() throws Exception {
    String expected =
        "JAVA @HOME/conf/jvm.options -Xmx3g -XX:+UseSerialGC -Xms64m -Dspark.master=local\\[2\\]"
            + " -Dspark.a=b -cp"
            + " HOME/target/mcl-spark.jar:HOME/target/lib/\\*:HOME/target/lib/spark/\\*"
            + " mclspark.cli.Main pretrain --config a\\ b.yaml";
    Outcome before =
        mcl(
            Map.of(),
            "--master",
            "local[2]",
            "--conf",
            "spark.a=b",
            "pretrain",
            "--config",
            "a b.yaml");
    Outcome after =
        mcl(Map.of(), "--conf=spark.a=b", "pretrain", "--master=local[2]", "--config", "a b.yaml");
    assertEquals(new Outcome(0, expected), before);
    assertEquals(new Outcome(0, expected), after);
  }

  @Test
  void classesComeFromTheArchiveIfThereIsOne() throws Exception {
    Files.createFile(home.resolve("target/mcl.jsa"));
    String expected =
        "JAVA @HOME/conf/jvm.options -Xmx3g -XX:SharedArchiveFile=HOME/target/mcl.jsa -Xlog:cds=off"
            + " -Xlog:cds+dynamic=off -XX:+UseSerialGC -Xms64m -Dspark.master=local\\[\\*\\] -cp";
    String found = mcl(Map.of(), "pretrain").output();
    assertTrue(found.startsWith(expected), found);
    Outcome recording = scripts.run("archive", Map.of());
    assertTrue(recording.output().contains("mclspark.cli.Main pretrain --preset quickstart"));
    assertEquals(0, recording.code());
  }

  @Test
  void onlyTrainingGetsTheSmallCollectorAndNotBesideTheUsers() throws Exception {
    assertTrue(mcl(Map.of(), "train").output().contains(" -XX:+UseSerialGC "));
    assertTrue(mcl(Map.of(), "doctor").output().contains(" -XX:+UseSerialGC ")); // as training
    assertFalse(mcl(Map.of(), "dedup").output().contains("GC"));
    Map<String, String> users = Map.of("JDK_JAVA_OPTIONS", "-XX:+UseZGC");
    assertFalse(mcl(users, "train").output().contains("GC"));
  }

  @Test
  void clusterMasterIsSentOurJars() throws Exception {
    assertEquals(
        new Outcome(
            0,
            "JAVA @HOME/conf/jvm.options -Xmx1g -cp HOME/target/lib/\\*:HOME/target/lib/spark/\\*"
                + " org.apache.spark.deploy.SparkSubmit --master spark://h:7077 --class"
                + " mclspark.cli.Main --jars HOME/target/lib/api.jar --executor-memory 4g"
                + " HOME/target/mcl-spark.jar pretrain"),
        mcl(
            Map.of("MCL_MASTER", "spark://h:7077", "MCL_DRIVER_MEMORY", "1g"),
            "--executor-memory",
            "4g",
            "pretrain"));
  }

  @Test
  void listsOfTheUserAreJoinedToOurs() throws Exception {
    scripts.program("spark/bin/spark-submit");
    String[] arguments = {
      "--jars",
      "u.jar",
      "--verbose",
      "--conf",
      "spark.jars=v.jar",
      "--files=f",
      "--files",
      "g",
      "--driver-class-path",
      "a.jar",
      "--conf",
      "spark.driver.extraClassPath=b.jar",
      "--conf",
      "spark.driver.memory=5g",
      "pretrain"
    };
    String submit =
        " --master spark://h:7077 --class mclspark.cli.Main"
            + " --jars HOME/target/lib/api.jar\\,u.jar\\,v.jar --files f\\,g --verbose"
            + " HOME/target/mcl-spark.jar pretrain";
    assertEquals(
        new Outcome(
            0,
            "JAVA @HOME/conf/jvm.options -Xmx5g -cp"
                + " /etc/hadoop:a.jar:b.jar:HOME/target/lib/\\*:HOME/target/lib/spark/\\*"
                + " org.apache.spark.deploy.SparkSubmit"
                + submit),
        mcl(Map.of("MCL_MASTER", "spark://h:7077", "HADOOP_CONF_DIR", "/etc/hadoop"), arguments));
    assertEquals(
        new Outcome(
            0,
            "HOME/spark/bin/spark-submit --driver-memory 5g --driver-class-path a.jar:b.jar"
                + submit),
        mcl(
            Map.of("MCL_MASTER", "spark://h:7077", "SPARK_HOME", home.resolve("spark").toString()),
            arguments));
  }

  /** As under cron, where Java would lose file names that are not ASCII. */
  @Test
  void aLocaleThatIsNotUtf8IsReplaced() throws Exception {
    Files.writeString(scripts.program("spark/bin/spark-submit"), "#!/bin/sh\necho \"$LC_ALL\"\n");
    String spark = home.resolve("spark").toString();
    for (String locale : new String[] {"C", "POSIX", ""}) {
      Map<String, String> environment =
          Map.of("SPARK_HOME", spark, "DRY_RUN", "", "LC_ALL", locale, "LANG", "no_NO.UTF-8");
      assertEquals(new Outcome(0, "C.UTF-8"), mcl(environment, "pretrain"), locale);
    }
    Map<String, String> utf8 = Map.of("SPARK_HOME", spark, "DRY_RUN", "", "LC_ALL", "C.utf8");
    assertEquals(new Outcome(0, "C.utf8"), mcl(utf8, "pretrain"));
  }

  @Test
  void masterOfThisMachineIsUsedOnLoopback() throws Exception {
    Files.writeString(
        scripts.program("spark/bin/spark-submit"), "#!/bin/sh\necho \"${SPARK_LOCAL_IP:-any}\"\n");
    Map<String, String> environment =
        Map.of("SPARK_HOME", home.resolve("spark").toString(), "DRY_RUN", "");
    Outcome loopback = new Outcome(0, "127.0.0.1");
    assertEquals(loopback, mcl(environment, "--master", "local", "pretrain"));
    assertEquals(loopback, mcl(environment, "--master", "spark://127.0.0.1:7077", "pretrain"));
    assertEquals(loopback, mcl(environment, "--master", "spark://localhost:7077", "pretrain"));
    assertEquals(
        new Outcome(0, "any"),
        mcl(environment, "--master", "spark://localhost.h:7077", "pretrain"));
  }

  @Test
  void whatOnlySparksLauncherKnowsNeedsIt() throws Exception {
    Outcome refused =
        new Outcome(
            2,
            "mcl: Option --driver-java-options needs a SPARK_HOME; without one set"
                + " JDK_JAVA_OPTIONS or LD_LIBRARY_PATH.");
    assertEquals(refused, mcl(Map.of(), "--driver-java-options", "-Da=b", "pretrain"));
    assertEquals(
        refused, mcl(Map.of(), "--conf", "spark.driver.extraJavaOptions=-Da=b", "pretrain"));
  }

  @Test
  void sparkHomeIsUsedWhereGiven() throws Exception {
    scripts.program("spark/bin/spark-submit");
    assertEquals(
        new Outcome(
            0,
            "HOME/spark/bin/spark-submit --driver-memory 2g --master spark://h:7077 --class"
                + " mclspark.cli.Main --jars HOME/target/lib/api.jar HOME/target/mcl-spark.jar"
                + " pretrain"),
        mcl(
            Map.of("SPARK_HOME", home.resolve("spark").toString()),
            "--driver-memory",
            "2g",
            "pretrain",
            "--master",
            "spark://h:7077"));
  }

  @Test
  void clusterModeIsRefusedWhereverItIsSaid() throws Exception {
    Outcome refused =
        new Outcome(
            2,
            "mcl: The deploy mode is cluster, in which the exit code is not the program's: use"
                + " client mode (--conf spark.submit.deployMode=client wins over Spark's files).");
    Map<String, String> cluster = Map.of("MCL_MASTER", "spark://h:7077");
    assertEquals(refused, mcl(cluster, "--deploy-mode", "cluster", "pretrain"));
    assertEquals(refused, mcl(cluster, "--deploy-mode=cluster", "pretrain"));
    assertEquals(refused, mcl(cluster, "--conf", "spark.submit.deployMode=cluster", "pretrain"));
    String file =
        Files.writeString(
                home.resolve("spark-defaults.conf"),
                "spark.a b\n spark.submit.deployMode = cluster\n")
            .toString();
    assertEquals(refused, mcl(cluster, "--properties-file", file, "pretrain"));
    Map<String, String> defaults =
        Map.of("MCL_MASTER", "spark://h:7077", "SPARK_CONF_DIR", home.toString());
    assertEquals(refused, mcl(defaults, "pretrain"));
    assertEquals(0, mcl(defaults, "--conf", "spark.submit.deployMode=client", "pretrain").code());
    assertEquals(0, mcl(Map.of("SPARK_CONF_DIR", home.toString()), "report").code());
    assertEquals(refused, mcl(Map.of(), "--deploy-mode", "cluster", "pretrain"));
  }

  @Test
  void crashOfJavaIsToldInASentence() throws Exception {
    String jdk = javaThat("cd '" + home + "'; kill -SEGV $$");
    assertEquals(
        new Outcome(
            3,
            "mcl: Java crashed in native code (SIGSEGV): what was saved stands, and the same"
                + " command goes on from there."),
        mcl(Map.of("JAVA_HOME", jdk, "DRY_RUN", ""), "pretrain"));
    javaThat(
        """
        printf '#\n#  SIGFPE (0x8) at pc=0x7f, pid=1\n#\n# Problematic frame:\n# C  [lib.so+0x8]\n' \
          >hs_err_pid$$.log
        kill -ABRT $$\
        """);
    Outcome outcome = mcl(Map.of("JAVA_HOME", jdk, "DRY_RUN", ""), "pretrain");
    assertEquals(3, outcome.code());
    assertTrue(
        outcome
            .output()
            .matches(
                "mcl: Java crashed in native code \\(SIGFPE in C \\[lib\\.so\\+0x8]\\): see"
                    + " HOME/hs_err_pid\\d+\\.log; what was saved stands, and the same command goes"
                    + " on from there\\."),
        outcome.output());
    javaThat("kill -KILL $$");
    assertEquals(
        new Outcome(
            137, "mcl: Java was killed (SIGKILL), as the system does when memory is short."),
        mcl(Map.of("JAVA_HOME", jdk, "DRY_RUN", ""), "pretrain"));
    javaThat("exit 2");
    assertEquals(new Outcome(2, ""), mcl(Map.of("JAVA_HOME", jdk, "DRY_RUN", ""), "pretrain"));
  }

  /** Like our program, which ends in 130 once it has saved. */
  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void terminationReachesJava() throws Exception {
    String jdk =
        javaThat("trap 'echo saved; exit 130' TERM\necho ready\nwhile :; do sleep 0.1; done");
    Process process = scripts.start("mcl", Map.of("JAVA_HOME", jdk, "DRY_RUN", ""), "pretrain");
    try (BufferedReader output = process.inputReader()) {
      assertEquals("ready", output.readLine());
      // SIGINT goes the same way, but may be ignored where the tests run.
      new ProcessBuilder("kill", Long.toString(process.pid())).start().waitFor();
      assertEquals("saved", output.readLine());
      assertEquals(130, process.waitFor());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void javaThatIsStoppedForAWhileGoesOn() throws Exception {
    String jdk = javaThat("echo ready; kill -STOP $$; echo goes on; exit 5");
    Process process = scripts.start("mcl", Map.of("JAVA_HOME", jdk, "DRY_RUN", ""), "pretrain");
    try (BufferedReader output = process.inputReader()) {
      assertEquals("ready", output.readLine());
      ProcessHandle java = process.children().findFirst().orElseThrow();
      awaitState(java, "T");
      assertFalse(process.waitFor(300, TimeUnit.MILLISECONDS));
      signal("CONT", java);
      assertEquals("goes on", output.readLine());
      assertEquals(5, process.waitFor());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void ctrlZStopsJavaToo() throws Exception {
    String jdk = javaThat("echo ready; for i in {1..20}; do sleep 0.1; done; exit 5");
    Process process = scripts.start("mcl", Map.of("JAVA_HOME", jdk, "DRY_RUN", ""), "pretrain");
    try (BufferedReader output = process.inputReader()) {
      assertEquals("ready", output.readLine());
      ProcessHandle java = process.children().findFirst().orElseThrow();
      signal("TSTP", process.toHandle());
      awaitState(process.toHandle(), "T");
      awaitState(java, "T");
      signal("CONT", process.toHandle());
      awaitState(java, "[SR]");
      assertEquals(5, process.waitFor());
    } finally {
      process.destroyForcibly();
    }
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    String id = Long.toString(process.pid());
    assertEquals(0, new ProcessBuilder("kill", "-" + name, id).start().waitFor());
  }

  private static void awaitState(ProcessHandle process, String state) throws Exception {
    while (!stat(process).matches("\\d+ \\(.*\\) " + state + " .*")) {
      Thread.sleep(20);
    }
  }

  private static String stat(ProcessHandle process) throws IOException {
    return Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat")).strip();
  }

  /** A home of Java whose program says that it is one and else runs a script. */
  private String javaThat(String script) throws IOException {
    Path java = home.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(
        java,
        "#!/bin/bash\n[[ $1 != -version ]] || { echo 'openjdk version \"17\"' >&2; exit; }\n"
            + script);
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return home.resolve("jdk").toString();
  }

  @Test
  void symbolicLinkIsFollowed() throws Exception {
    Files.createSymbolicLink(home.resolve("submit/linked"), Path.of("mcl"));
    Path bin = Files.createDirectories(home.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("mcl"), home.resolve("submit/linked"));
    assertEquals(mcl(Map.of(), "config"), scripts.run("../bin/mcl", Map.of(), "config"));
  }

  @Test
  void whatIsMissingIsToldInOneSentence() throws Exception {
    assertEquals(
        new Outcome(
            2, "mcl: SPARK_HOME is /nowhere, which has no bin/spark-submit: correct or unset it."),
        mcl(Map.of("SPARK_HOME", "/nowhere"), "pretrain"));
    assertEquals(
        new Outcome(
            2,
            "mcl: There is no Java at '/nowhere/bin/java': install a JDK 17 and set JAVA_HOME to"
                + " it."),
        mcl(Map.of("JAVA_HOME", "/nowhere"), "pretrain"));
    assertEquals(
        new Outcome(2, "mcl: Option --master has no value."),
        mcl(Map.of(), "pretrain", "--master"));
    Files.delete(home.resolve("target/mcl-spark.jar"));
    assertEquals(0, mcl(Map.of(), "pretrain").code()); // a dry run needs no build
    assertEquals(
        new Outcome(
            2,
            "mcl: target/lib or target/mcl-spark.jar is missing: run submit/quickstart, or mvn"
                + " package."),
        mcl(Map.of("DRY_RUN", ""), "pretrain"));
  }

  @Test
  void oldJavaIsRefused() throws Exception {
    Path java = home.resolve("jdk/bin/java");
    Files.createDirectories(java.getParent());
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"1.8.0_392\"' >&2\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    assertEquals(
        new Outcome(
            2,
            "mcl: 'HOME/jdk/bin/java' is openjdk version \"1.8.0_392\"; version 17 or newer is"
                + " needed: set JAVA_HOME."),
        mcl(Map.of("JAVA_HOME", home.resolve("jdk").toString()), "pretrain"));
  }

  private Outcome mcl(Map<String, String> environment, String... arguments) throws Exception {
    return scripts.run("mcl", environment, arguments);
  }
}
