package dev.flysnap.fly.resource;

import java.time.Instant;

/**
 * The sole right to change a machine, until it expires.
 *
 * @param nonce goes with every change while it lasts
 */
public record MachineLease(String nonce, Instant expiresAt, String owner) {}
