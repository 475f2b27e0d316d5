package io.github.sealframe.samples;

import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.FolderDownloader;
import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.core.Journal;
import io.github.sealframe.core.JournalHead;
import io.github.sealframe.core.JournalSegments;
import io.github.sealframe.core.ProductionJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Journals. */
@Command(
    name = "journal",
    description = "Proves or saves the journal of a production.",
    mixinStandardHelpOptions = true,
    subcommands = {JournalVerb.Verify.class, JournalVerb.Download.class})
final class JournalVerb {
  /** Proves one. */
  @Command(
      name = "verify",
      description = {
        "Proves the production's journal in its control container, and this machine's with it;",
        "or, without asking any service, the journal in a file or a folder. The first line that is",
        "changed, missing or not in its place is named."
      },
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {
    @Mixin private Output output;
    @Mixin private FarmOptions options;

    @Parameters(
        arity = "0..1",
        paramLabel = "FILE or DIR",
        description = "A machine's journal, or a folder of segments as `journal download` saves.")
    private Path path;

    @Option(
        names = "--head",
        paramLabel = "LINES:SHA256",
        converter = Heads.class,
        description = "A head of the journal as `submit` printed it; it has to come to that.")
    private List<JournalHead> heads = List.of();

    @Override
    public Integer call() throws IOException {
      if (path == null) {
        verifyProduction();
      } else if (Files.isDirectory(path)) {
        result(document(ProductionJournal.verify(JournalSegments.in(path), heads)));
      } else {
        result(document(Journal.verify(InputFile.check("verify the journal", path), heads)));
      }
      return ExitCode.DONE;
    }

    /** Each of the two journals tells how far the other one had come. */
    private void verifyProduction() throws IOException {
      BlobStore blobs = options.look().blobs();
      Production production = options.production();
      Path file = production.journalFile(options.running());
      Optional<Journal.Proved> local =
          Files.exists(file) ? Optional.of(Journal.verify(file, List.of())) : Optional.empty();
      List<JournalHead> noted = new ArrayList<>(heads);
      local.ifPresent(own -> noted.addAll(own.sent()));
      ProductionJournal.Proved proved = ProductionJournal.verify(JournalSegments.in(blobs), noted);
      if (proved.production().filter(production.code()::equals).isEmpty()
          && proved.segments() > 0) {
        throw new IntegrityRefusal(
            "verify",
            "the journal in the control container",
            "it is of another production",
            "find out who wrote it");
      }
      Map<String, Object> document = document(proved);
      if (local.isPresent()) {
        JournalHead there = proved.machines().get(local.get().machine());
        Journal.Proved own = Journal.verify(file, there == null ? List.of() : List.of(there));
        document.put("local", document(own));
      }
      result(document);
    }

    private static Map<String, Object> document(Journal.Proved proved) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("ok", true);
      document.put("lines", proved.head().lines());
      document.put("head", proved.head().toString());
      document.put("production", proved.production().value());
      document.put("machine", proved.machine());
      return document;
    }

    private static Map<String, Object> document(ProductionJournal.Proved proved) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("ok", true);
      document.put("lines", proved.head().lines());
      document.put("head", proved.head().toString());
      document.put("segments", proved.segments());
      proved.production().ifPresent(code -> document.put("production", code.value()));
      Map<String, Object> machines = new LinkedHashMap<>();
      proved.machines().forEach((machine, head) -> machines.put(machine, head.lines()));
      document.put("machines", machines);
      return document;
    }

    private void result(Map<String, Object> document) throws IOException {
      output.result(
          document, "ok, " + document.get("lines") + " lines, journal " + document.get("head"));
    }
  }

  /** Saves one. */
  @Command(
      name = "download",
      description = "Saves the production's journal, to be proved or read elsewhere.",
      mixinStandardHelpOptions = true)
  static final class Download implements Callable<Integer> {
    @Mixin private Output output;
    @Mixin private FarmOptions options;

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "Where to.")
    private Path folder;

    @Override
    public Integer call() throws IOException {
      int segments =
          new FolderDownloader(options.look().blobs())
              .download(ContainerRole.CONTROL, JournalSegments.FOLDER, path -> true, folder)
              .size();
      String where = folder.toAbsolutePath().normalize().toString();
      output.result(
          Map.of("folder", where, "segments", segments), segments + " segments are in " + where);
      return ExitCode.DONE;
    }
  }
}
