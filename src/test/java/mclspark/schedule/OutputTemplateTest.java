package mclspark.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import mclspark.UserError;
import mclspark.pretrain.PretrainConfig;
import mclspark.run.Configurations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTemplateTest {

  private static final Instant SUNDAY = Instant.parse("2027-01-03T23:59:59Z");
  private static final PretrainConfig CONFIG = Configurations.run("name=birds");

  private static String resolve(String text) {
    return new OutputTemplate(text).resolve(CONFIG, SUNDAY);
  }

  /** The week is that of ISO 8601, whose years begin on Mondays. */
  @ParameterizedTest
  @CsvSource({
    "runs/{date},runs/2027-01-03",
    "s3a://b/{name}/{date:yyyy-MM-dd}/x,s3a://b/birds/2027-01-03/x",
    "runs/{date:yyyyMMdd-HHmm},runs/20270103-2359",
    "runs/{name}-{week},runs/birds-2026-W53"
  })
  void placesAreReplaced(String text, String folder) {
    assertEquals(folder, resolve(text));
    assertTrue(new OutputTemplate(text).folders(CONFIG).matcher(folder).matches());
  }

  @Test
  void fingerprintIsThatOfTheConfiguration() {
    assertEquals("runs/" + CONFIG.hash().substring(0, 12), resolve("runs/{fingerprint}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "runs/{day}",
        "runs/{}",
        "runs/{date",
        "runs/date}",
        "runs/{{date}}",
        "runs/{date:}",
        "runs/{date:yyyy/MM}",
        "runs/{date:qqqqqqqqqq}",
        "runs/{date:b}",
        "runs/{date:HH:mm}",
        "runs/{date:VV'|'}",
        "runs/{date:'..'}"
      })
  void whatGivesNoFolderIsRefusedInOneSentence(String text) {
    String message = assertThrows(UserError.class, () -> resolve(text)).getMessage();
    assertTrue(message.startsWith("output is " + text + ", "), message);
    assertTrue(message.endsWith(".") && !message.contains("\n"), message);
  }
}
