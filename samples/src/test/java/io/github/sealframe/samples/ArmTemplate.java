package io.github.sealframe.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.StreamSupport;

/**
 * What a template of Azure Resource Manager makes in a resource group, with all of its expressions
 * worked out. It knows the few functions that ours need, and nothing is taken that it does not
 * know.
 */
final class ArmTemplate {
  static final String SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000001";
  static final String GROUP = SUBSCRIPTION + "/resourceGroups/production";
  static final String LOCATION = "westeurope";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final Set<String> TEMPLATE =
      Set.of(
          "$schema",
          "contentVersion",
          "metadata",
          "parameters",
          "variables",
          "resources",
          "outputs");
  private static final Set<String> PARAMETER =
      Set.of(
          "type",
          "metadata",
          "defaultValue",
          "allowedValues",
          "minLength",
          "maxLength",
          "minValue",
          "maxValue");
  private static final Set<String> RESOURCE =
      Set.of(
          "type",
          "apiVersion",
          "name",
          "location",
          "tags",
          "kind",
          "sku",
          "identity",
          "copy",
          "scope",
          "properties",
          "dependsOn");

  /**
   * A resource that is made.
   *
   * @param id its resource id
   * @param type its type
   * @param body all of it
   */
  record Resource(String id, String type, JsonNode body) {
    /** A value in it; missing when it is not there. */
    JsonNode at(String pointer) {
      return body.at(pointer);
    }

    String name() {
      return body.get("name").asText();
    }

    List<String> dependsOn() {
      return strings(body.path("dependsOn"));
    }
  }

  private final JsonNode template;
  private final JsonNode given;
  private final Map<String, Resource> resources = new LinkedHashMap<>();
  private final Set<String> subnets = new HashSet<>();
  private final Map<String, Set<String>> mentioned = new LinkedHashMap<>();
  private final Map<String, String> outputs = new LinkedHashMap<>();
  private final Set<String> unused = new TreeSet<>();

  /** What the expression that is worked out mentions. */
  private Set<String> ids = new HashSet<>();

  private Optional<Integer> copy = Optional.empty();

  /**
   * Works a template out.
   *
   * @param parameters the document of its parameters
   * @throws IllegalArgumentException when something in it is not known or does not resolve
   */
  ArmTemplate(JsonNode template, JsonNode parameters) {
    this.template = template;
    this.given = parameters.path("parameters");
    onlyKnown(template, TEMPLATE);
    template
        .get("parameters")
        .fieldNames()
        .forEachRemaining(name -> unused.add("parameter " + name));
    template.get("variables").fieldNames().forEachRemaining(name -> unused.add("variable " + name));
    template.get("parameters").forEach(parameter -> onlyKnown(parameter, PARAMETER));
    given
        .fieldNames()
        .forEachRemaining(
            name -> require(template.get("parameters").has(name), "no parameter " + name));
    template.get("resources").forEach(this::make);
    ids = new HashSet<>();
    template
        .get("outputs")
        .fields()
        .forEachRemaining(
            output ->
                outputs.put(output.getKey(), resolve(output.getValue().get("value")).asText()));
    ids.forEach(id -> requireMade("the outputs", id));
    refuseUnresolved();
    require(unused.isEmpty(), "used by nothing: " + unused);
  }

  List<Resource> all() {
    return List.copyOf(resources.values());
  }

  List<Resource> all(String type) {
    return resources.values().stream().filter(each -> each.type().equals(type)).toList();
  }

  Resource only(String type) {
    List<Resource> found = all(type);
    require(found.size() == 1, found.size() + " of " + type);
    return found.get(0);
  }

  Map<String, String> outputs() {
    return Map.copyOf(outputs);
  }

  static List<String> strings(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }

  private void make(JsonNode resource) {
    onlyKnown(resource, RESOURCE);
    if (!resource.has("copy")) {
      makeOne(resource);
      return;
    }
    int count = resolve(resource.at("/copy/count")).intValue();
    for (int index = 0; index < count; index++) {
      copy = Optional.of(index);
      makeOne(((ObjectNode) resource.deepCopy()).without("copy"));
    }
    copy = Optional.empty();
  }

  private void makeOne(JsonNode resource) {
    ids = new HashSet<>();
    JsonNode body = resolve(((ObjectNode) resource.deepCopy()).without("dependsOn"));
    Set<String> needs = ids;
    if (resource.has("dependsOn")) {
      ((ObjectNode) body).set("dependsOn", resolve(resource.get("dependsOn")));
    }
    String type = body.get("type").asText();
    String scope = body.has("scope") ? body.get("scope").asText() : GROUP;
    String id = id(scope, type, List.of(body.get("name").asText().split("/", -1)));
    require(
        resources.put(id, new Resource(id, type, body)) == null, "there are two resources " + id);
    if (type.split("/", -1).length > 2) {
      needs.add(id.substring(0, id.lastIndexOf('/', id.lastIndexOf('/') - 1)));
    }
    mentioned.put(id, needs);
    body.at("/properties/subnets")
        .forEach(subnet -> subnets.add(id + "/subnets/" + subnet.get("name").asText()));
  }

