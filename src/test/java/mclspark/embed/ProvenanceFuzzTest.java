package mclspark.embed;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import mclspark.UserError;
import mclspark.fuzz.Fuzz;
import org.junit.jupiter.api.Test;

/** Damaged texts under the key that says what made a table's vectors. */
final class ProvenanceFuzzTest {

  @Test
  void damagedProvenancesAreReadOrLeftOut() throws Exception {
    Provenance now =
        new Provenance(
            "c",
            "ab",
            "r",
            "resnet18",
            512,
            "0",
            "features",
            true,
            List.of(0.5, 0.5, 0.5),
            List.of(0.2, 0.2, 0.2),
            256,
            224,
            "1.0");
    Fuzz.of("Parquet key " + Provenance.KEY, now.json().getBytes(UTF_8))
        .run(
            input ->
                Provenance.parse(new String(input, UTF_8))
                    .orElseThrow(() -> new UserError("it is none"))
                    .differences(now));
  }
}
