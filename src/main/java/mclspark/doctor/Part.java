package mclspark.doctor;

import java.util.Locale;

/** The parts of a report, in their order. */
public enum Part {
  /** Processor, memory, disk and what the system allows. */
  MACHINE,
  /** What computes and decodes. */
  LIBRARIES,
  /** Drivers, GPUs and how they exchange. */
  GPUS,
  /** Small pieces of a training with known results. */
  SELF_TEST,
  /** How much this machine can do, against what a training needs. */
  RATES;

  /** The title of the part. */
  String title() {
    String words = name().replace('_', '-').toLowerCase(Locale.ROOT);
    return this == GPUS ? "GPUs" : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
