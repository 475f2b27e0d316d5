package io.github.sealframe.batchclient.internal;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An HTTP proxy on this machine that takes every connection to one server, whatever host it was
 * meant for: so a client can talk to a name of Azure, with TLS from end to end, and all hosts that
 * it asks for are known.
 */
final class Tunnel implements AutoCloseable {
  private static final int MAX_HEAD_BYTES = 8192;

  private final ServerSocket door;
  private final int serverPort;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  Tunnel(int serverPort) throws IOException {
    this.serverPort = serverPort;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::serve);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "tunnel");
    thread.setDaemon(true);
    thread.start();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(door.getInetAddress(), door.getLocalPort());
  }

  /** Hosts with ports that were asked for, each time. */
  List<String> asked() {
    return asked;
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        Socket client = door.accept();
        open.add(client);
        start(() -> connect(client));
      } catch (IOException e) {
        // The door was closed.
      }
    }
  }

  private void connect(Socket client) {
    try {
      asked.add(head(client.getInputStream()).split(" ", 3)[1]);
      Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
      open.add(server);
      client
          .getOutputStream()
          .write("HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      start(() -> pass(client, server));
      pass(server, client);
    } catch (IOException e) {
      close(client);
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0 || head.length() > MAX_HEAD_BYTES) {
        throw new IOException("no request");
      }
      head.append((char) next);
    }
    return head.toString();
  }

  private void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // The line is broken, by one of them.
    } finally {
      open.remove(from);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // Closed is what it was to be.
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    open.forEach(Tunnel::close);
  }
}
