package dev.flysnap.portable.manifest;

import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.portable.store.ObjectName;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** What copies are called in a store. For people: only the manifest says what a copy is. */
public final class CopyNames {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);
    private static final int MAX_DATABASE_CHARACTERS = 60;

    /**
     * Such as {@code shop-main-20261128T210500Z-run_k3v9x2m7qa.db.zst.age}; in the order of their
     * names copies of one database are in the order of their times.
     *
     * @param suffix of the sealing
     */
    public static ObjectName of(
            Optional<AppName> app, String database, Instant at, RunId run, String suffix) {
        String safe = database.replaceAll("[^A-Za-z0-9._-]", "_");
        return new ObjectName(
                "%s%s-%s-%s.db%s"
                        .formatted(
                                app.map(it -> it + "-").orElse(""),
                                safe.substring(0, Math.min(safe.length(), MAX_DATABASE_CHARACTERS)),
                                TIME.format(at),
                                run,
                                suffix));
    }

    private CopyNames() {}
}
