package dev.flysnap.agent.replace;

import dev.flysnap.agent.quiesce.HookException;
import dev.flysnap.agent.setting.NamedDatabase;
import dev.flysnap.contract.HookCodes;
import dev.flysnap.contract.replace.UploadAnswer;
import dev.flysnap.contract.replace.UploadPart;
import dev.flysnap.problem.FailureText;
import dev.flysnap.sqlite.FileIdentity;
import dev.flysnap.sqlite.replace.SetAside;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The new databases of one attempt; another one takes its place when no part has come for long. */
final class Uploads {
    private static final Duration ABANDONED_AFTER = Duration.ofMinutes(10);

    /** Stays free: the app goes on writing meanwhile. */
    private static final long RESERVE_BYTES = 16L << 20;

    private final InstantSource clock;

    /** By database. Guarded by this. */
    private final Map<NamedDatabase, Upload> uploads = new LinkedHashMap<>();

    private Optional<String> attempt = Optional.empty();
    private Instant lastPart = Instant.MIN;

    Uploads(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * @param bytes of the part
     * @throws HookException if another attempt uploads, there is no room, or what has arrived is
     *     not what was promised
     */
    synchronized UploadAnswer add(NamedDatabase database, UploadPart part, byte[] bytes) {
        admit(part.attempt());
        lastPart = clock.instant();
        try {
            Upload upload = uploads.get(database);
            if (upload == null || !upload.isOf(part)) {
                drop(database);
                upload = begin(database, part);
                uploads.put(database, upload);
            }
            if (!upload.add(part, bytes)) {
                drop(database);
                throw HookException.conflict(
                        HookCodes.UPLOAD_DAMAGED,
                        "The %d bytes that arrived for %s are not those that were promised: their SHA-256 is another."
                                .formatted(part.bytes(), database.name()),
                        "send the database again, from its beginning");
            }
            return new UploadAnswer(
                    part.attempt(), part.database(), upload.received(), part.bytes());
        } catch (IOException e) {
            drop(database);
            throw HookException.noRoom(
                    "The new %s could not be written beside the old one: %s"
                            .formatted(database.name(), FailureText.of(e)),
                    "make room or extend the volume: fly volumes extend");
        }
    }

    private void admit(String wanted) {
        if (attempt.filter(wanted::equals).isPresent()) {
            return;
        }
        active().ifPresent(other -> {
            throw HookException.conflict(
                    HookCodes.REPLACE_ACTIVE,
                    "Databases are being uploaded for another attempt: %s".formatted(other),
                    "wait until that one has ended; one that stops is given up after 10 minutes");
        });
        discard();
        attempt = Optional.of(wanted);
    }

    /**
     * Room is looked at before: the old database stays where it is until the new one is checked.
     */
    private static Upload begin(NamedDatabase database, UploadPart part) throws IOException {
        Path file = database.real();
        SetAside.deleteIncoming(file);
        Path folder = FileIdentity.directoryOf(file);
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < part.bytes() + RESERVE_BYTES) {
            throw HookException.noRoom(
                    "The new %s has %d bytes; %d are free beside the old one, of which %d stay free."
                            .formatted(database.name(), part.bytes(), free, RESERVE_BYTES),
                    "extend the volume: fly volumes extend");
        }
        return Upload.begin(part, file);
    }

    /** The attempt that uploads now. */
    synchronized Optional<String> active() {
        return attempt.filter(_ ->
                !uploads.isEmpty() && clock.instant().isBefore(lastPart.plus(ABANDONED_AFTER)));
    }

    /** The whole file of a database, if it has arrived for this attempt. */
    synchronized Optional<Path> complete(String wanted, NamedDatabase database) {
        return Optional.ofNullable(uploads.get(database))
                .filter(_ -> attempt.filter(wanted::equals).isPresent())
                .filter(Upload::isComplete)
                .map(Upload::file);
    }

    synchronized void discard(String of) {
        if (attempt.filter(of::equals).isPresent()) {
            discard();
        }
    }

    /** Its files have come into place, or were taken away. */
    synchronized void forget(String of) {
        if (attempt.filter(of::equals).isPresent()) {
            uploads.clear();
            attempt = Optional.empty();
        }
    }

    private void discard() {
        for (NamedDatabase database : uploads.keySet().stream().toList()) {
            drop(database);
        }
        attempt = Optional.empty();
    }

    private void drop(NamedDatabase database) {
        Upload upload = uploads.remove(database);
        if (upload != null) {
            upload.close();
            SetAside.deleteIncoming(database.real());
        }
    }
}
