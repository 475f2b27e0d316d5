package io.github.sealframe.samples;

import io.github.sealframe.core.Belonging.Kind;
import io.github.sealframe.core.Finding;
import io.github.sealframe.core.Observation;
import io.github.sealframe.core.WrapRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Looks at what belongs to which production, and at how this one ends. */
final class RegisterChecks {
  static final List<AuditCheck> ALL = all();

  private static final String WHAT = "register of productions";
  private static final String END = "the end of the production";

  private RegisterChecks() {}

  private static List<AuditCheck> all() {
    List<AuditCheck> checks = new ArrayList<>();
    Arrays.stream(Kind.values())
        .map(Kind::control)
        .distinct()
        .forEach(control -> checks.add(AuditCheck.of(subject -> apart(control, subject), control)));
    checks.add(AuditCheck.one(RegisterChecks::end, "batch-sanitize-destroy", "wf-hybrid-sanitize"));
    return checks;
  }

  /** It knows of one user's productions only, so that it can break a control and not keep it. */
  private static List<Observation> apart(String control, AuditSubject subject) {
    if (subject.services().emulator()) {
      return List.of(subject.noted(WHAT, "what is on an emulator is not in it"));
    }
    AuditSubject.Machine machine = subject.machine();
    List<Finding> shared =
        machine.register().check(subject.code(), subject.file().belongings(machine.work())).stream()
            .filter(found -> found.control().equals(control) && !found.isOfTheCode())
            .toList();
    return shared.isEmpty()
        ? List.of(subject.noted(WHAT, "nothing of another production that is known here"))
        : shared.stream()
            .map(
                found ->
                    subject.broken(
                        WHAT + ", " + found.on(),
                        found.why(),
                        found.next(),
                        subject.waiver(control)))
            .toList();
  }

  private static Observation end(AuditSubject subject) {
    Optional<WrapRecord> record =
        subject.services().farm().wraps().read().map(stored -> stored.record());
    if (record.filter(found -> found.stage() == WrapRecord.Stage.WRAPPED).isPresent()) {
      return subject.kept(
          END,
          "it was wrapped, from " + record.get().since() + " on; its report tells what remains");
    }
    if (record.isPresent()) {
      return subject.unseen(
          END,
          "its wrap began on " + record.get().since() + ", and has not come to its end",
          "run `wrap` again");
    }
    return subject
        .machine()
        .register()
        .ended(subject.code())
        .map(day -> subject.kept(END, "it was wrapped on " + day + ", as the register says"))
        .orElseGet(
            () ->
                subject.unseen(
                    END,
                    "it goes on",
                    "when it ends, run `wrap`, which deletes what is its own and lists what"
                        + " remains"));
  }
}
