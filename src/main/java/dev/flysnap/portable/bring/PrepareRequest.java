package dev.flysnap.portable.bring;

import dev.flysnap.model.AppName;
import dev.flysnap.portable.verify.VerifyRequest;
import java.util.Optional;

/**
 * How to prepare.
 *
 * @param verify how it is checked; its temporary directory is where the database lies until it is
 *     closed
 * @param origins of copies
 * @param trustsStore whether a copy may come from anywhere
 * @param app whose copies they have to be, where their manifests name one; absent = of any
 */
public record PrepareRequest(
        VerifyRequest verify, CopyOrigins origins, boolean trustsStore, Optional<AppName> app) {}
