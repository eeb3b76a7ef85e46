package mclspark.run;

/** What a configuration file is for. */
public enum Job {
  /** Contrastive pre-training with MoCo and mutual contrastive learning. */
  PRETRAIN,
  /** Linear classification on frozen features. */
  LINEAR,
  /** Encoders and classifiers trained together, from pre-trained encoders on. */
  FINETUNE,
  /** Supervised training of peers with mutual contrastive learning. */
  TRAIN
}
