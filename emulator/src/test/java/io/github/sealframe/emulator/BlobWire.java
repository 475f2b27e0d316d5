package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** As much of the Blob service as the tests need, by account SAS. */
final class BlobWire {

  private static final String VERSION = "2021-12-02";
  private static final String EXPIRY = "2099-01-01T00:00:00Z";

  private final HttpClient http;
  private final Azurite azurite;

  BlobWire(Azurite azurite) {
    this(azurite, HttpClient.newHttpClient());
  }

  BlobWire(Azurite azurite, HttpClient http) {
    this.azurite = azurite;
    this.http = http;
  }

  void createContainer(String name) {
    assertThat(
            send("PUT", azurite.blobEndpoint() + "/" + name + "?restype=container&" + sas("cw"), "")
                .statusCode())
        .isEqualTo(201);
  }

  void put(String container, String blob, String text) {
    assertThat(send("PUT", blobUrl(container, blob, "cw"), text).statusCode()).isEqualTo(201);
  }

  String get(String container, String blob) {
    HttpResponse<String> response = send("GET", blobUrl(container, blob, "r"), "");
    assertThat(response.statusCode()).as(blob).isEqualTo(200);
    return response.body();
  }

  int status(String container, String blob) {
    return send("GET", blobUrl(container, blob, "r"), "").statusCode();
  }

  String blobUrl(String container, String blob, String rights) {
    String path = encoded(blob).replace("%2F", "/");
    return azurite.blobEndpoint() + "/" + container + "/" + path + "?" + sas(rights);
  }

  String containerUrl(String container, String rights) {
    return azurite.blobEndpoint() + "/" + container + "?" + sas(rights);
  }

  private HttpResponse<String> send(String method, String url, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .header("x-ms-version", VERSION)
            .header("x-ms-blob-type", "BlockBlob");
    request.method(
        method,
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new AssertionError(method + " " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** An account SAS for containers and blobs. */
  private String sas(String rights) {
    String toSign =
        String.join(
            "\n",
            azurite.accountName(),
            rights,
            "b",
            "sco",
            "",
            EXPIRY,
            "",
            "https,http",
            VERSION,
            "",
            "");
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(azurite.accountKey()), "HmacSHA256"));
      String signature =
          Base64.getEncoder().encodeToString(mac.doFinal(toSign.getBytes(StandardCharsets.UTF_8)));
      return "sv="
          + VERSION
          + "&ss=b&srt=sco&spr=https,http&se="
          + encoded(EXPIRY)
          + "&sp="
          + rights
          + "&sig="
          + encoded(signature);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
