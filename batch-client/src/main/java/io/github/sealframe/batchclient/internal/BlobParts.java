package io.github.sealframe.batchclient.internal;

import com.azure.core.util.Context;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.models.BlobRange;
import com.azure.storage.blob.models.BlobRequestConditions;
import com.azure.storage.blob.models.BlobStorageException;
import com.azure.storage.blob.models.DownloadRetryOptions;
import io.github.sealframe.core.BlobStore.BlobProperties;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.ServiceRefusal;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;

/**
 * The bytes of one version of a blob, fetched part by part (Get Blob with {@code Range} and {@code
 * If-Match}). A part that breaks off goes on at the byte where it broke; one that is longer than
 * what was asked for is refused at the first byte too many. Holds one part in memory. Throws a
 * {@link Refusal} when the blob cannot be read to its end. Not thread-safe.
 */
final class BlobParts extends InputStream {
  /** Each try is one request; those of {@link BlobRetry} are made by each. */
  static final int MAX_TRIES = 5;

  private static final String TRIED = "read";
  private static final DownloadRetryOptions ONCE =
      new DownloadRetryOptions().setMaxRetryRequests(0);

  private final BlobClient client;
  private final BlobProperties blob;
  private final URI endpoint;
  private final int partBytes;
  private final Duration partLimit;
  private Part part = new Part(0);
  private int read;
  private long next;

  /**
   * @param client reads the blob
   * @param blob the version to read
   * @param endpoint named when it does not answer
   * @param from the first byte, 0 to the blob's length
   * @param partBytes bytes of a part
   * @param partLimit how long a part may take
   */
  BlobParts(
      BlobClient client,
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
      part = fetch((int) Math.min(partBytes, blob.bytes() - next));
      next += part.size;
      read = 0;
    }
    int count = Math.min(length, part.size - read);
    System.arraycopy(part.bytes, read, into, offset, count);
    read += count;
    return count;
  }

  private Part fetch(int bytes) {
    Part into = new Part(bytes);
    long end = System.nanoTime() + partLimit.toNanos();
    boolean stood = false;
    for (int tries = 1; into.size < bytes; tries++) {
      int before = into.size;
      ServiceRefusal broken = get(into, Duration.ofNanos(Math.max(1, end - System.nanoTime())));
      boolean stands = into.size == before;
      if (into.size < bytes
          && (tries == MAX_TRIES || (stands && stood) || System.nanoTime() - end >= 0)) {
        throw broken;
      }
      stood = stands;
    }
    return into;
  }

  /** One request for what is missing; returns why that may still be missing something. */
  private ServiceRefusal get(Part into, Duration limit) {
    long from = next + into.size;
    int count = into.bytes.length - into.size;
    try {
      String range =
          client
              .downloadStreamWithResponse(
                  into,
                  new BlobRange(from, (long) count),
                  ONCE,
                  new BlobRequestConditions().setIfMatch(blob.etag()),
                  false,
                  limit,
                  Context.NONE)
              .getDeserializedHeaders()
              .getContentRange();
      String asked = "bytes " + from + "-" + (from + count - 1) + "/" + blob.bytes();
      if (!asked.equals(range)) {
        throw refused("the Blob service answered with other bytes than it was asked for");
      }
      return refused("the Blob service ends its answers too early");
    } catch (BlobStorageException e) {
      if (e.getStatusCode() == 412) {
        throw refused("it changed while it was being read");
      }
      throw BlobFailure.refusal(TRIED, on(), e);
    } catch (RuntimeException e) {
      if (e instanceof Refusal) {
        throw e;
      }
      if (into.overflowed) {
        throw refused("the Blob service sent more bytes than it was asked for");
      }
      Refusal refusal = BlobFailure.noAnswer(TRIED, on(), endpoint, e);
      if (refusal instanceof ServiceRefusal broken && !Thread.currentThread().isInterrupted()) {
        return broken;
      }
      throw refusal;
    }
  }

  private ServiceRefusal refused(String why) {
    return new ServiceRefusal(TRIED, on(), why, "try again");
  }

  private String on() {
    return "blob " + blob.blob();
  }

  /** Takes so many bytes and no more. */
  private static final class Part extends OutputStream {
    private final byte[] bytes;
    private int size;
    private boolean overflowed;

    Part(int most) {
      this.bytes = new byte[most];
    }

    @Override
    public void write(int one) {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) {
      if (length > bytes.length - size) {
        overflowed = true;
        throw new IllegalStateException("longer than what was asked for");
      }
      System.arraycopy(from, offset, bytes, size, length);
      size += length;
    }
  }
}
