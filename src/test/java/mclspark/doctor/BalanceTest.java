package mclspark.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BalanceTest {

  @Test
  void coresThatFeedTheGpusAreEnough() {
    assertEquals(
        Answer.ok("16 cores can feed 3500 pictures/s; this GPU takes 3400."),
        new Balance(16, 1, 3500, 5000, 3400).onGpus(16));
    assertEquals(
        Answer.ok(
            "16 cores can feed 3500 pictures/s; these 2 GPUs take 3400. Set data.loader_threads=8"
                + " (the training has 2)."),
        new Balance(16, 2, 3500, 5000, 1700).onGpus(2));
  }

  @Test
  void shardsAreAdvisedWhereTheyAreEnough() {
    assertEquals(
        Answer.note(
            "8 cores can feed 1800 pictures/s; this GPU takes 3400: use 256-px shards (submit/mcl"
                + " prepare --shorter-side 256), of which they can feed 3600."),
        new Balance(8, 1, 1800, 3600, 3400).onGpus(8));
  }

  @Test
  void coresThatAreMissingAreCounted() {
    assertEquals(
        Answer.note(
            "8 cores can feed 1000 pictures/s; this GPU takes 4000: even from 256-px shards"
                + " (submit/mcl prepare --shorter-side 256), of which they can feed 2000, the GPU"
                + " waits 50 % of the time; 16 cores would do."),
        new Balance(8, 1, 1000, 2000, 4000).onGpus(8));
  }

  @Test
  void aCpuHearsHowLongATrainingTakes() {
    assertEquals(
        Answer.note(
            "The loader takes 5 % of the cores' time; 200 epochs of ImageNet: about 312 days."
                + " Such a training wants GPUs; the preset quickstart does not."),
        new Balance(2, 0, 190, 400, 10).onCpu(200, false));
    assertEquals(
        Answer.ok(
            "The loader takes 50 % of the cores' time; 1 epoch of CIFAR-100: about 9 minutes."),
        new Balance(2, 0, 200, 200, 200).onCpu(1, true));
  }
}
