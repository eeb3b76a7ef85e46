package mclspark.schedule;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** conf/cron/mcl-weekly with a program that only notes what it was asked for. */
@Timeout(60)
final class WeeklyScriptTest {

  @TempDir Path home;

  private void program(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void trainingThatEndsInTheNextWeekIsTheCandidateAllTheSame() throws Exception {
    Path script = Path.of(System.getProperty("mcl.home"), "conf/cron/mcl-weekly");
    program("conf/cron/mcl-weekly", Files.readString(script));
    program("submit/mcl", "#!/bin/sh\necho \"$*\" >>%s/calls\n".formatted(home));
    program(
        "bin/date", // a week later after each call of the program
        "#!/bin/sh\nday=2026-12-06\n[ ! -e %s/calls ] || day=2026-12-07\nshift\nexec /bin/date -u -d $day \"$@\"\n"
            .formatted(home));
    ProcessBuilder builder =
        new ProcessBuilder("conf/cron/mcl-weekly", "weekly.yaml", "/runs", "/holdout")
            .directory(home.toFile())
            .redirectErrorStream(true);
    builder.environment().put("PATH", home.resolve("bin") + ":" + System.getenv("PATH"));
    builder.command().set(0, home.resolve("conf/cron/mcl-weekly").toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor(30, TimeUnit.SECONDS);
    assertEquals(0, process.exitValue(), output);
    assertEquals(
        List.of(
            "pretrain --config weekly.yaml --if-changed --date 2026-12-06 output=/runs/{week}"
                + " pretrained=/runs/champion.json",
            "promote --candidate /runs/2026-W49 --champion /runs/champion.json data.test=/holdout"),
        Files.readAllLines(home.resolve("calls")));
  }
}
