package dev.flysnap.restore.verify;

import dev.flysnap.problem.FailureText;
import dev.flysnap.sqlite.replace.ReplacementMarker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which files of a volume are SQLite databases, and which look as if they had been: a database that
 * has lost its first page would otherwise not be noticed. What was not scanned is a problem too.
 * Files of flysnap's own are none of the app's, unless an agent will put them back.
 *
 * @param databases in order
 * @param problems sentences
 */
record VolumeScan(List<Path> databases, List<String> problems) {
    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** Sources: SQLite, file format, sections 3 and 4.1. */
    private static final List<byte[]> WAL_MAGICS =
            List.of(bytes(0x37, 0x7f, 0x06, 0x82), bytes(0x37, 0x7f, 0x06, 0x83));

    private static final byte[] JOURNAL_MAGIC =
            bytes(0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7);
    private static final int HEADER_BYTES = 100;
    private static final List<String> SUFFIXES = List.of("-wal", "-journal");
    private static final List<String> DATABASE_EXTENSIONS =
            List.of(".db", ".db3", ".sqlite", ".sqlite3");

    /** Copies in the making, and what a run has brought to replace a database in place. */
    private static final Pattern OURS =
            Pattern.compile("(?s)(?:.*/)?\\.flysnap-.*|.+\\.incoming-run_[^/]*");

    /** What a run has replaced in place. */
    private static final Pattern SET_ASIDE = Pattern.compile("(?s).+\\.before-run_[^/]*");

    static final int MAX_DEPTH = 16;
    static final int MAX_DATABASES = 10_000;
    private static final int MAX_PROBLEMS = 100;

    /**
     * Reads the files before flysnap opens any database: closing a file that SQLite has open would
     * drop SQLite's locks on it.
     */
    static VolumeScan of(Path volume) {
        return of(volume, MAX_DATABASES);
    }

    /**
     * @param maxDatabases how many databases are listed
     */
    static VolumeScan of(Path volume, int maxDatabases) {
        List<Path> databases = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        List<Path> setAside = new ArrayList<>();
        boolean isReplacing = false;
        try (Stream<Path> files = Files.walk(volume, MAX_DEPTH)) {
            // One by one: a volume may hold more files than the machine has memory for their names.
            for (Path file : (Iterable<Path>) files::iterator) {
                String relative = volume.relativize(file).toString();
                isReplacing |= file.endsWith(ReplacementMarker.NAME);
                if (SET_ASIDE.matcher(relative).matches()) {
                    setAside.add(file);
                } else if (!OURS.matcher(relative).matches()) {
                    scan(volume, file, databases, problems);
                }
                if (databases.size() + setAside.size() > maxDatabases) {
                    problems.add(
                            "there are more than %d databases, and the rest was not looked at"
                                    .formatted(maxDatabases));
                    break;
                }
                if (problems.size() >= MAX_PROBLEMS) {
                    problems.add("the rest was not looked at");
                    break;
                }
            }
        } catch (IOException | UncheckedIOException e) {
            problems.add("the volume cannot be read: " + FailureText.of(e));
        }
        if (isReplacing) {
            setAside.forEach(file -> scan(volume, file, databases, problems));
        }
        return new VolumeScan(
                databases.stream().limit(maxDatabases).sorted().toList(), List.copyOf(problems));
    }

    private static void scan(Path volume, Path file, List<Path> databases, List<String> problems) {
        Path relative = volume.relativize(file);
        try {
            if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                if (relative.getNameCount() >= MAX_DEPTH
                        && !file.equals(volume)
                        && !isEmpty(file)) {
                    problems.add(
                            "%s lies %d levels deep, and what is in it was not looked at"
                                    .formatted(relative, MAX_DEPTH));
                }
            } else if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                if (startsWith(file, MAGIC)) {
                    databases.add(file);
                } else {
                    reportLostHeader(file, relative, problems);
                }
            }
        } catch (IOException e) {
            problems.add(relative + " cannot be read: " + FailureText.of(e));
        }
    }

    /** A file without a database's header that was a database by its neighbours or its zeros. */
    private static void reportLostHeader(Path file, Path relative, List<String> problems)
            throws IOException {
        String name = String.valueOf(file.getFileName());
        for (String suffix : SUFFIXES) {
            Path beside = file.resolveSibling(name + suffix);
            if (Files.isRegularFile(beside, LinkOption.NOFOLLOW_LINKS) && isWalOrJournal(beside)) {
                problems.add(
                        "%s has no database header any more, but %s%s is beside it"
                                .formatted(relative, name, suffix));
                return;
            }
            if (name.endsWith(suffix) && isWalOrJournal(file)) {
                String of = name.substring(0, name.length() - suffix.length());
                if (!Files.exists(file.resolveSibling(of), LinkOption.NOFOLLOW_LINKS)) {
                    problems.add("%s is there, but its database %s is not".formatted(relative, of));
                }
                return;
            }
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (DATABASE_EXTENSIONS.stream().anyMatch(lower::endsWith) && isZeroed(file)) {
            problems.add(relative + " is called like a database, and begins with zeros");
        }
    }

    private static boolean isWalOrJournal(Path file) throws IOException {
        if (startsWith(file, JOURNAL_MAGIC)) {
            return true;
        }
        for (byte[] magic : WAL_MAGICS) {
            if (startsWith(file, magic)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isZeroed(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(HEADER_BYTES), new byte[HEADER_BYTES]);
        }
    }

    private static boolean startsWith(Path file, byte[] magic) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(magic.length), magic);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
