package dev.flysnap.restore.request;

import dev.flysnap.seal.ContentHash;
import dev.flysnap.sqlite.DatabaseFacts;
import java.time.Instant;
import java.util.Optional;

/**
 * A copy, or another SQLite file, that is brought back. It was found good on this computer before
 * anything is planned.
 *
 * @param address where it lies, so that a later process finds it again
 * @param isFile whether it is a file of the user's, and no copy of a store
 * @param identityFile what opens it, where it is encrypted
 * @param database what the app calls it
 * @param source where the app had it when the copy was taken; absent for a file
 * @param writtenAt when the newest of a replica was written, which proves nothing; absent for
 *     others
 * @param completeUntil every commit acknowledged before is in it, as far as that is known
 * @param content the plain database
 */
public record CopySource(
        String address,
        boolean isFile,
        Optional<String> identityFile,
        String database,
        Optional<String> source,
        Optional<Instant> writtenAt,
        Optional<Instant> completeUntil,
        Optional<String> grade,
        ContentHash content,
        DatabaseFacts facts) {
    /** For another computer. */
    public CopySource withoutIdentityFile() {
        return new CopySource(
                address,
                isFile,
                Optional.empty(),
                database,
                source,
                writtenAt,
                completeUntil,
                grade,
                content,
                facts);
    }
}
