package io.github.sealframe.emulator.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which operation answers which method and path. Filled before the first request, then only read.
 */
final class Routes {

  private record Route(String method, List<String> template, Function<Call, Answer> operation) {}

  private final List<Route> routes = new ArrayList<>();

  /**
   * Adds an operation.
   *
   * @param template such as {@code /pools/{pool}}; a last {@code {path...}} takes all that follows
   */
  Routes add(String method, String template, Function<Call, Answer> operation) {
    routes.add(new Route(method, List.of(template.substring(1).split("/", -1)), operation));
    return this;
  }

  /**
   * Lets the operation of a call answer it.
   *
   * @throws BatchError 405 for a verb that its resource does not have, 501 {@code NotImplemented}
   *     for a resource that the emulator does not have
   */
  Answer answer(Call call) {
    List<String> segments = List.of(call.rawPath().substring(1).split("/", -1));
    boolean known = false;
    for (Route route : routes) {
      Optional<Map<String, String>> placeholders = match(route.template(), segments);
      if (placeholders.isPresent() && route.method().equals(call.method())) {
        return route.operation().apply(call.withPath(placeholders.get()));
      }
      known |= placeholders.isPresent();
    }
    if (known) {
      throw new BatchError(
          405, "UnsupportedHttpVerb", "The resource doesn't support the specified HTTP verb.");
    }
    throw BatchError.notImplemented("the operation " + call.method() + " " + call.rawPath());
  }

  private static Optional<Map<String, String>> match(List<String> template, List<String> segments) {
    Map<String, String> placeholders = new LinkedHashMap<>();
    for (int i = 0; i < template.size(); i++) {
      String part = template.get(i);
      if (i >= segments.size()) {
        return Optional.empty();
      }
      if (part.endsWith("...}")) {
        List<String> rest =
            segments.subList(i, segments.size()).stream().map(Routes::decode).toList();
        placeholders.put(part.substring(1, part.length() - 4), String.join("/", rest));
        return Optional.of(placeholders);
      }
      if (part.startsWith("{")) {
        placeholders.put(part.substring(1, part.length() - 1), decode(segments.get(i)));
      } else if (!part.equals(segments.get(i))) {
        return Optional.empty();
      }
    }
    return template.size() == segments.size() ? Optional.of(placeholders) : Optional.empty();
  }

  private static String decode(String segment) {
    try {
      // A plus is a plus in a path; URLDecoder would make a space of it.
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new BatchError(
          400, "InvalidUri", "The path has a percent sign that encodes nothing: " + segment);
    }
  }
}
