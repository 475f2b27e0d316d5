package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaders;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.github.sealframe.core.DenyList;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields of one request in which a word of the production stands. Signatures, digests, numbers
 * of requests, times and versions are left out: what looks like a word in them is chance. No
 * field's name that is given has a word itself. Used by one thread.
 */
final class RequestWords {
  /** A request that is wrong throughout is not told of throughout. */
  private static final int MAX_FIELDS = 20;

  private static final Set<String> CHANCE_HEADERS =
      Set.of(
          "authorization",
          "client-request-id",
          "content-md5",
          "date",
          "if-match",
          "if-modified-since",
          "if-none-match",
          "if-unmodified-since",
          "ocp-date",
          "x-ms-blob-content-md5",
          "x-ms-client-request-id",
          "x-ms-content-crc64",
          "x-ms-date",
          "x-ms-version");

  private static final Set<String> CHANCE_PARAMETERS =
      Set.of("api-version", "blockid", "marker", "$skiptoken");

  /** What a SAS adds to an address: a signature, times, versions and numbers. */
  private static final Pattern SAS =
      Pattern.compile("(?<=[?&])(?:sig|st|se|sv|skoid|sktid|skt|ske|skv)=[^&\\s]*");

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private final DenyList words;
  private final List<String> fields = new ArrayList<>();

  RequestWords(DenyList words) {
    this.words = words;
  }

  /** What was found so far, of each kind in the order of the request. */
  List<String> fields() {
    return fields;
  }

  void ofUrl(URL url) {
    check("URL host", url.getHost());
    check("URL path", url.getPath());
    String query = url.getQuery() == null ? "" : SAS.matcher("?" + url.getQuery()).replaceAll("");
    for (String parameter : query.replaceFirst("^\\?", "").split("&", -1)) {
      String name = parameter.replaceFirst("=.*", "");
      if (words.isIn(name)) {
        add("the name of a URL parameter");
      } else if (!CHANCE_PARAMETERS.contains(name.toLowerCase(Locale.ROOT))) {
        check("URL parameter " + name, parameter);
      }
    }
  }

  void ofHeaders(HttpHeaders headers) {
    for (HttpHeader header : headers) {
      if (words.isIn(header.getName())) {
        add("the name of a header");
      } else if (!CHANCE_HEADERS.contains(header.getName().toLowerCase(Locale.ROOT))) {
        header.getValuesList().forEach(value -> check("header " + header.getName(), value));
      }
    }
  }

  /** JSON field by field, lines of JSON too; anything else as one text. */
  void ofBody(byte[] body) {
    if (!isJson(body) || !ofJson(body)) {
      check("the body", SAS.matcher(new String(body, StandardCharsets.UTF_8)).replaceAll(""));
    }
  }

  private static boolean isJson(byte[] body) {
    for (byte each : body) {
      if (!Character.isWhitespace(each)) {
        return each == '{' || each == '[';
      }
    }
    return false;
  }

  /** Whether it is JSON to its end. */
  private boolean ofJson(byte[] body) {
    try (JsonParser json = JSON.createParser(body)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.VALUE_STRING && isIn(json.getText())) {
          add(name(json));
        } else if (token == JsonToken.FIELD_NAME && words.isIn(json.currentName())) {
          add("the name of a field of the body");
        }
      }
      return true;
    } catch (IOException e) {
      return false; // Looked through as a text.
    }
  }

  private String name(JsonParser json) {
    StringBuilder name = new StringBuilder();
    for (JsonPointer at = json.getParsingContext().pathAsPointer(); !at.matches(); at = at.tail()) {
      if (at.mayMatchElement()) {
        name.append('[').append(at.getMatchingIndex()).append(']');
      } else {
        name.append(name.length() == 0 ? "" : ".").append(at.getMatchingProperty());
      }
    }
    String shown = name.toString().replaceFirst("^value\\[", "tasks[");
    return words.isIn(shown) ? "a field of the body" : shown;
  }

  private void check(String field, String text) {
    if (isIn(text)) {
      add(field);
    }
  }

  private boolean isIn(String text) {
    return words.isIn(text.contains("sig=") ? SAS.matcher(text).replaceAll("") : text);
  }

  private void add(String field) {
    if (fields.size() < MAX_FIELDS && !fields.contains(field)) {
      fields.add(field);
    }
  }
}
