package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Links are planted where files are saved, on a system that can hold a folder open or not. */
class TargetFolderTest {
  @TempDir private Path temporary;

  private enum How {
    HELD {
      @Override
      TargetFolder open(Path folder) throws IOException {
        return TargetFolder.open(folder);
      }
    },
    BY_NAME {
      @Override
      TargetFolder open(Path folder) {
        return TargetFolder.byName(folder);
      }
    };

    abstract TargetFolder open(Path folder) throws IOException;
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void save(TargetFolder folder, String name, String text) throws IOException {
    try (TargetFolder.Part part = folder.part(name)) {
      part.followedBy(bytes(text)).readAllBytes();
      part.moveIntoPlace();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatBrokeOffStaysAndIsReadBeforeTheRest(How how) throws IOException {
    try (TargetFolder folder = how.open(temporary)) {
      try (TargetFolder.Part part = folder.part("x")) {
        part.followedBy(bytes("first, and never more")).readNBytes(7);
      }
      assertThat(temporary.resolve("x.part")).hasContent("first, ");
      try (TargetFolder.Part part = folder.part("x")) {
        assertThat(part.found()).isEqualTo(7);
        assertThat(part.followedBy(bytes("second")).readAllBytes())
            .asString()
            .isEqualTo("first, second");
        part.moveIntoPlace();
      }
      assertThat(temporary.resolve("x")).hasContent("first, second");
      assertThat(folder.read("x", 13)).isPresent();
      assertThat(folder.read("x", 12)).isEmpty();
      try (TargetFolder.Part nothing = folder.part("y")) {
        assertThat(nothing.found()).isZero();
      }
      assertThat(temporary.resolve("y.part")).doesNotExist();
    }
  }

  @ParameterizedTest
  @EnumSource
  void noLinkIsFollowed(How how) throws IOException {
    Path victim = Files.writeString(temporary.resolve("victim"), "precious");
    Path place = Files.createDirectory(temporary.resolve("folder"));
    Files.createSymbolicLink(place.resolve("a"), victim);
    Files.createSymbolicLink(place.resolve("b.part"), victim);
    Files.createLink(place.resolve("c.part"), victim);
    Files.createSymbolicLink(place.resolve("below"), temporary);
    try (TargetFolder folder = how.open(place)) {
      assertThat(folder.read("a", 8)).isEmpty();
      for (String name : new String[] {"a", "b", "c"}) {
        save(folder, name, "new");
        assertThat(place.resolve(name)).isRegularFile().hasContent("new");
        assertThat(Files.isSymbolicLink(place.resolve(name))).isFalse();
      }
      assertThatExceptionOfType(ConfigurationRefusal.class)
          .isThrownBy(() -> folder.folder("below"))
          .withMessageContaining("it is a link");
      try (TargetFolder real = folder.folder("real")) {
        save(real, "d", "deep");
      }
      assertThat(place.resolve("real/d")).hasContent("deep");
    }
    assertThat(victim).hasContent("precious");
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatAnotherDownloadWritesIsLeftToIt(How how) throws IOException {
    try (TargetFolder folder = how.open(temporary);
        TargetFolder.Part part = folder.part("x")) {
      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(() -> folder.part("x"))
          .withMessageContaining("another download is saving it");
      part.followedBy(bytes("whole")).readAllBytes();
      part.moveIntoPlace();
    }
    assertThat(temporary.resolve("x")).hasContent("whole");
  }

  @Test
  void aFolderThatBecomesALinkIsRefusedWhereItCannotBeHeld() throws IOException {
    Path place = Files.createDirectory(temporary.resolve("folder"));
    Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
    try (TargetFolder folder = TargetFolder.byName(place)) {
      Files.delete(place);
      Files.createSymbolicLink(place, elsewhere);
      assertThatExceptionOfType(ConfigurationRefusal.class).isThrownBy(() -> folder.part("x"));
    }
    assertThat(elsewhere).isEmptyDirectory();
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> TargetFolder.open(place));
  }
}
