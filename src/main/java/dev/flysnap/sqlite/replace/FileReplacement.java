package dev.flysnap.sqlite.replace;

import dev.flysnap.file.FolderSync;
import dev.flysnap.problem.FailureText;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sqlite.CheckpointMode;
import dev.flysnap.sqlite.Database;
import dev.flysnap.sqlite.FileIdentity;
import dev.flysnap.sqlite.WalFile;
import dev.flysnap.sqlite.copy.DatabaseFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Replaces the files of databases that nobody has open, all of them or none; the package says how.
 * A crash before {@link #commit} is made good by {@link #recover}.
 */
public final class FileReplacement {
    private static final Duration CHECKPOINT_WAIT = Duration.ofSeconds(5);

    private static final Duration LEFTOVER_LIMIT = Duration.ofSeconds(30);
    private static final Duration LEFTOVER_LOOK = Duration.ofMillis(100);

    /** Of a database that SQLite cannot settle: it is set aside with what lies beside it. */
    private static final Set<String> UNSETTLED =
            Set.of("database-corrupt", "not-a-database", "disk-full");

    private final ReplacementMarker marker;
    private final ReplaceStep.Listener listener;

    public FileReplacement(ReplacementMarker marker, ReplaceStep.Listener listener) {
        this.marker = marker;
        this.listener = listener;
    }

    /**
     * Puts back the old databases where a marker lies, and removes new ones that were left behind.
     *
     * @param folders of the databases
     * @return the attempts that were taken back
     * @throws FlysnapException if that cannot be done: then nobody may use the databases
     */
    public static List<String> recover(List<Path> folders) {
        Set<String> takenBack = new LinkedHashSet<>();
        for (Path folder : folders) {
            ReplacementMarker.in(folder)
                    .ifPresent(found -> {
                        awaitUnused(found);
                        new FileReplacement(found, ReplaceStep.Listener.NONE).putBack();
                        takenBack.add(found.attempt());
                    });
        }
        return List.copyOf(takenBack);
    }

    /**
     * While no replacement goes on.
     *
     * @param folders of the databases
     * @throws FlysnapException if one was begun there that is neither done nor taken back: then
     *     nobody may use the databases, nor delete what it has set aside
     */
    public static void requireNoneBegun(Stream<Path> folders) {
        folders.flatMap(it -> ReplacementMarker.in(it).stream())
                .findFirst()
                .ifPresent(found -> {
                    throw ReplaceProblems.notPutBack(
                                    found.databases().getFirst().filePath(),
                                    "%s is neither done nor taken back.".formatted(found.attempt()))
                            .exception();
                });
    }

    /** An app may outlive an agent that was killed, for as long as it takes to end. */
    private static void awaitUnused(ReplacementMarker found) {
        Path first = found.databases().getFirst().filePath();
        List<Path> files =
                found.databases().stream()
                        .flatMap(it -> Stream.of(it.filePath(), it.setAsidePath()))
                        .toList();
        long deadline = System.nanoTime() + LEFTOVER_LIMIT.toNanos();
        List<OpenFiles.Holder> holders = OpenFiles.holders(files);
        while (!holders.isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw ReplaceProblems.stillOpen(first, holders).exception();
            }
            try {
                Thread.sleep(LEFTOVER_LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ReplaceProblems.stillOpen(first, holders).exception(e);
            }
            holders = OpenFiles.holders(files);
        }
    }

    /**
     * The new files are in place, and the old ones set aside.
     *
     * @throws FlysnapException if that failed; {@link #putBack} is to follow if {@link #isBegun}
     */
    public void swap() {
        try {
            List<ReplacedDatabase> all = marker.databases();
            for (ReplacedDatabase each : all) {
                FileOwner.copy(each.filePath(), each.incomingPath());
                DatabaseFiles.sync(each.incomingPath());
            }
            for (ReplacedDatabase each : all) {
                settle(each.filePath());
            }
            listener.accept(ReplaceStep.SETTLED);
            marker.write();
            listener.accept(ReplaceStep.MARKED);
            for (ReplacedDatabase each : all) {
                linkAll(each.filePath(), each.setAsidePath());
            }
            sync();
            listener.accept(ReplaceStep.SET_ASIDE);
            for (ReplacedDatabase each : all) {
                clearBeside(each.filePath());
            }
            sync();
            listener.accept(ReplaceStep.CLEARED);
            for (ReplacedDatabase each : all) {
                move(each.incomingPath(), each.filePath());
                listener.accept(ReplaceStep.REPLACED_FIRST);
            }
            sync();
            for (ReplacedDatabase each : all) {
                moveBeside(each.incomingPath(), each.filePath());
            }
            sync();
            listener.accept(ReplaceStep.REPLACED);
        } catch (IOException e) {
            throw ReplaceProblems.failed(first(), FailureText.of(e)).exception(e);
        }
    }

    /** Whether there is something to be put back. */
    public boolean isBegun() {
        return ReplacementMarker.in(FileIdentity.directoryOf(first())).isPresent();
    }

    /** From now on the new databases are the databases. */
    public void commit() {
        try {
            marker.remove();
        } catch (IOException e) {
            throw ReplaceProblems.failed(first(), FailureText.of(e)).exception(e);
        }
        listener.accept(ReplaceStep.COMMITTED);
    }

    /**
     * The old databases are in place again, from wherever it stands.
     *
     * @throws FlysnapException if that failed: then nobody may use the databases
     */
    public void putBack() {
        try {
            for (ReplacedDatabase each : marker.databases()) {
                putBack(each);
            }
            sync();
            listener.accept(ReplaceStep.PUT_BACK);
            marker.remove();
        } catch (IOException e) {
            throw ReplaceProblems.notPutBack(first(), FailureText.of(e)).exception(e);
        }
    }

    private void putBack(ReplacedDatabase each) throws IOException {
        Path file = each.filePath();
        Path old = each.setAsidePath();
        if (Files.exists(old)) {
            if (Files.exists(file) && FileIdentity.of(file).equals(FileIdentity.of(old))) {
                Files.delete(old);
            } else {
                if (Files.exists(file)) {
                    takeAway(each);
                }
                clearBeside(file);
                // What lies beside a file is gone, or there, for good before or after the file is.
                sync(file);
                listener.accept(ReplaceStep.TAKEN_AWAY);
                move(old, file);
                sync(file);
            }
        }
        moveBeside(old, file);
    }

    private void takeAway(ReplacedDatabase each) throws IOException {
        Path file = each.filePath();
        if (!marker.keepsIncoming()) {
            return;
        }
        settle(file);
        if (!Files.exists(each.incomingPath())) {
            Path _ = Files.createLink(each.incomingPath(), file);
        }
        moveBeside(file, each.incomingPath());
    }

    /** Nobody has it open: its WAL goes into it, a hot journal is rolled back. */
    private static void settle(Path file) {
        try (Database database = Database.open(file)) {
            if (database.isWal()) {
                var _ = database.checkpoint(CheckpointMode.TRUNCATE, CHECKPOINT_WAIT);
            }
        } catch (FlysnapException e) {
            if (UNSETTLED.contains(e.problem().code())) {
                return;
            }
            throw e;
        }
        // The last connection to be closed removes it.
        if (Files.exists(WalFile.beside(file))) {
            throw ReplaceProblems.openElsewhere(file).exception();
        }
    }

    private static void linkAll(Path from, Path to) throws IOException {
        for (String suffix : ReplacedDatabase.CONTENT) {
            Path content = ReplacedDatabase.beside(from, suffix);
            if (Files.exists(content)) {
                Path _ = Files.createLink(ReplacedDatabase.beside(to, suffix), content);
            }
        }
        Path _ = Files.createLink(to, from);
    }

    private static void clearBeside(Path file) throws IOException {
        for (String suffix : ReplacedDatabase.CONTENT) {
            boolean _ = Files.deleteIfExists(ReplacedDatabase.beside(file, suffix));
        }
        boolean _ =
                Files.deleteIfExists(ReplacedDatabase.beside(file, ReplacedDatabase.SHARED_MEMORY));
    }

    private static void moveBeside(Path from, Path to) throws IOException {
        for (String suffix : ReplacedDatabase.CONTENT) {
            Path content = ReplacedDatabase.beside(from, suffix);
            if (Files.exists(content)) {
                move(content, ReplacedDatabase.beside(to, suffix));
                // rename(2) leaves both names of one file alone.
                boolean _ = Files.deleteIfExists(content);
            }
        }
    }

    private static void move(Path from, Path to) throws IOException {
        Path _ =
                Files.move(
                        from,
                        to,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
    }

    private void sync() throws IOException {
        Set<Path> folders = new LinkedHashSet<>();
        marker.databases().forEach(it -> folders.add(FileIdentity.directoryOf(it.filePath())));
        for (Path folder : folders) {
            FolderSync.sync(folder);
        }
    }

    private static void sync(Path file) throws IOException {
        FolderSync.sync(FileIdentity.directoryOf(file));
    }

    private Path first() {
        return marker.databases().getFirst().filePath();
    }
}
