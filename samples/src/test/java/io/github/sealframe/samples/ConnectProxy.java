package io.github.sealframe.samples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A proxy as studios have one: whatever host is asked for is the one server that it knows. */
final class ConnectProxy implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final URI server;

  ConnectProxy(URI server) throws IOException {
    this.server = server;
    threads.execute(
        () -> {
          while (!socket.isClosed()) {
            try {
              Socket client = socket.accept();
              threads.execute(() -> serve(client));
            } catch (IOException e) {
              return; // It was closed.
            }
          }
        });
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** Hosts with their ports. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  private void serve(Socket client) {
    try (client;
        Socket there = new Socket(server.getHost(), server.getPort())) {
      BufferedReader head =
          new BufferedReader(
              new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1), 1);
      asked.add(head.readLine().replaceAll("CONNECT (.*) HTTP/1.1", "$1"));
      String header = head.readLine();
      while (!header.isEmpty()) {
        header = head.readLine();
      }
      client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      threads.execute(() -> copy(there, client));
      copy(client, there);
    } catch (IOException e) {
      return; // Whoever asked sees it.
    }
  }

  private static void copy(Socket from, Socket to) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException e) {
      return; // Either has gone.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
  }
}
