package dev.flysnap.storage.s3;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;

/** The ways in which S3 does not do what it was asked. Never with anything of a key. */
final class S3Problems {

    static Problem noKeys(S3Address address) {
        return new Problem(
                "s3-no-keys",
                ExitCode.NOT_AUTHORISED,
                "There are no keys for %s.".formatted(address),
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set, and the files of AWS's own tools name none.",
                "Set them; fly storage create does it for an app, and shows them once");
    }

    static Problem keysRefused(S3Address address, String code) {
        return new Problem(
                "s3-keys-refused",
                ExitCode.NOT_AUTHORISED,
                "The keys for %s were refused.".formatted(address),
                "The store says %s: the key id is unknown there, or the secret does not belong to it."
                        .formatted(code),
                "Look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for another store than AWS, AWS_ENDPOINT_URL_S3");
    }

    static Problem noAccess(S3Address address, String action) {
        return new Problem(
                "s3-no-access",
                ExitCode.NOT_AUTHORISED,
                "The keys may not %s.".formatted(action),
                "The store says that access is denied. The bucket may also belong to somebody else.",
                "Allow them to list, read, write and delete in %s, or use others"
                        .formatted(address));
    }

    static Problem noBucket(S3Address address) {
        return new Problem(
                "s3-no-bucket",
                ExitCode.FAILED,
                "There is no bucket %s.".formatted(address.bucket()),
                "The store does not know it: its name is mistyped, or it is with another provider.",
                "Look at the name and at AWS_ENDPOINT_URL_S3, or create it: fly storage create");
    }

    static Problem otherRegion(S3Address address) {
        return new Problem(
                "s3-other-region",
                ExitCode.FAILED,
                "The bucket %s is in another region than the one that is set."
                        .formatted(address.bucket()),
                "A store answers for buckets of one region only.",
                "Name the bucket's: AWS_REGION=REGION (for Fly's storage: auto)");
    }

    static Problem clockSkew(S3Address address) {
        return new Problem(
                "s3-clock-skew",
                ExitCode.FAILED,
                "%s refuses requests of this computer because its clock is wrong."
                        .formatted(address),
                "A request counts for 15 minutes from the time that is written in it.",
                "Set the clock: timedatectl set-ntp true");
    }

    static Problem unreachable(S3Address address, String endpoint, String reason) {
        return new Problem(
                "s3-unreachable",
                ExitCode.FAILED,
                "The store %s cannot be reached at %s.".formatted(address, endpoint),
                "The system says: %s".formatted(reason),
                "Look at the network and at AWS_ENDPOINT_URL_S3, then run the same command again");
    }

    static Problem badSettings(S3Address address) {
        return new Problem(
                "s3-settings",
                ExitCode.USAGE,
                "The settings for %s cannot be used.".formatted(address),
                "The region is not set or not known, or AWS_ENDPOINT_URL_S3 is no https://HOST without a user.",
                "Set AWS_REGION, and for another store than AWS AWS_ENDPOINT_URL_S3=https://HOST");
    }

    /** Only what has a condition is more than the least that each store knows. */
    static Problem noConditions(S3Address address) {
        return new Problem(
                S3Bucket.NO_CONDITIONS,
                ExitCode.FAILED,
                "The store %s knows no conditional writes.".formatted(address),
                "It answered 501 (not implemented).",
                "Copies can be kept there; a shared journal needs another store: FLYSNAP_STATE_STORE");
    }

    static Problem refused(S3Address address, String action, int status, String code) {
        return new Problem(
                "s3-refused",
                ExitCode.FAILED,
                "The store %s did not %s.".formatted(address, action),
                "It answered %d %s.".formatted(status, code),
                "Run the same command again; if it stays so, ask whoever runs the store");
    }

    static Problem tooLarge(S3Address address, String name, long maxBytes) {
        return new Problem(
                "s3-too-large",
                ExitCode.FAILED,
                "%s is too large for %s.".formatted(name, address),
                "Of a stream whose length is not known before, at most %d GB can be uploaded in 10000 parts."
                        .formatted(maxBytes / 1_000_000_000),
                "Compress it more (--compress 19), or take it to a directory");
    }

    private S3Problems() {}
}
