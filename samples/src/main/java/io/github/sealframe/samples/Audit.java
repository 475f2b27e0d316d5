package io.github.sealframe.samples;

import io.github.sealframe.core.AuditReport;
import io.github.sealframe.core.Observation;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.RemoteRefusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Looks at everything that there is to look at, and says what it means for each control. */
final class Audit {
  /** Every look, in the order in which its evidence is shown. */
  static final List<AuditCheck> CHECKS =
      Stream.of(
              PolicyChecks.ALL,
              SoftwareChecks.ALL,
              RegisterChecks.ALL,
              MachineChecks.ALL,
              PoolChecks.ALL,
              AccountChecks.ALL,
              NodeChecks.ALL,
              BatchChecks.ALL,
              StorageChecks.ALL,
              VaultChecks.ALL,
              NetworkChecks.ALL)
          .flatMap(List::stream)
          .toList();

  private Audit() {}

  /** Makes the report. */
  static AuditReport of(AuditSubject subject) {
    Map<String, List<Observation>> seen = new LinkedHashMap<>();
    for (AuditCheck check : CHECKS) {
      List<Observation> observations = look(check, subject);
      for (String control : check.controls()) {
        seen.computeIfAbsent(control, id -> new ArrayList<>()).addAll(observations);
      }
    }
    return AuditReport.of(
        subject.code(), subject.now(), subject.services().emulator(), seen, subject.attestations());
  }

  /** What may not be looked at is no reason not to look at the rest. */
  private static List<Observation> look(AuditCheck check, AuditSubject subject) {
    try {
      return check.look().at(subject);
    } catch (Unseen e) {
      return List.of(subject.unseen(e.what(), e.getMessage(), e.next()));
    } catch (RemoteRefusal e) {
      return List.of(subject.unseen("a service", e.getMessage(), e.remedy()));
    } catch (Refusal e) {
      return List.of(subject.unseen("a service", e.getMessage(), ""));
    }
  }
}
