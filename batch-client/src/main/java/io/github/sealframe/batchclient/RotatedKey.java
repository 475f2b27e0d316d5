package io.github.sealframe.batchclient;

import io.github.sealframe.core.SecretName;
import java.time.Instant;

/**
 * A key of a Batch account that was made anew. Holds no key.
 *
 * @param secret whose newest version it is
 * @param key which of the account's two it is: {@code primary} or {@code secondary}
 * @param ends from when on that version may not be used any more
 * @param wasCutOff whether a rotation before this one had not come to its end
 */
public record RotatedKey(SecretName secret, String key, Instant ends, boolean wasCutOff) {}
