package dev.flysnap.cli.option;

import dev.flysnap.cli.file.KeyFile;
import dev.flysnap.cli.terminal.StopSignals;
import dev.flysnap.config.Config;
import dev.flysnap.config.StateStore;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.doctor.checkup.StateStoreCheck;
import dev.flysnap.journal.Journal;
import dev.flysnap.journal.shared.ConditionProbe;
import dev.flysnap.journal.shared.SharedJournal;
import dev.flysnap.journal.shared.TeamKeys;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.seal.Identities;
import dev.flysnap.seal.Recipient;
import dev.flysnap.storage.ConditionalObjects;
import dev.flysnap.storage.directory.DirectoryObjects;
import dev.flysnap.storage.s3.S3Address;
import dev.flysnap.storage.s3.S3Bucket;
import dev.flysnap.time.Sleeper;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The store that the journal is shared by, and the team's keys.
 *
 * @param objects nothing was sent yet
 */
public record SharedState(ConditionalObjects objects, TeamKeys keys) {
    /** A hold of writers must not wait for a store that does not answer. */
    private static final Duration REQUEST_LIMIT = Duration.ofSeconds(5);

    /**
     * Empty where the journal is of this computer alone.
     *
     * @throws dev.flysnap.problem.FlysnapException if the store is no address, or a key is missing
     */
    public static Optional<SharedState> of(Config config) {
        StateStore settings = config.stateStore();
        return settings.address().map(address -> of(address, settings));
    }

    private static SharedState of(String address, StateStore settings) {
        Path identity =
                settings.identity().orElseThrow(() -> noKey("FLYSNAP_STATE_IDENTITY").exception());
        if (settings.recipients().isEmpty()) {
            throw noKey("FLYSNAP_STATE_RECIPIENTS").exception();
        }
        Identities identities = KeyFile.identities(identity, "FLYSNAP_STATE_IDENTITY");
        try {
            List<Recipient> recipients =
                    settings.recipients().stream().map(Recipient::parse).toList();
            return new SharedState(objects(address), new TeamKeys(identities, recipients));
        } catch (IllegalArgumentException e) {
            throw malformed(String.valueOf(e.getMessage())).exception(e);
        }
    }

    private static ConditionalObjects objects(String address) {
        return address.startsWith(S3Address.SCHEME)
                ? S3Bucket.of(
                        S3Address.parse(
                                address.endsWith("/") ? address : address + "/",
                                Optional.ofNullable(System.getenv("BUCKET_NAME"))),
                        System.getenv(),
                        REQUEST_LIMIT)
                : new DirectoryObjects(Path.of(address).toAbsolutePath());
    }

    /** The same journal, shared. */
    Journal join(Journal journal, Consumer<String> notes) {
        return SharedJournal.of(
                journal,
                objects,
                keys,
                InstantSource.system(),
                StopSignals.interruption().cutting(Sleeper.REAL),
                notes);
    }

    /** A store that would give one lock to two is found out by trying; and so are other keys. */
    public Finding check() {
        return StateStoreCheck.of(
                objects.where(),
                () -> ConditionProbe.of(objects).or(() -> SharedJournal.unread(objects, keys)));
    }

    private static Problem noKey(String variable) {
        return new Problem(
                "state-store-no-key",
                ExitCode.USAGE,
                "The journal is to be shared, and %s is not set.".formatted(variable),
                "Runs and receipts are only kept in a store sealed: they can hold secrets of a machine's config.",
                "Set FLYSNAP_STATE_IDENTITY to the file with the team's age identity, and FLYSNAP_STATE_RECIPIENTS to its recipient; or work alone: FLYSNAP_STATE_STORE=none");
    }

    private static Problem malformed(String reason) {
        return new Problem(
                "state-store-malformed",
                ExitCode.USAGE,
                "The settings of the shared journal cannot be used.",
                "What is wrong with them: %s.".formatted(reason),
                "See where they come from: flysnap config show");
    }
}
