package mclspark.pipeline;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import mclspark.UserError;
import mclspark.augment.CropMaker;
import mclspark.augment.CropView;
import mclspark.dataset.BadPicture;
import mclspark.dataset.PictureSource;
import mclspark.image.BrokenPictureException;
import mclspark.image.RgbImage;
import mclspark.random.CounterRandom;

/** Fills rows of batches with the crops of one picture each. One thread's own. */
final class RowFiller {

  private final PictureSource source;
  private final BadPictures bad;
  private final PipelineSettings settings;
  private final int epoch;
  private final List<CropMaker> makers;
  private final byte[] crop; // [size, size, 3]

  RowFiller(
      PictureSource source, BadPictures bad, PipelineSettings settings, int epoch, int cropBytes) {
    this.source = source;
    this.bad = bad;
    this.settings = settings;
    this.epoch = epoch;
    this.makers = settings.views().stream().map(CropView::maker).toList();
    this.crop = new byte[cropBytes];
  }

  void fill(CropBatch batch, int row) throws IOException {
    int wanted = batch.index(row);
    for (int i = 0; i < source.size(); i++) {
      int index = (int) (((long) wanted + i) % source.size());
      Optional<RgbImage> picture = load(index);
      if (picture.isPresent()) {
        batch.setPicture(row, index, source.label(index));
        crops(batch, row, index, picture.get());
        picture.get().giveBack();
        return;
      }
      if (settings.broken() == BrokenRule.MARK) {
        mark(batch, row, index);
        return;
      }
    }
    throw new UserError(
        "None of the "
            + source.size()
            + " pictures can be read; the first is "
            + source.name(0)
            + ". Check the data.");
  }

  private Optional<RgbImage> load(int index) throws IOException {
    if (bad.contains(index)) {
      return Optional.empty();
    }
    try {
      return Optional.of(source.load(index));
    } catch (BrokenPictureException e) {
      bad.add(new BadPicture(index, source.name(index), e.getMessage()));
      return Optional.empty();
    }
  }

  private void crops(CropBatch batch, int row, int index, RgbImage picture) {
    long item =
        settings.freshEachStep() ? ((long) batch.step() + 1 << Integer.SIZE) + index : index;
    for (int view = 0; view < makers.size(); view++) {
      CounterRandom random =
          CounterRandom.of(settings.seed(), epoch, item, settings.views().get(view).purpose());
      makers.get(view).crop(picture, random, crop, 0);
      batch.setCrop(view, row, crop);
    }
  }

  private void mark(CropBatch batch, int row, int index) {
    batch.setPicture(row, index, -1);
    Arrays.fill(crop, (byte) 0);
    for (int view = 0; view < makers.size(); view++) {
      batch.setCrop(view, row, crop);
    }
  }
}
