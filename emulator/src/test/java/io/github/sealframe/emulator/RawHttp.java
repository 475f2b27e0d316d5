package io.github.sealframe.emulator;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.SocketFactory;

/** Requests as they stand on the wire, with headers that no HTTP client would send. */
record RawHttp(SocketFactory sockets, int port) {

  private static final int PATIENCE_MILLIS = 20_000;

  RawHttp(URI endpoint) {
    this(SocketFactory.getDefault(), endpoint.getPort());
  }

  /** Sends a request of these lines, and gives the whole answer; empty when none came. */
  String send(String... lines) throws IOException {
    try (Socket socket =
        sockets.createSocket(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static int status(String answer) {
    return Integer.parseInt(answer.substring("HTTP/1.1 ".length(), "HTTP/1.1 ".length() + 3));
  }

  static boolean saysEmulator(String answer) {
    return answer.toLowerCase(Locale.ROOT).contains("\r\nx-sealframe-emulator: true\r\n");
  }
}
