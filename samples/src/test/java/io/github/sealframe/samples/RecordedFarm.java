package io.github.sealframe.samples;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A running emulator with Azurite that remembers what verbs ask of both. */
final class RecordedFarm implements AutoCloseable {
  private final FarmFixture farm;
  private final CountingProxy batch;
  private final CountingProxy blobs;
  private final Path endpoints;

  RecordedFarm(Path folder) throws IOException {
    farm = new FarmFixture(folder);
    LocalEndpoints own = farm.endpoints();
    batch = new CountingProxy(own.batch());
    blobs = new CountingProxy(URI.create("http://" + own.blob().getAuthority()));
    endpoints =
        Files.writeString(
            folder.resolve("recorded.json"),
            new LocalEndpoints(
                    batch.endpoint(),
                    own.account(),
                    own.key(),
                    blobs.endpoint().resolve(own.blob().getPath()))
                .text());
  }

  /** Where nothing is remembered. */
  LocalEndpoints endpoints() {
    return farm.endpoints();
  }

  /** Runs a verb. */
  Cli.Run run(String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--emulator", endpoints.toString(), "--work", FarmFixture.WORK.toString()));
    return Cli.run(all.toArray(new String[0]));
  }

  /** A connection. */
  OpenFarm open() throws IOException {
    return farm.openBy(batch.endpoint());
  }

  /** Method and path of each request so far. */
  List<String> asked() {
    return Stream.of(batch, blobs)
        .flatMap(proxy -> proxy.asked().stream())
        .map(CountingProxy.Asked::what)
        .toList();
  }

  /** Those that would change something. */
  List<String> writes() {
    return asked().stream().filter(what -> !what.matches("(GET|HEAD) .*")).toList();
  }

  @Override
  public void close() {
    blobs.close();
    batch.close();
    farm.close();
  }
}
