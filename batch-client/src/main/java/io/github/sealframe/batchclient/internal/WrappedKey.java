package io.github.sealframe.batchclient.internal;

import io.github.sealframe.core.Belongings;
import io.github.sealframe.core.Wrap;
import io.github.sealframe.core.WrapRecord;
import io.github.sealframe.core.WrapRecords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a production has in a Batch account that is asked with a key from the vault. The key's
 * secret goes last of it: from then on nobody can ask, and a wrap that was cut off goes on without.
 *
 * @param secrets the key's
 * @param wraps tells whether a wrap has come so far that the secret may be gone because of it
 */
record WrappedKey(WrappedSecrets secrets, WrapRecords wraps) {
  Wrap.Parts of(Wrap.Parts parts) {
    List<Belongings> rest = new ArrayList<>();
    for (Belongings part : parts.rest()) {
      boolean inBatch = part.kind().equals("jobs") || part.kind().equals("pools");
      rest.add(inBatch ? withKey(part) : part);
    }
    rest.add(secrets);
    return new Wrap.Parts(withKey(parts.work()), rest);
  }

  private Belongings withKey(Belongings part) {
    return new Belongings() {
      @Override
      public String kind() {
        return part.kind();
      }

      @Override
      public List<Belonging> list() {
        return isTakenAway()
            ? List.of(
                new Belonging(
                    "any",
                    Standing.STAYS,
                    "they went before the secret with the account's key, and nobody can ask now"))
            : part.list();
      }

      @Override
      public Optional<String> remove(Belonging one) {
        return part.remove(one);
      }
    };
  }

  private boolean isTakenAway() {
    WrapRecord.Stage stage =
        wraps.read().map(stored -> stored.record().stage()).orElse(WrapRecord.Stage.ENDING);
    return switch (stage) {
      case ENDING -> false;
      case DESTROYING, WRAPPED -> secrets.areGone();
      case CLOSING -> true; // The vault itself may have gone.
    };
  }
}
