package mclspark.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import mclspark.presets.ConfigReference;
import org.junit.jupiter.api.Test;

/** What {@code mcl config} shows. */
final class ConfigCommandTest {

  private final Program program = new Program();

  @Test
  void presetsAreListedWithDescriptions() {
    assertEquals(0, program.run("config"));
    assertTrue(
        program.out().contains("moco-resnet18-mcl-x2\n    MoCo v1 + MCL with two peers"),
        program.out());
  }

  @Test
  void valuesAndSourcesAreShown() {
    assertEquals(0, program.run("config", "--preset", "quickstart", "moco.temperature=0.2"));
    assertTrue(program.out().contains("# conf/presets/quickstart.yaml, resolved\njob: pretrain"));
    assertTrue(program.out().matches("(?s).*\n  temperature: 0.2 +# command line\n.*"));
    assertTrue(program.out().matches("(?s).*\n  soft_temperature: 3 +# default\n.*"));
  }

  @Test
  void linearPresetsAreShownToo() {
    assertEquals(0, program.run("config", "--preset", "lincls-resnet18"), program.err());
    assertTrue(program.out().contains("job: linear"));
  }

  @Test
  void referenceIsThePage() {
    assertEquals(0, program.run("config", "--reference"));
    assertEquals(ConfigReference.text(), program.out());
  }

  @Test
  void mistakesEndWithTwo() {
    assertEquals(2, program.run("config", "--preset", "quikstart"));
    assertTrue(program.err().startsWith("There is no preset quikstart; did you mean quickstart?"));
    Program overrides = new Program();
    assertEquals(2, overrides.run("config", "seed=1"));
    assertTrue(overrides.err().startsWith("seed=1 changes a configuration, but none is chosen"));
    Program both = new Program();
    assertEquals(2, both.run("config", "--preset", "a", "--config", "b"));
    assertTrue(both.err().contains("mutually exclusive"), both.err());
  }
}
