package dev.flysnap.agent.setting;

import dev.flysnap.problem.FailureText;
import dev.flysnap.sqlite.FileIdentity;
import dev.flysnap.sqlite.replace.ReplacedDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The databases of one folder, those whose names match a pattern.
 *
 * @param byHeader whether only those count that are called a database, or whose first bytes are
 *     one's
 */
record DatabaseFolder(Path directory, String pattern, boolean byHeader) {
    private static final Pattern NAMED_LIKE_ONE = Pattern.compile("\\.(?:db3?|sqlite3?)$");
    private static final byte[] HEADER = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /**
     * Whether a file may come to be one of them.
     *
     * @param file its real path
     */
    boolean mayHave(Path file) {
        try {
            return directory.toRealPath().equals(file.getParent())
                    && directory
                            .getFileSystem()
                            .getPathMatcher("glob:" + pattern)
                            .matches(file.getFileName());
        } catch (IOException absent) {
            return false;
        }
    }

    /**
     * Its databases that there are now, sorted.
     *
     * @param most no more are taken
     * @param known real paths and file keys of databases, completed by those that are found; none
     *     of them is opened here again, because closing it would drop the locks that this process
     *     has
     * @throws dev.flysnap.problem.FlysnapException if it cannot be looked through, or has more
     */
    List<Path> list(int most, Set<Object> known) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, pattern)) {
            Path real = directory.toRealPath();
            for (Path entry : entries) {
                if (isDatabaseOf(real, entry)
                        && (!byHeader || isNamedLikeOne(entry) || hasHeader(entry, known))) {
                    found.add(entry);
                }
                if (found.size() > most) {
                    throw AgentProblems.tooManyDatabases(directory, DatabaseSet.MAX_DATABASES)
                            .exception();
                }
            }
        } catch (NoSuchFileException e) {
            // The app may not have made the folder yet; what is not there is not looked after.
            return List.of();
        } catch (IOException | DirectoryIteratorException e) {
            throw AgentProblems.folderUnreadable(directory, FailureText.of(e)).exception(e);
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    /**
     * The folders below it where those of its databases lie that are links; empty where it is not.
     */
    Set<Path> linked() {
        Set<Path> folders = new HashSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, pattern)) {
            Path real = directory.toRealPath();
            for (Path entry : entries) {
                if (Files.isSymbolicLink(entry) && isDatabaseOf(real, entry)) {
                    folders.add(FileIdentity.directoryOf(entry.toRealPath()));
                }
            }
        } catch (IOException | DirectoryIteratorException | PatternSyntaxException e) {
            // Nothing was replaced in a folder that cannot be looked through.
        }
        return folders;
    }

    private static boolean isDatabaseOf(Path realFolder, Path entry) throws IOException {
        String name = String.valueOf(entry.getFileName());
        try {
            return !name.endsWith("-wal")
                    && !name.endsWith("-shm")
                    && !name.endsWith("-journal")
                    && !ReplacedDatabase.isOurs(name)
                    && Files.isRegularFile(entry)
                    && entry.toRealPath().startsWith(realFolder);
        } catch (NoSuchFileException e) {
            // It went away between two looks; the others are still there.
            return false;
        }
    }

    /** What is called a database and is none is left out later, with a word. */
    private static boolean isNamedLikeOne(Path entry) {
        return NAMED_LIKE_ONE.matcher(String.valueOf(entry.getFileName())).find();
    }

    /** The caller has seen to it that nobody opens one of these at the same time. */
    private static boolean hasHeader(Path entry, Set<Object> known) throws IOException {
        try {
            Path real = entry.toRealPath();
            Object key =
                    Objects.requireNonNullElse(
                            Files.readAttributes(real, BasicFileAttributes.class).fileKey(), real);
            if (known.contains(real) || known.contains(key)) {
                return true;
            }
            try (InputStream in = Files.newInputStream(real)) {
                if (!Arrays.equals(in.readNBytes(HEADER.length), HEADER)) {
                    return false;
                }
            }
            known.add(real);
            known.add(key);
            return true;
        } catch (NoSuchFileException e) {
            // It went away between two looks.
            return false;
        }
    }
}
