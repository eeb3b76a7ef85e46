package mclspark.spark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** With the messages of Spark 4.2.0 and Hadoop 3.5.0. */
class YarnRefusalTest {

  private static Optional<String> sentence(Throwable failure) {
    SparkConf conf =
        new SparkConf(false)
            .setMaster("yarn")
            .set("spark.executor.memory", "9g")
            .set("spark.executor.memoryOverhead", "1g");
    return YarnRefusal.of(conf, failure).map(Throwable::getMessage);
  }

  @Test
  void aQueueThatIsNotThereIsNamed() {
    assertEquals(
        Optional.of(
            "YARN has no queue 'nope': name one that it has by --queue (spark.yarn.queue)."),
        sentence(
            new YarnException(
                "Failed to submit application_1796001276731_0001 to YARN : Application"
                    + " application_1796001276731_0001 submitted by user rootApplication"
                    + " application_1796001276731_0001 submitted by user root to unknown queue:"
                    + " nope")));
  }

  @Test
  void anotherRefusalIsToldInYarnsWords() {
    assertEquals(
        Optional.of("YARN refused the application: User bob cannot submit to queue root.a."),
        sentence(new YarnException("User bob cannot\n  submit to queue root.a.")));
  }

  @Test
  void anExecutorLargerThanAnyContainerNamesItsSettings() {
    assertEquals(
        Optional.of(
            "YARN gives a container 8192 MB at most, but spark.executor.memory is 9g and"
                + " spark.executor.memoryOverhead 1g: lower them, or raise"
                + " yarn.scheduler.maximum-allocation-mb and yarn.nodemanager.resource.memory-mb on"
                + " the cluster."),
        sentence(
            new IllegalArgumentException(
                "Required executor memory (9216 MB), offHeap memory (0) MB, overhead (1024 MB), and"
                    + " PySpark memory (0 MB) is above the max threshold (8192 MB) of this cluster!"
                    + " Please check the values of 'yarn.scheduler.maximum-allocation-mb' and/or"
                    + " 'yarn.nodemanager.resource.memory-mb'.")));
  }

  @Test
  void bugsAndOtherMastersAreLeftAsTheyAre() {
    assertEquals(Optional.empty(), sentence(new IllegalArgumentException("requirement failed")));
    assertEquals(
        Optional.empty(),
        YarnRefusal.of(new SparkConf(false).setMaster("local"), new YarnException("queue")));
  }
}
