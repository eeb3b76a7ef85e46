package mclspark.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import mclspark.report.page.Results;
import mclspark.report.page.RunData;
import org.junit.jupiter.api.Test;

class VerdictTest {

  private static List<String> verdict(String metrics) {
    RunData run = RunData.read("m", metrics.getBytes(StandardCharsets.UTF_8));
    return new Verdict(new Results(run, List.of(), Map.of())).sentences();
  }

  private static String linear(String peer, double top1, int images) {
    return String.format(
        "{\"kind\":\"linear\",\"peer\":\"%s\",\"epoch\":0,\"top1\":%s,\"images\":%d}%n",
        peer, top1, images);
  }

  @Test
  void gainBeyondChanceIsClear() {
    // Standard error of the difference: sqrt(0.25/1000 + 0.24/1000) = 2.2 points.
    List<String> sentences =
        verdict(
            "{\"kind\":\"run\",\"classes\":10}\n"
                + linear("untrained", 40, 1000)
                + linear("0", 50, 1000)
                + linear("1", 44, 1000)
                + linear("2", 30, 1000));
    assertEquals(
        List.of(
            "Linear classification on peer 0 reaches 50.00 % top-1 (chance 10 %), clearly above"
                + " the untrained encoder's 40.00 % (+10.0 points).",
            "Linear classification on peer 1 reaches 44.00 % top-1 (chance 10 %), not"
                + " distinguishable from the untrained encoder's 40.00 % (+4.0 points).",
            "Linear classification on peer 2 reaches 30.00 % top-1 (chance 10 %), clearly below"
                + " the untrained encoder's 40.00 % (-10.0 points).",
            "No pre-training step is recorded here."),
        sentences);
  }

  @Test
  void withoutControlNothingIsClaimed() {
    assertEquals(
        "Linear classification on peer 0 reaches 50.00 % top-1; there is no untrained control to"
            + " compare it with.",
        verdict(linear("0", 50, 1000)).get(0));
  }

  @Test
  void knnBeforeAndAfterAndAnUnfinishedRun() {
    List<String> sentences =
        verdict(
            """
            {"kind":"run","epochs":2,"steps_per_epoch":5}
            {"kind":"knn","epoch":0,"peer":"0","k":20,"top1":10.4}
            {"kind":"step","step":4}
            {"kind":"knn","epoch":1,"peer":"0","k":20,"top1":12.25}
            """);
    assertEquals(
        List.of(
            "The encoders were not judged by linear classification yet.",
            "kNN (k = 20) of peer 0 went from 10.40 % untrained to 12.25 % after 1 epoch.",
            "Pre-training is not at its end: 5 of 10 steps are recorded, so it is running still or"
                + " was stopped."),
        sentences);
  }
}
