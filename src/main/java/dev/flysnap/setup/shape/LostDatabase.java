package dev.flysnap.setup.shape;

/**
 * A database that the app's own settings put on no volume: it goes with the machine's root file
 * system at the next deploy.
 *
 * @param path absolute, or as it is written where nobody knows what it is relative to
 * @param where its source: {@code [env] DATABASE_URL of fly.toml}
 * @param reading how the setting was read, where that is not plain; may be empty
 */
public record LostDatabase(String path, String where, String reading) {
    /** With how it was read. */
    public String text() {
        return reading.isEmpty()
                ? "%s (%s)".formatted(path, where)
                : "%s (%s; %s)".formatted(path, where, reading);
    }
}
