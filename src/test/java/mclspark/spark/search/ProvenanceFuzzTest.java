package mclspark.spark.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import mclspark.fuzz.Fuzz;
import org.junit.jupiter.api.Test;

/** Damaged texts under the key that says what made a table's vectors. */
final class ProvenanceFuzzTest {

  @Test
  void damagedProvenancesAreComparedOrRefused() throws Exception {
    String valid = "{\"model_sha256\":\"ab\",\"arch\":\"resnet18\",\"dim\":512,\"mean\":[0.5]}";
    Provenance own = new Provenance(valid);
    Fuzz.of("Parquet key " + Provenance.KEY, valid.getBytes(UTF_8))
        .run(
            input -> {
              Provenance other = new Provenance(new String(input, UTF_8));
              own.difference(other);
              other.difference(own);
            });
  }
}
