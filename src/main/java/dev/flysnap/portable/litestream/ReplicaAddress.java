package dev.flysnap.portable.litestream;

import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A replica as users name it: {@code litestream:litestream.yml}, with {@code #/data/app.db} at its
 * end where that file has several databases; or {@code litestream:s3://bucket/app}. At its end may
 * stand which of its states is meant, such as {@code @000000000000002a}.
 *
 * @param config a config file of Litestream
 * @param database the path of the database in that file, or the replica's URL
 * @param transaction Litestream's number of the last one that is wanted, in hex; absent = the
 *     newest
 */
public record ReplicaAddress(
        Optional<String> config, Optional<String> database, Optional<String> transaction) {
    private static final String SCHEME = "litestream:";
    private static final String OF_DATABASE = "#";
    private static final String OF_URL = "://";
    private static final Pattern PASSWORD = Pattern.compile("://[^/?#]*:[^/?#]+@");
    private static final Pattern AT = Pattern.compile("(?<rest>.+)@(?<transaction>[0-9a-f]{16})");

    public static boolean isOne(String text) {
        return text.startsWith(SCHEME);
    }

    /** The same, of a config file alone. */
    public static ReplicaAddress ofConfig(String file) {
        return new ReplicaAddress(Optional.of(file), Optional.empty(), Optional.empty());
    }

    /**
     * @throws IllegalArgumentException with a sentence for the user, if it cannot be one, or has a
     *     password in it: plans, the journal and the metadata of machines name it
     */
    public static ReplicaAddress parse(String text) {
        String rest = isOne(text) ? text.substring(SCHEME.length()) : "";
        if (rest.isBlank()) {
            throw new IllegalArgumentException(
                    "\"%s\" names no replica: those look like litestream:litestream.yml or litestream:s3://bucket/app"
                            .formatted(text));
        }
        if (PASSWORD.matcher(rest).find()) {
            throw new IllegalArgumentException(
                    "the URL of a replica is shown and written down, so it must have no password in it: name a config file that has it, such as litestream:litestream.yml");
        }
        Matcher at = AT.matcher(rest);
        return at.matches() ? newest(at.group("rest")).at(at.group("transaction")) : newest(rest);
    }

    private static ReplicaAddress newest(String rest) {
        if (rest.contains(OF_URL)) {
            return new ReplicaAddress(Optional.empty(), Optional.of(rest), Optional.empty());
        }
        int hash = rest.indexOf(OF_DATABASE);
        return hash < 0
                ? ofConfig(rest)
                : new ReplicaAddress(
                        Optional.of(rest.substring(0, hash)),
                        Optional.of(rest.substring(hash + 1)).filter(it -> !it.isBlank()),
                        Optional.empty());
    }

    ReplicaAddress withDatabase(String path) {
        return new ReplicaAddress(config, Optional.of(path), transaction);
    }

    /** The state that it had then, which it has for as long as Litestream keeps it. */
    public ReplicaAddress at(String thatTransaction) {
        return new ReplicaAddress(config, database, Optional.of(thatTransaction));
    }

    /** By which it is found from any directory. */
    public ReplicaAddress absolute() {
        return new ReplicaAddress(
                config.map(it -> Path.of(it).toAbsolutePath().normalize().toString()),
                database,
                transaction);
    }

    @Override
    public String toString() {
        return SCHEME
                + config.map(it -> it + database.map(OF_DATABASE::concat).orElse(""))
                        .or(() -> database)
                        .orElse("")
                + transaction.map("@"::concat).orElse("");
    }
}
