package io.github.sealframe.batchclient.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads requests from a bare socket, one for each connection, and answers byte by byte. */
final class OddServer implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("content-length: *(\\d+)");

  private final ServerSocket door;
  private final Answer answer;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong sent = new AtomicLong();

  /** What a request is answered; the connection is closed after it. */
  interface Answer {
    /**
     * Writes it.
     *
     * @param number of the request, from 1
     */
    void write(int number, Line line) throws IOException, InterruptedException;
  }

  OddServer(Answer answer) throws IOException {
    this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), answer);
  }

  /**
   * @param door closed with this server
   */
  OddServer(ServerSocket door, Answer answer) {
    this.door = door;
    this.answer = answer;
    start(this::serve);
  }

  /** The connection that a request came by. */
  final class Line {
    private final Socket socket;
    private final OutputStream out;

    private Line(Socket socket) throws IOException {
      this.socket = socket;
      this.out = socket.getOutputStream();
    }

    void send(String text) throws IOException {
      send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
      out.write(bytes);
      sent.addAndGet(bytes.length);
    }

    /** Sends the same again until the client goes away. */
    void sendForEver(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
      while (true) {
        send(bytes);
      }
    }

    /** Sends nothing more until the test ends. */
    void stall() throws InterruptedException {
      closed.await();
    }

    /** Waits until the client ends the connection. */
    void awaitEnd() {
      try {
        socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      } catch (IOException e) {
        // So it ended it.
      }
    }

    /** The connection ends with RST in place of FIN. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
    }
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port());
  }

  int port() {
    return door.getLocalPort();
  }

  /** The requests, each with its head and body. */
  List<String> requests() {
    return requests;
  }

  /** Bytes that went out. */
  long sent() {
    return sent.get();
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "odd-server");
    thread.setDaemon(true);
    thread.start();
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        open.add(client);
        start(() -> answer(client));
      } catch (IOException e) {
        // The door was closed.
      }
    }
  }

  private void answer(Socket client) {
    try (client) {
      String request = read(client.getInputStream());
      int number;
      synchronized (requests) {
        requests.add(request);
        number = requests.size();
      }
      answer.write(number, new Line(client));
    } catch (IOException | InterruptedException e) {
      // The client went away, before its request or while it was answered.
    } finally {
      open.remove(client);
    }
  }

  private static String read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("no request");
      }
      head.write(next);
    }
    String text = head.toString(StandardCharsets.ISO_8859_1);
    Matcher length = LENGTH.matcher(text.toLowerCase(Locale.ROOT));
    int bytes = length.find() ? Integer.parseInt(length.group(1)) : 0;
    return text + new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    door.close();
    for (Socket client : open) {
      client.close();
    }
  }
}
