package dev.flysnap.sqlite.replace;

import dev.flysnap.file.FolderSync;
import dev.flysnap.problem.FailureText;
import dev.flysnap.sqlite.FileIdentity;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The old file of a database that was replaced.
 *
 * @param attempt that replaced it
 */
public record SetAside(String attempt, long bytes) {

    /** All that are kept of a database. */
    public static List<SetAside> of(Path database) {
        String prefix = database.getFileName() + ReplacedDatabase.SET_ASIDE;
        List<SetAside> kept = new ArrayList<>();
        for (Path file : beside(database, prefix)) {
            String attempt = String.valueOf(file.getFileName()).substring(prefix.length());
            if (ReplacedDatabase.ATTEMPT.matcher(attempt).matches()) {
                kept.add(new SetAside(attempt, size(file)));
            }
        }
        return kept;
    }

    /** Deletes what an attempt has set aside, for good. */
    public static void delete(Path database, String attempt) {
        Path file = ReplacedDatabase.setAside(database, attempt);
        deleteAll(
                database,
                List.of(
                        file,
                        ReplacedDatabase.beside(file, "-wal"),
                        ReplacedDatabase.beside(file, "-journal"),
                        ReplacedDatabase.beside(file, ReplacedDatabase.SHARED_MEMORY)));
    }

    /** Deletes every new file that was brought for a database and never came into its place. */
    public static void deleteIncoming(Path database) {
        deleteAll(database, beside(database, database.getFileName() + ReplacedDatabase.INCOMING));
    }

    private static void deleteAll(Path database, List<Path> files) {
        try {
            boolean any = false;
            for (Path file : files) {
                any |= Files.deleteIfExists(file);
            }
            if (any) {
                FolderSync.sync(FileIdentity.directoryOf(database));
            }
        } catch (IOException e) {
            throw ReplaceProblems.notDeleted(database, FailureText.of(e)).exception(e);
        }
    }

    private static List<Path> beside(Path database, String prefix) {
        Path folder = FileIdentity.directoryOf(database);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(
                        folder, entry -> String.valueOf(entry.getFileName()).startsWith(prefix))) {
            entries.forEach(found::add);
            return found;
        } catch (IOException | DirectoryIteratorException e) {
            throw ReplaceProblems.failed(database, FailureText.of(e)).exception(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException gone) {
            return 0;
        }
    }
}
