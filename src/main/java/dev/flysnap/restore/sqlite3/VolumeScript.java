package dev.flysnap.restore.sqlite3;

import dev.flysnap.model.RunId;
import dev.flysnap.model.sqlite.CheckDepth;
import dev.flysnap.sqlite.check.TableCounts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * The commands that check a volume by exec. Paths and queries are arguments of a script whose text
 * never changes: no shell reads them as its own.
 */
public final class VolumeScript {
    /** Lines of a verdict that one call prints: an answer stays far below 1 MB. */
    static final int LINES_A_CALL = 200;

    /** As many as a person could mean, and few enough to be listed. */
    static final int MAX_DATABASES = 5000;

    /** Of a value that a query gives. */
    static final int MAX_CHARACTERS = 10_000;

    private static final int ID_CHARACTERS = 32;

    private static final String TEXT =
            read("volume-check.sh")
                    .replace("@WORKER@", read("volume-worker.sh"))
                    .replace("@LINES@", String.valueOf(LINES_A_CALL))
                    .replace("@MAX_DATABASES@", String.valueOf(MAX_DATABASES))
                    .replace("@MAX_CHARACTERS@", String.valueOf(MAX_CHARACTERS))
                    .replace("@MAX_ROWS@", String.valueOf(TableCounts.MAX_ROWS))
                    .replace("@MAX_TABLES@", String.valueOf(TableCounts.MAX_TABLES));

    /** Starts the check unless it is at work or done. */
    public static List<String> check(RunId run, CheckDepth level, String mountPath) {
        return command("check", run, level.word(), mountPath);
    }

    /**
     * @param from the first line, counted from 1
     */
    static List<String> lines(RunId run, int from) {
        return command("lines", run, String.valueOf(from));
    }

    /**
     * @param database its number in the verdict, counted from 0
     */
    static List<String> ask(RunId run, int database, String sql) {
        return command("ask", run, String.valueOf(database), id(database, sql), sql);
    }

    private static List<String> command(String verb, RunId run, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", TEXT, "flysnap-verify", verb, run.value()));
        command.addAll(Arrays.asList(arguments));
        return List.copyOf(command);
    }

    /** The same for the same query, so that asking again does not run it again. */
    private static String id(int database, String sql) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest((database + " " + sql).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, ID_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String read(String name) {
        try (InputStream in =
                Objects.requireNonNull(VolumeScript.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private VolumeScript() {}
}
