package dev.flysnap.portable.manifest;

import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.model.sqlite.CopyMethod;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Labels;
import dev.flysnap.seal.ContentHash;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Manifests of copies that do not exist. */
public final class ManifestExamples {
    private static final String HASH = "0".repeat(64);

    public static CopyManifest of(
            String app, String database, String at, CheckDepth checked, String... labels) {
        return of(app, database, "/data/" + database + ".db", at, checked, labels);
    }

    /** The same, of a file elsewhere. */
    public static CopyManifest of(
            String app,
            String database,
            String source,
            String at,
            CheckDepth checked,
            String... labels) {
        Instant time = Instant.parse(at);
        return new CopyManifest(
                CopyNames.of(
                        Optional.of(new AppName(app)),
                        database,
                        time,
                        new RunId("run_aaaaaaaaaa"),
                        ""),
                Optional.of(new AppName(app)),
                database,
                source,
                new RunId("run_aaaaaaaaaa"),
                CopyMethod.VACUUM,
                Grade.SYNCED,
                time,
                time,
                time.plusSeconds(5),
                checked,
                new CopyManifest.SqliteFacts("3.54.1", "wal", 4096, 2, 0, 0, HASH),
                Optional.of(1),
                Optional.of(List.of()),
                new ContentHash(1, HASH),
                new ContentHash(1, HASH),
                Optional.empty(),
                List.of(),
                labels.length == 0
                        ? Optional.empty()
                        : Optional.of(Labels.parse(List.of(labels)).named()));
    }

    private ManifestExamples() {}
}
