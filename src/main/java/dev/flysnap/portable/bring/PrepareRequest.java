package dev.flysnap.portable.bring;

import dev.flysnap.portable.verify.VerifyRequest;

/**
 * How to prepare.
 *
 * @param verify how it is checked; its temporary directory is where the database lies until it is
 *     closed
 * @param origins of copies
 * @param trustsStore whether a copy may come from anywhere
 */
public record PrepareRequest(VerifyRequest verify, CopyOrigins origins, boolean trustsStore) {}
