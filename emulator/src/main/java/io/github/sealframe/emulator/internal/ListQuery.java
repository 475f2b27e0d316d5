package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What a list call asked for.
 *
 * @param select top-level properties to show; empty for all
 * @param most entities a page
 * @param after place of the last entity that the page before showed; 0 at first
 */
record ListQuery(Listing listing, Filter filter, Set<String> select, int most, long after) {

  static ListQuery of(Call call, Listing listing) {
    names(call, "$expand", listing::expands);
    return new ListQuery(
        listing,
        FilterParser.parse(call.parameter("$filter"), listing::filters),
        names(call, "$select", listing::selects),
        Math.toIntExact(
            number(call, "maxresults", listing.largestPage(), 1, listing.largestPage())),
        number(call, "$skiptoken", 0, 0, Long.MAX_VALUE));
  }

  private static Set<String> names(Call call, String parameter, Predicate<String> known) {
    String text = call.parameter(parameter);
    if (text.isBlank()) {
      return Set.of();
    }
    Set<String> names = new HashSet<>(List.of(text.trim().split("\\s*,\\s*", -1)));
    for (String name : names) {
      if (!known.test(name)) {
        throw BatchError.invalidQuery(parameter, text, "'" + name + "' cannot be named here.");
      }
    }
    return names;
  }

  /** Shows only what {@code $select} of a single get names. */
  static ObjectNode select(Call call, Listing listing, ObjectNode entity) {
    return of(call, listing).selected(entity);
  }

  /**
   * One page of the entities.
   *
   * @param base origin of the emulator, for {@code odata.nextLink}
   */
  <E> Answer page(
      Call call, String base, NavigableMap<Long, E> entities, Function<E, ObjectNode> toJson) {
    return page(
        call,
        base,
        entities.tailMap(after, false).entrySet(),
        entity -> filter.accepts(path -> Filter.Properties.of(toJson.apply(entity)).value(path)),
        toJson);
  }

  /**
   * One page of entities whose JSON is made only for what is shown.
   *
   * @param base origin of the emulator, for {@code odata.nextLink}
   * @param entities by their places, all behind {@link #after}
   * @param accepts whether the filter accepts one
   */
  <E> Answer page(
      Call call,
      String base,
      Iterable<Map.Entry<Long, E>> entities,
      Predicate<E> accepts,
      Function<E, ObjectNode> toJson) {
    ObjectNode body = Answer.object();
    ArrayNode page = body.putArray("value");
    long last = after;
    for (Map.Entry<Long, E> entry : entities) {
      if (!accepts.test(entry.getValue())) {
        continue;
      }
      if (page.size() == most) {
        body.put("odata.nextLink", base + call.rawPath() + "?" + continued(call, last));
        break;
      }
      page.add(selected(toJson.apply(entry.getValue())));
      last = entry.getKey();
    }
    return Answer.ok(listing.metadata(), body);
  }

  private ObjectNode selected(ObjectNode entity) {
    return select.isEmpty() ? entity : entity.retain(select);
  }

  private static String continued(Call call, long last) {
    StringBuilder query = new StringBuilder();
    call.query()
        .forEach(
            (name, values) -> {
              if (!name.equals("$skiptoken")) {
                values.forEach(
                    value -> query.append(name).append('=').append(encoded(value)).append('&'));
              }
            });
    return query.append("$skiptoken=").append(last).toString();
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static long number(Call call, String name, long otherwise, long least, long most) {
    String text = call.parameter(name);
    if (text.isEmpty()) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw BatchError.invalidQuery(name, text, "It has to be a whole number.");
    }
    throw new BatchError(
            400,
            "OutOfRangeQueryParameterValue",
            "A query parameter specified in the request URI is outside the permissible range.")
        .with("QueryParameterName", name)
        .with("QueryParameterValue", text)
        .with("MinimumAllowed", Long.toString(least))
        .with("MaximumAllowed", Long.toString(most));
  }
}
