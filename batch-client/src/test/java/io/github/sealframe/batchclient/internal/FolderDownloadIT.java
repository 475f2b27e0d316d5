package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.okXml;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.azure.storage.common.StorageSharedKeyCredential;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.FolderDownloader;
import io.github.sealframe.core.FolderDownloader.Saved;
import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.core.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is below a prefix, saved under names that a service made up. */
class FolderDownloadIT {
  @RegisterExtension
  static final WireMockExtension LISTS =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private static Azurite azurite;
  private static BlobStore blobs;

  @TempDir private Path temporary;

  @BeforeAll
  static void start(@TempDir Path data) throws Exception {
    azurite = Azurite.start(data);
    blobs = blobs(azurite.endpoint());
    blobs.createContainers();
  }

  @AfterAll
  static void stop() {
    if (azurite != null) {
      azurite.close();
    }
  }

  private static BlobStore blobs(URI endpoint) {
    return new AzureBlobs(
        new BlobAddresses(endpoint, Plans.PRODUCTION),
        BlobConnection.to(
            endpoint,
            new StorageSharedKeyCredential(Azurite.ACCOUNT, Azurite.KEY),
            Resilience.standard()));
  }

  private static void put(String name, String text) throws IOException {
    blobs.putIfAbsent(new BlobRef(ContainerRole.EVIDENCE, name), Content.of(text));
  }

  private List<Saved> save(String prefix, Path folder) throws IOException {
    return new FolderDownloader(blobs)
        .download(ContainerRole.EVIDENCE, prefix, path -> true, folder);
  }

  private static List<String> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .sorted()
          .toList();
    }
  }

  @Test
  void savesAllThatIsBelowAPrefixUnderItsNames() throws IOException {
    put("node/a b/stdout.txt", "said");
    put("node/a b/stderr.txt", "");
    put("node/x.attestation", "attested");
    put("nodes/other", "not below it");
    Path folder = temporary.resolve("new/folder");

    List<Saved> saved = save("node/", folder);

    assertThat(filesBelow(folder))
        .containsExactly("a b/stderr.txt", "a b/stdout.txt", "x.attestation");
    assertThat(folder.resolve("a b/stdout.txt")).hasContent("said");
    assertThat(saved)
        .extracting(file -> file.path().value(), Saved::bytes)
        .containsExactly(
            tuple("a b/stderr.txt", 0L), tuple("a b/stdout.txt", 4L), tuple("x.attestation", 8L));
    assertThat(saved.get(1).digest()).isEqualTo(Sha256.of("said".getBytes(StandardCharsets.UTF_8)));
    assertThat(save("node/", folder)).isEqualTo(saved);
    assertThat(
            new FolderDownloader(blobs)
                .download(
                    ContainerRole.EVIDENCE,
                    "node/",
                    path -> path.value().startsWith("a b/"),
                    temporary.resolve("some")))
        .hasSize(2);
  }

  @Test
  void savesManyFilesIntoFoldersThatSeveralNeedAtOnce() throws IOException {
    for (int i = 0; i < 40; i++) {
      put("many/" + i % 2 + "/" + i % 3 + "/" + i, "text " + i);
    }
    assertThat(save("many/", temporary.resolve("many"))).hasSize(40);
    assertThat(filesBelow(temporary.resolve("many"))).hasSize(40);
  }

  @Test
  @Tag("wf-prman-secure-io")
  void noLinkBelowTheFolderIsFollowed() throws IOException {
    put("linked/folder/file", "new");
    put("linked/file", "new");
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    Path victim = Files.writeString(elsewhere.resolve("file"), "precious");
    Path folder = Files.createDirectory(temporary.resolve("here"));
    Files.createSymbolicLink(folder.resolve("file"), victim);

    save("linked/", folder);
    assertThat(Files.isSymbolicLink(folder.resolve("file"))).isFalse();
    assertThat(folder.resolve("file")).hasContent("new");

    Files.delete(folder.resolve("folder/file"));
    Files.delete(folder.resolve("folder"));
    Files.createSymbolicLink(folder.resolve("folder"), elsewhere);
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> save("linked/", folder))
        .withMessageContaining("it is a link");
    assertThat(victim).hasContent("precious");
    try (Stream<Path> files = Files.list(elsewhere)) {
      assertThat(files).containsExactly(victim);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "..",
        "../x",
        "a/../../x",
        "./x",
        "/etc/passwd",
        "a//x",
        "a/",
        "C:/x",
        "c:x",
        "x:stream",
        "a\\..\\x",
        "\\\\host\\share\\x",
        "CON",
        "a/nul.txt",
        "com1",
        "LPT\u00b9.log",
        "x.",
        "x ",
        " x",
        "a\tb",
        "a\nb",
        "a\u202etxt.exe",
        "e\u0301",
        "good.part",
        "good.PART",
        "GOOD",
        "good/below",
        "good|good/below"
      })
  @Tag("wf-prman-secure-io")
  void aNameThatIsNoneIsRefusedBeforeAnythingIsOpened(String name) {
    LISTS.resetAll();
    String names =
        Stream.concat(Stream.of("good"), Stream.of(name.split("\\|")))
            .map(each -> blob("node/" + each))
            .collect(Collectors.joining());
    refusedBeforeAnythingIsOpened(names, "node/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"other/x", "x", "node", "Node/x"})
  void aBlobThatWasNotAskedForIsRefused(String name) {
    LISTS.resetAll();
    refusedBeforeAnythingIsOpened(blob(name), name);
  }

  private void refusedBeforeAnythingIsOpened(String names, String told) {
    LISTS.stubFor(
        any(anyUrl())
            .willReturn(
                okXml(
                    "<?xml version=\"1.0\" encoding=\"utf-8\"?><EnumerationResults><Blobs>"
                        + names
                        + "</Blobs><NextMarker/></EnumerationResults>")));
    Path folder = temporary.resolve("folder");
    FolderDownloader downloader =
        new FolderDownloader(blobs(URI.create("http://127.0.0.1:" + LISTS.getPort() + "/acct")));

    assertThatExceptionOfType(IntegrityRefusal.class)
        .isThrownBy(
            () -> downloader.download(ContainerRole.EVIDENCE, "node/", path -> true, folder))
        .withMessageStartingWith("cannot save blob evidence/" + told)
        .satisfies(
            e ->
                assertThat(e.getMessage().codePoints())
                    .as(e.getMessage())
                    .noneMatch(Character::isISOControl)
                    .doesNotContain(0x202e));
    LISTS.verify(1, anyRequestedFor(anyUrl()));
    assertThat(folder).doesNotExist();
  }

  /** XML cannot hold every character as it is: storage then writes the name as in a URL. */
  private static String blob(String name) {
    String encoded =
        IntStream.range(0, name.getBytes(StandardCharsets.UTF_8).length)
            .mapToObj(i -> String.format("%%%02X", name.getBytes(StandardCharsets.UTF_8)[i]))
            .collect(Collectors.joining());
    return "<Blob><Name Encoded=\"true\">"
        + encoded
        + "</Name><Properties><Content-Length>1</Content-Length><Etag>e</Etag></Properties></Blob>";
  }
}
