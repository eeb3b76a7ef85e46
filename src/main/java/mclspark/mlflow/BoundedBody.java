package mclspark.mlflow;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/** The text of an answer, which fails where it is longer than any answer of MLflow. */
final class BoundedBody implements BodySubscriber<String> {

  static final int MOST_BYTES = 1 << 20;

  private final BodySubscriber<String> text = BodySubscribers.ofString(StandardCharsets.UTF_8);
  private Subscription subscription;
  private long received;

  @Override
  public CompletionStage<String> getBody() {
    return text.getBody();
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    text.onSubscribe(given);
  }

  @Override
  public void onNext(List<ByteBuffer> parts) {
    received += parts.stream().mapToLong(ByteBuffer::remaining).sum();
    if (received <= MOST_BYTES) {
      text.onNext(parts);
    } else {
      subscription.cancel();
      text.onError(new IOException("its answer is longer than " + MOST_BYTES + " bytes"));
    }
  }

  @Override
  public void onError(Throwable failure) {
    text.onError(failure);
  }

  @Override
  public void onComplete() {
    text.onComplete();
  }
}
