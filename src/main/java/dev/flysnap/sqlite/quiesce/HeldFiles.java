package dev.flysnap.sqlite.quiesce;

import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.WalFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a write lock is to keep still. Writers that ignore locks (another VFS, {@code nolock=1},
 * tools that copy files) are seen by what they leave: a commit that another connection sees, or a
 * file that is another one, has another size, or was written to. For one thread at a time.
 */
final class HeldFiles implements AutoCloseable {
    private final List<HeldFile> files = new ArrayList<>();

    /** One database; the connection is the one that completed it, outside of the lock. */
    private record HeldFile(
            TargetConnection connection,
            long dataVersion,
            Optional<FileState> database,
            Optional<FileState> wal,
            Optional<FileState> index) {

        Path path() {
            return connection.target().file();
        }

        Path besides(String suffix) {
            return path().resolveSibling(path().getFileName() + suffix);
        }

        Optional<String> change() {
            // Behind FUSE, times are the server's own. What is not in the file yet, a checkpoint of
            // anybody may bring there.
            boolean isStill = connection.isSyncProven() && connection.isAllInFile();
            return FileState.change(path(), database, isStill)
                    .or(() ->
                            FileState.change(
                                    WalFile.beside(path()), wal, connection.isSyncProven()))
                    // Readers write to it.
                    .or(() -> FileState.change(besides("-shm"), index, false))
                    .or(this::commit);
        }

        private Optional<String> commit() {
            try {
                return connection.dataVersion() == dataVersion
                        ? Optional.empty()
                        : Optional.of("there was a commit to %s".formatted(path()));
            } catch (FlysnapException e) {
                return Optional.of("%s cannot be read: %s".formatted(path(), e.problem().why()));
            }
        }
    }

    /** As they are now, with the locks on; takes the connections over. */
    static HeldFiles of(TargetConnections open) throws IOException {
        HeldFiles held = new HeldFiles();
        for (TargetConnection target : open.targets()) {
            Path path = target.target().file();
            held.files.add(
                    new HeldFile(
                            target,
                            target.completedVersion(),
                            FileState.of(path),
                            FileState.of(WalFile.beside(path)),
                            FileState.of(path.resolveSibling(path.getFileName() + "-shm"))));
        }
        return held;
    }

    /** What has changed, at most one thing a database. */
    List<String> changes() {
        return files.stream().flatMap(it -> it.change().stream()).toList();
    }

    @Override
    public void close() {
        for (HeldFile file : files) {
            try {
                file.connection().close();
            } catch (FlysnapException e) {
                // SQLite frees what belongs to it with the handle.
            }
        }
    }
}
