package dev.flysnap.fly.resource;

import dev.flysnap.model.AppName;

/**
 * An app as the platform describes it.
 *
 * @param organization its organisation's slug
 * @param status such as {@code deployed} or {@code suspended}
 */
public record App(AppName name, String organization, String status) {}
