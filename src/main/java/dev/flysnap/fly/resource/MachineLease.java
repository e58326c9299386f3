package dev.flysnap.fly.resource;

import java.time.Instant;

/**
 * The exclusive right to change a machine, until it expires.
 *
 * @param nonce sent with every change
 */
public record MachineLease(String nonce, Instant expiresAt, String owner) {}
