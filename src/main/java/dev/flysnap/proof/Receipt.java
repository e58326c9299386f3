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
 * What taking one snapshot proved. It can be shown to anybody: of the machine's config, which can
 * hold secrets, there is only a hash.
 *
 * @param foundBy how it is known which snapshot is the one that was asked for
 * @param limits why the grade is not better
 * @param storedBytes what the snapshot takes in storage
 * @param retentionDays how long Fly keeps it
 * @param heldMs how long writers were off, when the hook told
 * @param image the image that the machine ran
 * @param configSha256 see {@link ConfigHash}
 * @param labels what was said of it by {@code --label}
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
        Optional<SequencedMap<String, String>> labels) {

    /** The volume as it was then. */
    public record OfVolume(VolumeId id, VolumeName name, int sizeGb, Region region) {}

    /**
     * Times by flysnap's clock.
     *
     * @param quiescedAt when the quiesce had been answered: T, at which its last sync had returned,
     *     was not later
     * @param holdsAllBefore from {@code synced} on, every commit acknowledged before this moment is
     *     in the snapshot: when the hook was asked, which is before its last sync
     * @param requestedAt when the snapshot was asked for; absent when it is an earlier one
     * @param createdAt as Fly says
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
     * This receipt of an earlier snapshot for the one of a later run, of which Fly made none: what
     * was proven stays, how it was found and what Fly says now is the later run's.
     */
    public Receipt reusedFor(Receipt later) {
        List<String> notes = new ArrayList<>(limits);
        notes.add("It was taken by " + run + "; " + later.run() + " asked for a new one in vain.");
        if (later.labels().isPresent() && !later.labels().equals(labels)) {
            notes.add("Its labels are those that it was taken with.");
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
                labels);
    }

    /** As it is written to files and to the journal. */
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
