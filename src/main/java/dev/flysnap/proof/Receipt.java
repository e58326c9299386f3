package dev.flysnap.proof;

import dev.flysnap.contract.DatabaseState;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonName;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.json.Records;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.Region;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.model.VolumeName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What taking one snapshot proved. Safe to show to anybody: of the machine's config, which can
 * contain secrets, it has only a hash.
 *
 * @param foundBy how the requested snapshot was identified
 * @param limits why the grade is not better
 * @param storedBytes what the snapshot occupies
 * @param retentionDays how long Fly keeps it
 * @param heldMs how long writers were held off, when the hook told
 * @param image the image that the machine ran
 * @param configSha256 see {@link ConfigHash}
 * @param labels given by {@code --label}
 * @param imageTools what the image has for a verifier; absent where it could not be known
 * @param checked what was found in the live databases afterwards; absent unless asked for
 * @param coverage every database on the volume; absent where nobody could look
 */
@JsonName("receipt")
public record Receipt(
        RunId run,
        AppName app,
        OfVolume volume,
        SnapshotId snapshot,
        String foundBy,
        Grade grade,
        List<String> limits,
        Times times,
        long storedBytes,
        Optional<Integer> retentionDays,
        Optional<Long> heldMs,
        Optional<MachineId> machine,
        Optional<String> image,
        Optional<String> configSha256,
        Optional<String> sqliteVersion,
        Optional<String> appSqliteVersion,
        List<DatabaseState> databases,
        List<String> warnings,
        Optional<SequencedMap<String, String>> labels,
        Optional<ImageTools> imageTools,
        Optional<Checked> checked,
        Optional<Coverage> coverage) {

    /** The volume as it was then. */
    public record OfVolume(VolumeId id, VolumeName name, int sizeGb, Region region) {}

    /**
     * Times by flysnap's clock.
     *
     * @param quiescedAt when the quiesce had been answered: T, at which its last sync had returned,
     *     was not later
     * @param holdsAllBefore from {@code synced} on, every commit acknowledged before this moment is
     *     in the snapshot: when the quiesce was sent, which is before its last sync
     * @param requestedAt when the snapshot was requested; absent when it is an earlier one
     * @param createdAt as Fly reports
     */
    public record Times(
            Optional<Instant> quiescedAt,
            Optional<Instant> holdsAllBefore,
            Optional<Instant> requestedAt,
            Optional<Instant> createdAt) {}

    public Receipt {
        limits = List.copyOf(limits);
        databases = List.copyOf(databases);
        warnings = List.copyOf(warnings);
    }

    /**
     * This receipt for a later run that reuses this snapshot, since Fly made no new one: what was
     * proven stays; how it was found and what Fly reports now is the later run's.
     */
    public Receipt reusedFor(Receipt later) {
        List<String> notes = new ArrayList<>(limits);
        notes.add("It was taken by %s; Fly made no new one for %s.".formatted(run, later.run()));
        if (later.labels().isPresent() && !later.labels().equals(labels)) {
            notes.add("Its labels are the ones that it was taken with.");
        }
        return new Receipt(
                run,
                app,
                volume,
                snapshot,
                later.foundBy(),
                grade,
                notes,
                times,
                later.storedBytes(),
                later.retentionDays(),
                heldMs,
                machine,
                image,
                configSha256,
                sqliteVersion,
                appSqliteVersion,
                databases,
                warnings,
                labels,
                imageTools,
                later.checked(),
                coverage);
    }

    /** Whether it names a database, or saw its file on the volume. */
    public boolean knows(String database, String path) {
        return databases.stream()
                        .anyMatch(it -> it.name().equals(database) || it.path().equals(path))
                || coverage.stream()
                        .flatMap(it -> it.databases().stream())
                        .anyMatch(it -> it.path().equals(path));
    }

    /** As written to files and to the journal. */
    public Json.Obj json() {
        return Records.write(Receipt.class, this);
    }

    /**
     * @throws MalformedJson if it is no receipt
     */
    public static Receipt read(Json.Obj json) {
        return Records.read(Receipt.class, json);
    }
}
