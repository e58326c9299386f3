package dev.flysnap.sim.world;

import java.time.Instant;

/** An exclusive right to change a machine until it expires. */
public record SimLease(
        String nonce, Instant expiresAt, String owner, String description, String version) {}
