package dev.flysnap.portable.litestream;

import dev.flysnap.problem.PrintableText;
import java.time.Instant;

/**
 * What a replica has.
 *
 * @param transaction Litestream's number of its last one, in hex
 * @param writtenAt when the newest of it was written. Litestream writes only when there are
 *     commits, a second after them or so; nobody proves that it was at work since
 * @param bytes that a restore reads
 */
public record Replica(ReplicaAddress address, String transaction, Instant writtenAt, long bytes) {

    /** The name of the database's file without its extension, or the last part of the URL. */
    public String database() {
        String path = address.database().orElse("");
        String name = path.substring(path.lastIndexOf('/') + 1);
        int dot = name.lastIndexOf('.');
        return PrintableText.of(dot > 0 ? name.substring(0, dot) : name);
    }
}
