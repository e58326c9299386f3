package dev.flysnap.file;

import java.nio.file.Path;

/** Where temporary files go: {@code TMPDIR}, which Java itself does not look at. */
public final class TemporaryFolder {
    /** Set by {@code bin/flysnap}, for SQLite's library. */
    private static final String PROPERTY = "org.sqlite.tmpdir";

    public static Path path() {
        return Path.of(System.getProperty(PROPERTY, System.getProperty("java.io.tmpdir", "/tmp")));
    }

    private TemporaryFolder() {}
}
