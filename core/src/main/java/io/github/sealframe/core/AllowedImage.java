package io.github.sealframe.core;

import java.time.LocalDate;

/**
 * An image that a production may render on.
 *
 * @param id resource id of the gallery image version
 * @param published when it was published, in UTC
 */
public record AllowedImage(String id, LocalDate published) {}
