package dev.flysnap.sqlite.quiesce;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.FileIdentity;
import dev.flysnap.sqlite.SqliteProblems;
import dev.flysnap.sqlite.quiesce.QuiesceSequence.DeviceSync;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** All databases of a quiesce, opened and closed together, with one sync for each file system. */
final class TargetConnections implements AutoCloseable {
    private final List<TargetConnection> targets = new ArrayList<>();
    private final Map<Long, DeviceSync> syncs = new LinkedHashMap<>();
    private final List<QuiesceTarget> leftOut = new ArrayList<>();
    private boolean isHandedOver;

    private TargetConnections() {}

    static TargetConnections open(List<QuiesceTarget> wanted, Function<Path, DeviceSync> syncOf) {
        TargetConnections open = new TargetConnections();
        try {
            for (QuiesceTarget target : wanted) {
                TargetConnection opened;
                try {
                    opened = TargetConnection.open(target);
                } catch (FlysnapException e) {
                    boolean isLast = open.targets.isEmpty() && target.equals(wanted.getLast());
                    if (isLast || !target.mayBeLeftOut() || !SqliteProblems.isNoDatabase(e)) {
                        throw e;
                    }
                    open.leftOut.add(target);
                    continue;
                }
                open.targets.add(opened);
                open.syncs.computeIfAbsent(
                        opened.device(),
                        _ -> syncOf.apply(FileIdentity.directoryOf(target.file())));
            }
            return open;
        } catch (RuntimeException | Error e) {
            try {
                open.close();
            } catch (RuntimeException unclosed) {
                e.addSuppressed(unclosed);
            }
            throw e;
        }
    }

    List<TargetConnection> targets() {
        return List.copyOf(targets);
    }

    /** Those that are no databases, and need not be. */
    List<QuiesceTarget> leftOut() {
        return List.copyOf(leftOut);
    }

    /** Somebody else closes the databases. */
    void handOver() {
        isHandedOver = true;
    }

    void each(Consumer<TargetConnection> action) {
        targets.forEach(action);
    }

    void sync() {
        syncs.values().forEach(DeviceSync::sync);
    }

    /** The one of which the most is left to copy, by its writers' speed; empty without any. */
    Optional<TargetConnection> slowestToCopy() {
        return targets.stream().max(Comparator.comparing(TargetConnection::leftToCopy));
    }

    List<Path> files() {
        return targets.stream().map(it -> it.target().file()).toList();
    }

    /** Each of them, whatever becomes of the others. */
    @Override
    public void close() {
        List<RuntimeException> failures = new ArrayList<>();
        if (!isHandedOver) {
            targets.forEach(it -> close(it::close, failures));
        }
        syncs.values().forEach(it -> close(it::close, failures));
        if (!failures.isEmpty()) {
            RuntimeException first = failures.removeFirst();
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }

    private static void close(Runnable closing, List<RuntimeException> failures) {
        try {
            closing.run();
        } catch (RuntimeException e) {
            failures.add(e);
        }
    }
}
