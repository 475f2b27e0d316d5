package io.github.sealframe.samples;

import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerProtection;
import io.github.sealframe.core.ContainerProtection.Setting;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Farm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells how storage protects what the production's containers hold. */
@Command(
    name = "containers",
    description = "Tells which containers there are, and how storage protects what is in them.",
    mixinStandardHelpOptions = true)
final class ContainersVerb implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private FarmOptions options;

  @Override
  public Integer call() throws IOException {
    Farm farm = options.look();
    BlobStore blobs = farm.blobs();
    List<Map<String, String>> containers = new ArrayList<>();
    for (ContainerRole role : ContainerRole.values()) {
      containers.add(document(role, blobs.protection(role)));
    }
    output.result(
        Map.of("containers", containers),
        containers.stream().map(ContainersVerb::text).collect(Collectors.joining("\n")));
    return ExitCode.DONE;
  }

  private static Map<String, String> document(
      ContainerRole role, Optional<ContainerProtection> protection) {
    Map<String, String> document = new LinkedHashMap<>();
    document.put("container", role.label());
    put("versioning", protection.map(ContainerProtection::versioning), document);
    put("immutabilityPolicy", protection.map(ContainerProtection::immutabilityPolicy), document);
    put("legalHold", protection.map(ContainerProtection::legalHold), document);
    put("versionImmutability", protection.map(ContainerProtection::versionImmutability), document);
    return document;
  }

  private static void put(String name, Optional<Setting> setting, Map<String, String> document) {
    document.put(name, setting.map(Setting::toString).orElse("there is no such container"));
  }

  private static String text(Map<String, String> document) {
    return document.entrySet().stream()
        .map(entry -> String.format("%-20s %s", entry.getKey(), entry.getValue()))
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
