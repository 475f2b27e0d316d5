package io.github.sealframe.core;

import io.github.sealframe.core.Belongings.Belonging;
import io.github.sealframe.core.Belongings.Standing;
import io.github.sealframe.core.WrapRecord.Stage;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Ends a production: from its record on nothing begins any more, then what it has is taken away,
 * and all is listed again. Each step may be done twice: after whatever cut it off, running it again
 * goes on. Two that run at once end in the same. For one thread.
 */
public final class Wrap {
  /** Nodes take minutes to go, and so do accounts. */
  private static final Duration LEAVING_LIMIT = Duration.ofMinutes(30);

  private static final String TRIED = "wrap";
  private static final String NOT_GONE = "it is still there";

  private final Farm farm;
  private final Parts parts;
  private final Clock clock;
  private final Consumer<String> listener;
  private final Set<String> removed = new TreeSet<>();

  /** Why something cannot be taken away, by kind and name. */
  private final Map<String, String> stuck = new HashMap<>();

  /** Kinds of what went with the account that it was in. */
  private final Set<String> gone = new HashSet<>();

  /**
   * @param farm the production's services
   * @param parts what it has
   * @param clock tells when it ended
   * @param listener told of each thing that is being taken away, as {@code KIND NAME}
   */
  public Wrap(Farm farm, Parts parts, Clock clock, Consumer<String> listener) {
    this.farm = farm;
    this.parts = parts;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * What a production has, in the order in which it is taken away.
   *
   * @param work jobs that run, which are ended before anything is decided
   * @param rest all else that is in its accounts, and on this machine
   * @param accounts what is deleted when a report of the rest is kept; the last is the storage
   *     account, with which the record goes. Empty when they are kept
   */
  public record Parts(Belongings work, List<Belongings> rest, List<Account> accounts) {
    /** Copies the lists. */
    public Parts {
      rest = List.copyOf(rest);
      accounts = List.copyOf(accounts);
    }

    /** The same without accounts. */
    public Parts(Belongings work, List<Belongings> rest) {
      this(work, rest, List.of());
    }

    /** The same, and more after it. */
    public Parts with(List<? extends Belongings> more) {
      List<Belongings> all = new ArrayList<>(rest);
      all.addAll(more);
      return new Parts(work, all, accounts);
    }

    /** The same, and these accounts. */
    public Parts withAccounts(List<Account> deleted) {
      return new Parts(work, rest, deleted);
    }
  }

  /**
   * An account of the production.
   *
   * @param itself lists nothing when the account is not there
   * @param holds kinds of what is in it, and goes with it
   */
  public record Account(Belongings itself, Set<String> holds) {
    /** Copies the set. */
    public Account {
      holds = Set.copyOf(holds);
    }

    private boolean isGone() {
      return itself.list().isEmpty();
    }
  }

  /** What there is, without a change: a report that nothing was removed. */
  public WrapReport look() {
    return report(new WrapRecord(farm.production(), now(), Stage.ENDING, 0, 0));
  }

  /**
   * Carries it out.
   *
   * @param saved the frames that are on this machine: those in storage have to be among them; empty
   *     when those in storage are given up
   * @return what remains; {@link #seal} is the last step
   * @throws HeldRefusal when a hold stands, since its evidence would be lost
   * @throws PolicyRefusal when a job has not ended, frames are not on this machine, or work of
   *     another's is in a pool of the production
   * @throws ConfigurationRefusal when an account that is to be deleted is not found
   * @throws ServiceRefusal when something does not go, or came again
   */
  public WrapReport run(Optional<SavedFrames> saved) throws IOException {
    Optional<WrapRecords.Stored> before = farm.wraps().read();
    findAccounts(before.map(WrapRecords.Stored::record));
    if (before.isEmpty()) {
      refuseInUse();
      refuseOpenJobs(saved);
      checked(saved);
      begin();
    }
    takeAway(parts.work());
    WrapRecord record = decided(saved);
    parts.rest().forEach(this::takeAway);
    WrapReport report = report(record);
    refuseUnless(
        report.remains().stream().noneMatch(line -> line.endsWith(": " + NOT_GONE)),
        "what remains",
        "something appeared while it was being taken away");
    return report;
  }

  /** Keeps the signed report where the record is, and writes that the production was wrapped. */
  public void seal(String report, Sha256 digest) {
    farm.wraps().keep(digest, report);
    WrapRecords.Stored stored = record();
    if (stored.record().stage() != Stage.CLOSING) {
      replace(stored, stored.record().at(Stage.WRAPPED));
    }
  }

  /** Whether the storage account was deleted, and the record and the reports in it with it. */
  public boolean isRecordGone() {
    return !parts.accounts().isEmpty() && storage().isGone();
  }

  /**
   * Deletes the accounts, when the report of {@link #run} is kept.
   *
   * @param before that report; the one that was kept last, when the storage account has gone
   * @return the same with what became of the accounts
   * @throws ServiceRefusal when one does not go, or the service fails
   */
  public WrapReport close(WrapReport before) {
    if (!storage().isGone()) {
      WrapRecords.Stored stored = record();
      replace(stored, stored.record().at(Stage.CLOSING));
    }
    parts.accounts().forEach(account -> takeAway(account.itself()));
    gone();
    Set<String> held =
        parts.accounts().stream()
            .flatMap(account -> account.holds().stream())
            .collect(Collectors.toSet());
    List<String> remains = new ArrayList<>(ofKinds(held, before.remains()));
    List<String> foreign = new ArrayList<>(ofKinds(held, before.foreign()));
    parts.rest().stream()
        .filter(part -> !held.contains(part.kind()))
        .forEach(part -> report(part, NOT_GONE, remains, foreign));
    accounts().forEach(account -> report(account, NOT_GONE, remains, foreign));
    return new WrapReport(
        before.production(),
        before.begun(),
        now(),
        before.downloaded(),
        before.discarded(),
        List.copyOf(removed),
        remains,
        foreign);
  }

  /** What was in accounts that are still there: nothing in them has changed. */
  private List<String> ofKinds(Set<String> kinds, List<String> lines) {
    return lines.stream()
        .filter(
            line ->
                kinds.stream()
                    .anyMatch(kind -> line.startsWith(kind + " ") && !gone.contains(kind)))
        .toList();
  }

  private Account storage() {
    return parts.accounts().get(parts.accounts().size() - 1);
  }

  private List<Belongings> accounts() {
    return parts.accounts().stream().map(Account::itself).toList();
  }

  /**
   * Until they are being deleted, each has to be there: otherwise the group is not the right one.
   */
  private void findAccounts(Optional<WrapRecord> record) {
    if (record.filter(one -> one.stage() == Stage.CLOSING).isPresent()) {
      if (parts.accounts().isEmpty()) {
        throw new ConfigurationRefusal(
            TRIED,
            "production " + farm.production(),
            "its accounts are being deleted",
            "say --delete-accounts again");
      }
      gone();
      return;
    }
    parts.accounts().stream()
        .filter(Account::isGone)
        .findFirst()
        .ifPresent(
            missing -> {
              throw new ConfigurationRefusal(
                  TRIED,
                  "production " + farm.production(),
                  "its resource group has none of its " + missing.itself().kind(),
                  "name the group that they are in, or keep the accounts");
            });
  }

  private void gone() {
    parts.accounts().stream()
        .filter(Account::isGone)
        .forEach(account -> gone.addAll(account.holds()));
  }

  private void refuseInUse() {
    for (Belongings part : parts.rest()) {
      for (Belonging one : part.list()) {
        if (one.standing() == Standing.IN_USE) {
          throw new PolicyRefusal(
              TRIED,
              part.kind() + " " + one.name(),
              "control batch-pool-per-production: " + one.note(),
              "find out whose they are, and have them ended or moved to a pool of their own");
        }
      }
    }
  }

  private void begin() {
    if (farm.blobs().protection(ContainerRole.CONTROL).isEmpty()) {
      farm.blobs().createContainers(); // A record, too, needs a place.
    }
    // Where another has written it meanwhile, that one stands.
    farm.wraps()
        .write(new WrapRecord(farm.production(), now(), Stage.ENDING, 0, 0), Optional.empty());
  }

  /** What rendered until the work was ended counts too. */
  private WrapRecord decided(Optional<SavedFrames> saved) throws IOException {
    WrapRecords.Stored stored = record();
    WrapRecord record = stored.record();
    if (record.stage() != Stage.ENDING) {
      return record;
    }
    Outputs.Found found = checked(saved);
    WrapRecord next =
        new WrapRecord(
            farm.production(), record.since(), Stage.DESTROYING, found.saved(), found.unsaved());
    replace(stored, next);
    return next;
  }

  private WrapRecords.Stored record() {
    return farm.wraps()
        .read()
        .orElseThrow(
            () ->
                new ServiceRefusal(
                    TRIED,
                    "production " + farm.production(),
                    "its wrap record went away",
                    "find out who removed it, then wrap again"));
  }

  private void replace(WrapRecords.Stored stored, WrapRecord next) {
    refuseUnless(
        stored.record().equals(next) || farm.wraps().write(next, Optional.of(stored.etag())),
        "production " + farm.production(),
        "another client is wrapping it");
  }

  private void refuseOpenJobs(Optional<SavedFrames> saved) {
    List<Belonging> open =
        parts.work().list().stream()
            .filter(one -> one.standing() == Standing.OWN || one.standing() == Standing.LEAVING)
            .toList();
    if (saved.isPresent() && !open.isEmpty()) {
      throw new PolicyRefusal(
          TRIED,
          "production " + farm.production(),
          open.size() + " jobs have not ended, the first is " + open.get(0).name(),
          "wait for them and download, or give up what they render with --discard-outputs");
    }
  }

  private Outputs.Found checked(Optional<SavedFrames> saved) throws IOException {
    Optional<Hold> hold = new HoldKeeper(farm, clock).standing();
    if (hold.isPresent()) {
      throw new HeldRefusal(TRIED, hold.get());
    }
    Outputs.Found found = Outputs.compare(farm.blobs(), saved.orElse(SavedFrames.NONE));
    if (saved.isPresent() && found.unsaved() > 0) {
      throw new PolicyRefusal(
          TRIED,
          "production " + farm.production(),
          found.unsaved()
              + " frames in storage are in no folder that was named, the first is output/"
              + found.first(),
          "download them and name the folder with --outputs DIR, or give them up with"
              + " --discard-outputs");
    }
    return found;
  }

  private void takeAway(Belongings part) {
    if (gone.contains(part.kind())) {
      return;
    }
    boolean gone = Patience.until(LEAVING_LIMIT, () -> step(part));
    refuseUnless(
        gone, "its " + part.kind(), "they did not go in " + LEAVING_LIMIT.toMinutes() + " minutes");
  }

  /** Whether nothing is left that goes. */
  private boolean step(Belongings part) {
    boolean gone = true;
    for (Belonging one : part.list()) {
      String name = part.kind() + " " + one.name();
      if (one.standing() == Standing.OWN && !stuck.containsKey(name)) {
        Optional<String> why = removal(part, one);
        why.ifPresent(reason -> stuck.put(name, reason));
        gone &= why.isPresent();
      }
      gone &= one.standing() != Standing.LEAVING;
    }
    return gone;
  }

  private Optional<String> removal(Belongings part, Belonging one) {
    try {
      Optional<String> why = part.remove(one);
      if (why.isEmpty() && removed.add(part.kind() + " " + one.name())) {
        listener.accept(part.kind() + " " + one.name());
      }
      return why;
    } catch (AccessRefusal e) {
      return Optional.of(e.getMessage());
    }
  }

  private WrapReport report(WrapRecord record) {
    List<String> remains = new ArrayList<>();
    List<String> foreign = new ArrayList<>();
    parts.rest().forEach(part -> report(part, NOT_GONE, remains, foreign));
    accounts().forEach(account -> report(account, WrapReport.AFTER, remains, foreign));
    return new WrapReport(
        farm.production(),
        record.since(),
        now(),
        record.downloaded(),
        record.discarded(),
        List.copyOf(removed),
        remains,
        foreign);
  }

  private void report(Belongings part, String own, List<String> remains, List<String> foreign) {
    if (gone.contains(part.kind())) {
      return;
    }
    for (Belonging one :
        part.list().stream().sorted(Comparator.comparing(Belonging::name)).toList()) {
      String name = part.kind() + " " + one.name();
      switch (one.standing()) {
        case OWN -> remains.add(name + ": " + stuck.getOrDefault(name, own));
        case LEAVING -> remains.add(name + ": " + own);
        case STAYS, IN_USE -> remains.add(name + ": " + one.note());
        case FOREIGN -> foreign.add(name + ": " + one.note());
      }
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private static void refuseUnless(boolean holds, String on, String why) {
    if (!holds) {
      throw new ServiceRefusal(TRIED, on, why, "wrap again: it goes on");
    }
  }
}
