package dev.flysnap.fly.resource;

import dev.flysnap.model.Volume;

/**
 * A volume that grew.
 *
 * @param needsRestart whether its machine sees the new size only after a restart
 */
public record Extended(Volume volume, boolean needsRestart) {}