  /** What is mentioned has to be there, and to be made before. */
  private void refuseUnresolved() {
    mentioned.forEach(
        (id, needs) -> {
          List<String> before = resources.get(id).dependsOn();
          before.forEach(
              other -> require(resources.containsKey(other), id + ": not made: " + other));
          for (String need : needs) {
            requireMade(id, need);
            require(
                need.equals(id)
                    || before.stream()
                        .anyMatch(other -> need.equals(other) || need.startsWith(other + "/")),
                id + " does not depend on " + need);
          }
          refuseCycle(id, Set.of());
        });
  }

  private void requireMade(String by, String id) {
    require(resources.containsKey(id) || subnets.contains(id), by + ": not made: " + id);
  }

  private void refuseCycle(String id, Set<String> path) {
    require(!path.contains(id), id + " depends on itself");
    Set<String> longer = new HashSet<>(path);
    longer.add(id);
    resources.get(id).dependsOn().forEach(before -> refuseCycle(before, longer));
  }

  private JsonNode resolve(JsonNode node) {
    if (node.isTextual()) {
      return ArmExpression.value(node.textValue(), this::call);
    }
    if (node.isArray()) {
      ArrayNode array = NODES.arrayNode();
      node.forEach(item -> array.add(resolve(item)));
      return array;
    }
    if (node.isObject()) {
      ObjectNode object = NODES.objectNode();
      node.fields()
          .forEachRemaining(field -> object.set(field.getKey(), resolve(field.getValue())));
      return object;
    }
    return node;
  }

  private JsonNode call(String name, List<JsonNode> arguments) {
    List<String> words = arguments.stream().map(JsonNode::asText).toList();
    return switch (name) {
      case "parameters" -> parameter(words.get(0));
      case "variables" -> {
        unused.remove("variable " + words.get(0));
        yield resolve(template.get("variables").required(words.get(0)));
      }
      case "copyIndex" -> NODES.numberNode(copy.orElseThrow());
      case "length" -> NODES.numberNode(arguments.get(0).size());
      case "format" ->
          NODES.textNode(
              MessageFormat.format(words.get(0), words.subList(1, words.size()).toArray()));
      case "guid" ->
          NODES.textNode(
              UUID.nameUUIDFromBytes(words.toString().getBytes(StandardCharsets.UTF_8)).toString());
      case "resourceGroup" -> NODES.objectNode().put("id", GROUP).put("location", LOCATION);
      case "subscription" -> NODES.objectNode().put("id", SUBSCRIPTION).put("tenantId", "tenant");
      case "resourceId" -> {
        String id = id(GROUP, words.get(0), words.subList(1, words.size()));
        ids.add(id);
        yield NODES.textNode(id);
      }
      case "subscriptionResourceId" ->
          NODES.textNode(id(SUBSCRIPTION, words.get(0), words.subList(1, words.size())));
      case "reference" -> NODES.objectNode().put("principalId", "principal of " + words.get(0));
      default -> throw new IllegalArgumentException("no function " + name);
    };
  }

  private JsonNode parameter(String name) {
    unused.remove("parameter " + name);
    JsonNode declared = template.get("parameters").required(name);
    JsonNode value = given.path(name).path("value");
    require(
        !value.isMissingNode() || declared.has("defaultValue"),
        "parameter " + name + " is missing");
    JsonNode taken = value.isMissingNode() ? resolve(declared.get("defaultValue")) : value;
    int length = taken.isArray() ? taken.size() : taken.asText().length();
    require(
        length >= declared.path("minLength").asInt(0)
            && length <= declared.path("maxLength").asInt(Integer.MAX_VALUE),
        "parameter " + name + " has a length of " + length);
    return taken;
  }

  private static String id(String scope, String type, List<String> names) {
    String[] types = type.split("/", -1);
    require(types.length == names.size() + 1, type + " is not named by " + names);
    StringBuilder id = new StringBuilder(scope).append("/providers/").append(types[0]);
    for (int i = 0; i < names.size(); i++) {
      id.append('/').append(types[i + 1]).append('/').append(names.get(i));
    }
    return id.toString();
  }

  private static void onlyKnown(JsonNode object, Set<String> known) {
    object
        .fieldNames()
        .forEachRemaining(name -> require(known.contains(name), "there may be no " + name));
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
