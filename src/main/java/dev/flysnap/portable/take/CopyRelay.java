package dev.flysnap.portable.take;

import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.seal.Identities;
import dev.flysnap.seal.NewIdentity;
import dev.flysnap.seal.Recipient;
import dev.flysnap.storage.s3.S3Bucket;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * A bucket through which a copy comes from an app's machine to this computer, where the way between
 * the two is slow. The machine needs no keys of it: it gets an address that is signed for this one
 * object. What lies there meanwhile is encrypted: to the recipients of the copy, or else to a key
 * that only this process has.
 */
public final class CopyRelay implements AutoCloseable {
    private static final String PREFIX = "flysnap-relay-";

    /** As long as a copy may take in the machine, and some more. */
    private static final Duration SIGNED_FOR = Duration.ofHours(8);

    private static final Duration LEFT_BEHIND_AFTER = Duration.ofDays(1);

    private final S3Bucket bucket;
    private final String name;
    private final NewIdentity key = NewIdentity.generate();
    private final Consumer<String> notes;
    private boolean wasUsed;

    private CopyRelay(S3Bucket bucket, String name, Consumer<String> notes) {
        this.bucket = bucket;
        this.name = name;
        this.notes = notes;
    }

    /**
     * Removes what killed processes left there more than a day ago.
     *
     * @param notes hears if the object cannot be deleted
     * @throws FlysnapException if the bucket cannot be used
     */
    public static CopyRelay through(
            S3Bucket bucket, RunId run, Instant now, Consumer<String> notes) {
        bucket.list(PREFIX).stream()
                .filter(it -> it.modifiedAt().isBefore(now.minus(LEFT_BEHIND_AFTER)))
                .forEach(it -> bucket.delete(it.name()));
        return new CopyRelay(bucket, PREFIX + run, notes);
    }

    /** A secret: whoever has it can write this object. */
    String writeAddress() {
        return bucket.writeAddress(name, SIGNED_FOR);
    }

    Recipient recipient() {
        return key.recipient();
    }

    Identities identities() {
        return Identities.parse(key.secret());
    }

    /** Not to be trusted before it was compared with what the machine says of it. */
    InputStream open() {
        wasUsed = true;
        return bucket.patient(notes)
                .open(name)
                .orElseThrow(() -> TakeProblems.relayEmpty(where()).exception());
    }

    /** Whether the copy came this way. */
    public boolean wasUsed() {
        return wasUsed;
    }

    public String where() {
        return bucket.where();
    }

    /** Nothing of the copy is left there. */
    @Override
    public void close() {
        try {
            bucket.delete(name);
        } catch (FlysnapException e) {
            notes.accept(
                    "%s%s could not be deleted (%s); nobody can decrypt it, and the next pull through there removes it when it is a day old"
                            .formatted(where(), name, e.problem().why()));
        }
    }
}
