package mclspark.doctor;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mclspark.image.BrokenPictureException;
import mclspark.image.DecoderChoice;
import mclspark.image.ImageDecoder;

/** Decodes one picture of each format, JPEG with each decoder of the machine. */
final class DecodeTrial {

  private static final List<String> OTHERS = List.of("PNG", "GIF", "BMP", "TIFF");

  private final List<Answer> answers = new ArrayList<>();
  private final List<String> right = new ArrayList<>();

  private DecodeTrial() {}

  static List<Answer> answers() throws IOException {
    DecodeTrial trial = new DecodeTrial();
    for (DecoderChoice choice : ImageDecoder.available()) {
      try (ImageDecoder decoder = ImageDecoder.open(choice)) {
        trial.read(decoder, "JPEG", "JPEG by " + decoder.description(), Level.PROBLEM);
      }
    }
    try (ImageDecoder decoder = ImageDecoder.open(DecoderChoice.AUTO)) {
      for (String format : OTHERS) {
        trial.read(decoder, format, format, Level.PROBLEM);
      }
      trial.read(decoder, "WebP", "WebP", Level.NOTE); // many have no use for its library
    }
    trial.answers.add(0, Answer.ok("Read right: " + String.join(", ", trial.right) + "."));
    return trial.answers;
  }

  private void read(ImageDecoder decoder, String format, String name, Level ifUnread)
      throws IOException {
    try {
      if (TestCard.isReadRight(decoder, format)) {
        right.add(name);
      } else {
        answers.add(Answer.problem(name + " is read wrongly: pixels differ from those written."));
      }
    } catch (BrokenPictureException e) {
      answers.add(new Answer(ifUnread, "%s is not read: %s.".formatted(name, e.getMessage())));
    }
  }
}
