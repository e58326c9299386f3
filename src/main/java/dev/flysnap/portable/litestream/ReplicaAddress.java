package dev.flysnap.portable.litestream;

import java.util.Optional;

/**
 * A replica as users name it: {@code litestream:litestream.yml}, with {@code #/data/app.db} at its
 * end where that file has several databases; or {@code litestream:s3://bucket/app}.
 *
 * @param config a config file of Litestream
 * @param database the path of the database in that file, or the replica's URL
 */
public record ReplicaAddress(Optional<String> config, Optional<String> database) {
    private static final String SCHEME = "litestream:";
    private static final String OF_DATABASE = "#";
    private static final String OF_URL = "://";

    public static boolean isOne(String text) {
        return text.startsWith(SCHEME);
    }

    /** The same, of a config file alone. */
    public static ReplicaAddress ofConfig(String file) {
        return new ReplicaAddress(Optional.of(file), Optional.empty());
    }

    /**
     * @throws IllegalArgumentException with a sentence for the user, if it cannot be one
     */
    public static ReplicaAddress parse(String text) {
        String rest = isOne(text) ? text.substring(SCHEME.length()) : "";
        if (rest.isBlank()) {
            throw new IllegalArgumentException(
                    "\"%s\" names no replica: those look like litestream:litestream.yml or litestream:s3://bucket/app"
                            .formatted(text));
        }
        if (rest.contains(OF_URL)) {
            return new ReplicaAddress(Optional.empty(), Optional.of(rest));
        }
        int hash = rest.indexOf(OF_DATABASE);
        return hash < 0
                ? ofConfig(rest)
                : new ReplicaAddress(
                        Optional.of(rest.substring(0, hash)),
                        Optional.of(rest.substring(hash + 1)).filter(it -> !it.isBlank()));
    }

    ReplicaAddress withDatabase(String path) {
        return new ReplicaAddress(config, Optional.of(path));
    }

    @Override
    public String toString() {
        return SCHEME
                + config.map(it -> it + database.map(OF_DATABASE::concat).orElse(""))
                        .or(() -> database)
                        .orElse("");
    }
}
