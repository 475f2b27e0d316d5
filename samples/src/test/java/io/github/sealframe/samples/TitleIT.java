package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A production's title stands in every name that an artist gives: of folders, scene, texture,
 * objects and frames. It may leave the workstation within packages and frames only, and stand in no
 * journal.
 */
@Tag("monitor-limit-data")
class TitleIT {
  private static final String TITLE = "Nachtfalter";

  @TempDir private Path folder;

  @Test
  void noTitleIsSentStoredOrPrinted() throws IOException {
    Path shots = Files.createDirectories(folder.resolve(TITLE + " Zwei").resolve("shots"));
    Path scene = shots.resolve(TITLE + " sc010.blend");
    Files.copy(
        FarmFixture.scene(
            "titled",
            """
            for thing in (*bpy.data.objects, *bpy.data.collections, *bpy.data.materials, scene):
                thing.name = '%s ' + thing.name
            scene.render.filepath = '//%s_####'
            """
                .formatted(TITLE, TITLE)),
        scene);
    Path frames = folder.resolve("frames of " + TITLE);
    Map<String, String> seen = new LinkedHashMap<>();
    List<String> requests = Collections.synchronizedList(new ArrayList<>());
    try (FarmFixture farm = new FarmFixture(folder);
        CountingProxy proxy = new CountingProxy(farm.endpoints().batch(), requests::add)) {
      LocalEndpoints own = farm.endpoints();
      Path endpoints = folder.resolve("proxy.json");
      Files.writeString(
          endpoints,
          new LocalEndpoints(proxy.endpoint(), own.account(), own.key(), own.blob()).text());
      Cli.Run run =
          Cli.run(
              "submit",
              scene.toString(),
              "--frames",
              "1-2",
              "--nodes",
              "1",
              "--download",
              frames.toString(),
              "--emulator",
              endpoints.toString(),
              "--work",
              FarmFixture.WORK.toString());
      seen.put("stderr", run.exits(0).err());
      // The last line of stdout names the folder that the user chose.
      seen.put("stdout", run.out().replace(frames.toString(), "DIR"));
      assertThat(frames.resolve("f000002.png")).exists();
      ForeignStorage storage = new ForeignStorage(own);
      seen.put("storage's index", storage.index());
      for (ContainerRole role : List.of(ContainerRole.CONTROL, ContainerRole.EVIDENCE)) {
        for (String name : storage.names(role.label())) {
          String text =
              new String(storage.read(new BlobRef(role, name)), StandardCharsets.ISO_8859_1);
          seen.put(role.label() + "/" + name, text);
        }
      }
    }
    try (Stream<Path> journals = Files.list(FarmFixture.WORK.resolve("journal"))) {
      for (Path journal : journals.toList()) {
        seen.put("journal", Files.readString(journal));
      }
    }
    requests.forEach(request -> seen.put(request.lines().findFirst().orElseThrow(), request));

    assertThat(seen).containsKey("journal").hasSizeGreaterThan(10);
    assertThat(seen.get("storage's index")).contains("-input", "-packages", "-output");
    seen.forEach(
        (where, text) ->
            assertThat(text.toLowerCase(Locale.ROOT))
                .as(where)
                .doesNotContain(TITLE.toLowerCase(Locale.ROOT)));
  }
}
