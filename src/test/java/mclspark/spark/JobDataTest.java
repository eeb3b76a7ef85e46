package mclspark.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import mclspark.dataset.PictureRange;
import mclspark.dataset.PictureSource;
import mclspark.linear.LinearConfig;
import mclspark.pretrain.PretrainConfig;
import mclspark.pretrain.SmallRuns;
import mclspark.run.Configurations;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training and test pictures of folders, which are numbered each by itself. */
class JobDataTest {

  @TempDir Path folder;
  private final List<String> problems = new ArrayList<>();

  @BeforeEach
  void trainingPictures() throws IOException {
    put("train", "cat", "dog", "owl");
  }

  private void put(String set, String... classes) throws IOException {
    for (String name : classes) {
      Path pictures = Files.createDirectories(folder.resolve(set).resolve(name));
      Files.writeString(pictures.resolve("1.png"), "not read here");
    }
  }

  private PretrainConfig config() {
    return SmallRuns.config(
        folder,
        folder.resolve("run"),
        "data.format=folder",
        "data.train=" + folder.resolve("train"),
        "data.test=" + folder.resolve("test"),
        "optimizer.batch_size=4",
        "ranks.logical=1",
        "knn.k=1");
  }

  private JobData matched(boolean mayLack) {
    return JobData.list(config(), true, SmallRuns.HADOOP, problems).matched(mayLack, problems);
  }

  @Test
  void testClassesOfWhichOneIsMissingKeepTheNumbersOfTraining() throws IOException {
    put("test", "dog", "owl");
    JobData data = matched(true);
    assertEquals(List.of(), problems);
    PictureSource test =
        data.test()
            .open(
                SmallRuns.HADOOP,
                file -> {
                  throw new IllegalStateException("only labels are read");
                });
    assertEquals(List.of(1, 2), IntStream.range(0, 2).map(test::label).boxed().toList());
    assertEquals(List.of("cat", "dog", "owl"), test.classNames());
    assertTrue(test.name(0).endsWith("dog/1.png"), test.name(0));
    assertEquals(List.of(1, 2), data.test().ranges().map(PictureRange::label).toList());
  }

  @Test
  void onlyThePicturesOfAListAreTrainedOn() throws IOException {
    put("test", "cat", "dog", "owl");
    Path list = Files.writeString(folder.resolve("list.txt"), "dog/1.png\nowl/1.png\n");
    LinearConfig config =
        Configurations.linear(
            "data.train=" + folder.resolve("train"),
            "data.test=" + folder.resolve("test"),
            "data.label_list=" + list,
            "optimizer.batch_size=8");
    JobData data = JobData.list(config, true, SmallRuns.HADOOP, problems);
    assertEquals(Map.of("cat", 0L, "dog", 1L, "owl", 1L), data.picturesPerClass());
    assertEquals(
        List.of(
            "optimizer.batch_size is 8, but data.label_list=%s of %s holds only 2 pictures; choose a smaller batch."
                .formatted(list, folder.resolve("train"))),
        data.problems(config));
    Files.writeString(list, "eel/1.png");
    JobData.list(config, true, SmallRuns.HADOOP, problems);
    assertTrue(
        problems.get(0).startsWith("data.train: The list " + list + " of data.label_list: 1 of"),
        problems.toString());
  }

  @Test
  void classesThatOnlyOneSetHasAreNamed() throws IOException {
    put("test", "dog", "eel", "owl");
    matched(true);
    assertEquals(
        List.of(
            "data.test has other classes than data.train (3 and 3): eel is only in data.test. Give"
                + " pictures of the same classes under the same names."),
        problems);
    problems.clear();
    matched(false);
    assertTrue(problems.get(0).contains("cat is only in data.train"), problems.toString());
  }
}
