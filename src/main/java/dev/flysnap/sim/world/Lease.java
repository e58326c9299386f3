package dev.flysnap.sim.world;

import java.time.Instant;

/** Somebody's word that nobody else changes a machine until then. */
public record Lease(
        String nonce, Instant expiresAt, String owner, String description, String version) {}
