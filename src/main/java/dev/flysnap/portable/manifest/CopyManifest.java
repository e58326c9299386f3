package dev.flysnap.portable.manifest;

import dev.flysnap.json.JsonName;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.portable.store.ObjectName;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Labels;
import dev.flysnap.seal.ContentHash;
import dev.flysnap.seal.Recipient;
import dev.flysnap.sqlite.check.TableRows;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/**
 * What is known of one copy.
 *
 * @param content the object that it describes; one that says another name was swapped
 * @param app absent where the database belongs to none that was named
 * @param database what the app calls it
 * @param source where it was copied from
 * @param method how
 * @param grade {@code held} where writers were off at {@link #completeUntil}, so that it is the
 *     state at that moment; else {@code synced}
 * @param completeUntil every commit acknowledged before is in it
 * @param checked how it was checked before it was kept; {@code none} = it was not
 * @param tables without SQLite's own; absent where they were not counted
 * @param rows of the first tables; absent where they were not counted
 * @param plain the database file
 * @param stored the same as the store has it
 * @param compression {@code zstd}; absent = none
 * @param recipients who can decrypt it; none = it is not encrypted
 */
@JsonName("copy-manifest")
public record CopyManifest(
        ObjectName content,
        Optional<AppName> app,
        String database,
        String source,
        RunId run,
        CopyMethod method,
        Grade grade,
        Instant startedAt,
        Instant completeUntil,
        Instant finishedAt,
        CheckDepth checked,
        SqliteFacts sqlite,
        Optional<Integer> tables,
        Optional<List<TableRows>> rows,
        ContentHash plain,
        ContentHash stored,
        Optional<String> compression,
        List<Recipient> recipients,
        Optional<SequencedMap<String, String>> labels) {

    private static final Pattern ON_ONE_LINE = Pattern.compile("\\P{Cntrl}{1,4096}");

    private static final Duration CLOCKS_DIFFER_BY = Duration.ofHours(24);

    /** A store is not to be trusted: what comes from it must not steer a terminal. */
    public CopyManifest {
        for (String text : List.of(database, source, sqlite.journalMode(), sqlite.library())) {
            if (!ON_ONE_LINE.matcher(text).matches()) {
                throw new IllegalArgumentException("has a text with control characters");
            }
        }
        recipients = List.copyOf(recipients);
    }

    /**
     * The database, as SQLite knows it.
     *
     * @param library the version that made the copy
     * @param schemaSha256 hash of the sorted {@code sql} of {@code sqlite_schema}, in hex
     */
    public record SqliteFacts(
            String library,
            String journalMode,
            long pageSize,
            long pageCount,
            long userVersion,
            long applicationId,
            String schemaSha256) {}

    /**
     * Whether a wrong clock dated it, or somebody who may write to the store: later than any clock
     * says, it would be the newest for years.
     */
    public boolean isDatedInTheFuture(Instant now) {
        return completeUntil.isAfter(now.plus(CLOCKS_DIFFER_BY));
    }

    /** Whether it was opened and checked before it was kept. */
    public boolean isChecked() {
        return checked != CheckDepth.NONE;
    }

    public boolean isEncrypted() {
        return !recipients.isEmpty();
    }

    public Labels labelsOrNone() {
        return labels.map(Labels::new).orElse(Labels.NONE);
    }

    /** Such as {@code shop/main}: copies of the same are one history. */
    public String history() {
        return app.map(it -> it + "/").orElse("") + database;
    }
}
