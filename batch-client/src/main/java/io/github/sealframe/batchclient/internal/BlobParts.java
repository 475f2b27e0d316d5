package io.github.sealframe.batchclient.internal;

import com.azure.storage.blob.BlobAsyncClient;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DownloadRetryOptions;
import io.github.sealframe.core.BlobStore.BlobProperties;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.ServiceRefusal;
import java.io.InputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;

/**
 * The bytes of one version of a blob, fetched part by part (Get Blob with {@code Range} and {@code
 * If-Match}). A part that breaks off goes on at the byte where it broke; one that is longer than
 * what was asked for is refused at the first byte too many. Holds one part in memory. Throws a
 * {@link Refusal} when the blob cannot be read to its end. Not thread-safe.
 */
final class BlobParts extends InputStream {
  /** Each try is one request; those of {@link GuardPolicy} are made by each. */
  static final int MAX_TRIES = 5;

  private static final String TRIED = "read";
  private static final DownloadRetryOptions ONCE =
      new DownloadRetryOptions().setMaxRetryRequests(0);

  private final BlobAsyncClient client;
  private final BlobProperties blob;
  private final URI endpoint;
  private final int partBytes;
  private final Duration partLimit;
  private Part part = new Part(0);
  private int read;
  private long next;
  private Refusal broken;

  /**
   * @param client reads the blob
   * @param blob the version to read
   * @param endpoint named when it does not answer
   * @param from the first byte, 0 to the blob's length
   * @param partBytes bytes of a part
   * @param partLimit how long a part may take
   */
  BlobParts(
      BlobAsyncClient client,
      BlobProperties blob,
      URI endpoint,
      long from,
      int partBytes,
      Duration partLimit) {
    this.client = client;
    this.blob = blob;
    this.endpoint = endpoint;
    this.next = Objects.checkIndex(from, blob.bytes() + 1);
    this.partBytes = partBytes;
    this.partLimit = partLimit;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, into.length);
    if (length > 0 && read == part.size) {
      if (next == blob.bytes()) {
        return -1;
      }
      fetch((int) Math.min(partBytes, blob.bytes() - next));
    }
    int count = Math.min(length, part.size - read);
    System.arraycopy(part.bytes, read, into, offset, count);
    read += count;
    return count;
  }

  /** What has arrived of a part that cannot be had is handed over first: it is kept. */
  private void fetch(int bytes) {
    if (broken != null) {
      throw broken;
    }
    part = new Part(bytes);
    read = 0;
    long end = System.nanoTime() + partLimit.toNanos();
    boolean stood = false;
    boolean again = true;
    for (int tries = 1; again; tries++) {
      int before = part.size;
      Ending ending = get(part, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      boolean stands = part.size == before;
      again =
          part.size < bytes
              && ending.again()
              && tries < MAX_TRIES
              && !(stands && stood)
              && System.nanoTime() - end < 0;
      broken = part.size < bytes ? ending.why() : null;
      stood = stands;
    }
    next += part.size;
    if (part.size == 0) {
      throw broken;
    }
  }

  /**
   * How a request ended that has not brought all that is missing.
   *
   * @param why the refusal that it is, if it is the last
   * @param again whether another may bring more
   */
  private record Ending(Refusal why, boolean again) {}

  /** One request for what is missing. */
  private Ending get(Part into, Duration limit) {
    int before = into.size;
    long from = next + before;
    long last = next + into.bytes.length - 1;
    String range = "bytes " + from + "-" + last + "/" + blob.bytes();
    try {
      client
          .downloadStreamWithResponse(
              new BlobRange(from, last - from + 1),
              ONCE,
              new BlobRequestConditions().setIfMatch(blob.etag()),
              false)
          .flatMap(
              answer -> {
                boolean asked = range.equals(answer.getDeserializedHeaders().getContentRange());
                // Thrown from here, it also ends the answer.
                return answer.getValue().doOnNext(piece -> into.take(piece, asked)).then();
              })
          .block(limit);
      return refused("the Blob service ends its answers too early", true);
    } catch (NotAskedException e) {
      into.size = before;
      return refused(e.getMessage(), false);
    } catch (BlobStorageException e) {
      return e.getStatusCode() == 412
          ? refused("it changed while it was being read", false)
          : new Ending(BlobFailure.refusal(TRIED, on(), e), false);
    } catch (RuntimeException e) {
      Refusal why = BlobFailure.noAnswer(TRIED, on(), endpoint, e);
      return new Ending(
          why, why instanceof ServiceRefusal && !Thread.currentThread().isInterrupted());
    }
  }

  private Ending refused(String why, boolean again) {
    return new Ending(new ServiceRefusal(TRIED, on(), why, "try again"), again);
  }

  private String on() {
    return "blob " + blob.blob();
  }

  /** The service sends what it was not asked for; the message is the reason of the refusal. */
  private static final class NotAskedException extends RuntimeException {
    NotAskedException(String why) {
      super(why);
    }
  }

  private static final class Part {
    private final byte[] bytes;
    private int size;

    Part(int most) {
      this.bytes = new byte[most];
    }

    void take(ByteBuffer piece, boolean asked) {
      if (!asked) {
        throw new NotAskedException(
            "the Blob service answered with other bytes than it was asked for");
      }
      int length = piece.remaining();
      if (length > bytes.length - size) {
        throw new NotAskedException("the Blob service sent more bytes than it was asked for");
      }
      piece.get(bytes, size, length);
      size += length;
    }
  }
}
