package dev.flysnap.hook.sqlite3;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** The command that {@code --hook exec} runs in a machine. */
public final class ExecScript {
    /** The longest hold: whoever may run the script can hold writers off for that long. */
    static final Duration HOLD_CEILING = Duration.ofSeconds(60);

    /** The largest copy that is carried by exec: more would take hours. */
    public static final long MAX_COPY_BYTES = 4L << 30;

    private static final String TEXT =
            read().replace("@HOLD_CEILING@", String.valueOf(HOLD_CEILING.toSeconds()))
                    .replace("@MAX_COPY_BYTES@", String.valueOf(MAX_COPY_BYTES));

    /**
     * For {@code sh -c}: the same text for the same databases, so that a token can be limited to
     * it.
     *
     * @param databases each {@code NAME=/path}
     * @throws dev.flysnap.problem.FlysnapException if there is no database, or one is malformed
     */
    public static String of(List<String> databases) {
        return text(ExecDatabase.parse(databases));
    }

    static String text(List<ExecDatabase> databases) {
        return TEXT.replace("@DATABASES@", ExecDatabase.asArgument(databases));
    }

    private static String read() {
        try (InputStream in =
                Objects.requireNonNull(ExecScript.class.getResourceAsStream("exec.sh"))) {
            // A shell's $(…) removes trailing newlines.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ExecScript() {}
}
