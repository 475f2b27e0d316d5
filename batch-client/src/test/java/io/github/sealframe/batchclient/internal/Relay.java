package io.github.sealframe.batchclient.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and a server: counts what passes, and can break the line, damage what
 * passes or let nothing pass.
 */
final class Relay implements AutoCloseable {
  private static final int NEVER = Integer.MAX_VALUE;

  private final ServerSocket door;
  private final URI server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong sent = new AtomicLong();
  private final CountDownLatch full = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong received = new AtomicLong();
  private volatile long resetAt = Long.MAX_VALUE;
  private volatile long cutAt = Long.MAX_VALUE;
  private volatile long fullAt = Long.MAX_VALUE;
  private volatile int damageFrom = NEVER;
  private volatile Runnable beforeAsking = () -> {};
  private volatile String commitError = "";

  Relay(URI server) throws IOException {
    this.server = server;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::serve);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "relay");
    thread.setDaemon(true);
    thread.start();
  }

  /** The server's address, by way of this relay. */
  URI endpoint() {
    return URI.create("http://127.0.0.1:" + door.getLocalPort() + server.getPath());
  }

  /** Bytes that clients have sent since the last call. */
  long sent() {
    return sent.getAndSet(0);
  }

  /** Bytes that clients have received since the last call. */
  long received() {
    return received.getAndSet(0);
  }

  /** Resets one line (RST), once clients have received {@code bytes} more. */
  void resetAfterReceived(long bytes) {
    resetAt = received.get() + bytes;
  }

  /** Breaks every line, now and later, once clients have sent {@code bytes} more. */
  void cutAfter(long bytes) {
    cutAt = sent.get() + bytes;
  }

  /** Lets no more pass, once clients have sent {@code bytes} more; they wait. */
  void fillAfter(long bytes) {
    fullAt = sent.get() + bytes;
  }

  /** Waits until nothing passes. */
  boolean awaitFull() throws InterruptedException {
    return full.await(1, TimeUnit.MINUTES);
  }

  void mend() {
    cutAt = Long.MAX_VALUE;
    damageFrom = NEVER;
  }

  /** Changes one bit in each larger piece that passes, far from the request's first lines. */
  void damage() {
    damageFrom = 4096;
  }

  /** Runs {@code action} before each request passes that asks for a blob without reading it. */
  void beforeAsking(Runnable action) {
    beforeAsking = action;
  }

  /** Answers by itself, with an error of storage, each request that makes a blob of blocks. */
  void refuseCommits(String error) {
    commitError = error;
  }

  private String refusal() {
    return "HTTP/1.1 400 Bad Request\r\nx-ms-error-code: "
        + commitError
        + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        Socket behind = new Socket(server.getHost(), server.getPort());
        open.add(client);
        open.add(behind);
        start(() -> pass(client, behind, true));
        start(() -> pass(behind, client, false));
      } catch (IOException e) {
        // The door was closed, or a line broke before it was one: the next client is served.
      }
    }
  }

  private void pass(Socket from, Socket to, boolean fromClient) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] piece = new byte[64 << 10];
      for (int count = in.read(piece); count > 0; count = in.read(piece)) {
        if (fromClient) {
          if (sent.get() >= cutAt) {
            return;
          }
          if (sent.get() >= fullAt) {
            full.countDown();
            closed.await();
            return;
          }
          sent.addAndGet(count);
          String line = new String(piece, 0, Math.min(count, 1000), StandardCharsets.ISO_8859_1);
          if (line.startsWith("HEAD ")) {
            beforeAsking.run();
          } else if (!commitError.isEmpty() && line.matches("(?s)PUT \\S*comp=blocklist.*")) {
            from.getOutputStream().write(refusal().getBytes(StandardCharsets.US_ASCII));
            return;
          }
          if (count > damageFrom) {
            piece[count - 1] ^= 1;
          }
        } else if (received.addAndGet(count) >= resetAt) {
          resetAt = Long.MAX_VALUE;
          to.setSoLinger(true, 0);
          return;
        }
        out.write(piece, 0, count);
      }
    } catch (IOException | InterruptedException e) {
      // The line is broken, by one of them or by this relay.
    } finally {
      open.remove(from);
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    door.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
