package dev.flysnap.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Database files that this process reads by other means than SQLite. POSIX drops every lock that a
 * process has on a file when it closes any descriptor of it: so those are closed only while no
 * connection of this process has the database open. (SQLite takes the same care of its own.)
 */
public final class SharedFiles {
    /** Guarded by the class. Has only files that are open. */
    private static final Map<FileIdentity, SharedFiles> OPEN = new HashMap<>();

    private int connections;
    private final List<FileChannel> toClose = new ArrayList<>();

    /** A connection is about to be opened. */
    static synchronized void connecting(FileIdentity file) {
        OPEN.computeIfAbsent(file, _ -> new SharedFiles()).connections++;
    }

    static synchronized void disconnected(FileIdentity file) {
        Optional.ofNullable(OPEN.get(file))
                .filter(shared -> --shared.connections == 0)
                .ifPresent(shared -> {
                    shared.toClose.forEach(SharedFiles::closeQuietly);
                    OPEN.remove(file);
                });
    }

    /** Closes a channel that was only read, now or as soon as no connection suffers from it. */
    public static synchronized void close(FileChannel channel, FileIdentity file) {
        Optional.ofNullable(OPEN.get(file))
                .ifPresentOrElse(
                        shared -> shared.toClose.add(channel), () -> closeQuietly(channel));
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // It was only read.
        }
    }

    private SharedFiles() {}
}
