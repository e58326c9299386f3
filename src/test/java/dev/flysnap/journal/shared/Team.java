package dev.flysnap.journal.shared;

import dev.flysnap.journal.ApiIdentity;
import dev.flysnap.journal.Journal;
import dev.flysnap.seal.AgeKey;
import dev.flysnap.seal.Identities;
import dev.flysnap.seal.Recipient;
import dev.flysnap.storage.ConditionalObjects;
import dev.flysnap.storage.directory.DirectoryObjects;
import dev.flysnap.storage.s3.S3Address;
import dev.flysnap.storage.s3.S3Bucket;
import dev.flysnap.time.Sleeper;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Computers that share a journal, each with a state directory. */
final class Team {
    static final TeamKeys KEYS =
            new TeamKeys(
                    Identities.parse(AgeKey.OURS.file()),
                    List.of(Recipient.parse(AgeKey.OURS.recipient())));

    /** For processes: the store by its address. */
    static ConditionalObjects objects(String address) {
        return address.startsWith(S3Address.SCHEME)
                ? S3Bucket.of(S3Address.parse(address, Optional.empty()), System.getenv())
                : new DirectoryObjects(Path.of(address));
    }

    static Journal journal(Path state, ConditionalObjects objects) {
        return journal(state, objects, InstantSource.system(), Sleeper.REAL, _ -> {});
    }

    static Journal journal(
            Path state,
            ConditionalObjects objects,
            InstantSource clock,
            Sleeper sleeper,
            Consumer<String> notes) {
        return SharedJournal.of(
                Journal.open(state, ApiIdentity.FLY_IO, clock),
                objects,
                KEYS,
                clock,
                sleeper,
                notes);
    }

    private Team() {}
}
