package dev.flysnap.hook.spool;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The command that hands a request to the agent in a machine. There are two, each a fixed text, so
 * that a token of Fly's that is limited to the first one opens nothing of level 3.
 */
public enum SpoolScript {
    /** Shows the hook's token: quiesce, resume, check, status. */
    HOOK("FLYSNAP_HOOK_TOKEN"),
    /** Shows the copy token: level 3. */
    COPIES("FLYSNAP_COPY_TOKEN");

    private final String text;

    /**
     * @param tokenVariable which token of the machine's environment it shows
     */
    SpoolScript(String tokenVariable) {
        this.text = read().replace("@TOKEN@", tokenVariable);
    }

    /** For {@code sh -c}. */
    public String text() {
        return text;
    }

    private static String read() {
        try (InputStream in =
                Objects.requireNonNull(SpoolScript.class.getResourceAsStream("spool.sh"))) {
            // A shell's $(…) removes trailing newlines.
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
