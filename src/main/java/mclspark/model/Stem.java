package mclspark.model;

/** How a torchvision ResNet begins. */
public enum Stem {
  /** 7x7 convolution with stride 2, then max-pooling: for pictures of 224 x 224. */
  IMAGENET,
  /** 3x3 convolution with stride 1, no pooling: for pictures of 32 x 32. */
  CIFAR
}
