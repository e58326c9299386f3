package dev.flysnap.agent.child;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Tells the app to end (TERM) when the agent is killed and cannot do so itself: an app that nobody
 * passes signals on to would be killed with its last writes, and a second one could be started
 * beside it. A shell that waits for the end of a pipe, since whoever is killed closes it.
 */
final class ParentWatch implements AutoCloseable {
    private static final String SCRIPT =
            "trap '' HUP INT QUIT TERM; read -r app || exit; read -r ended || kill -s TERM \"$app\"";

    private final Process shell;

    private ParentWatch(Process shell) {
        this.shell = shell;
    }

    /** Started before the app, so that no time passes between the two. Empty without a shell. */
    static Optional<ParentWatch> start() {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(List.of("/bin/sh", "-c", SCRIPT))
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD);
            builder.environment().clear();
            return Optional.of(new ParentWatch(builder.start()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void over(Process app) {
        write(String.valueOf(app.pid()));
    }

    /** The app has ended; its process id may soon be somebody else's. */
    @Override
    public void close() {
        write("ended");
    }

    private void write(String line) {
        try {
            OutputStream pipe = shell.getOutputStream();
            pipe.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            pipe.flush();
        } catch (IOException e) {
            // It was killed.
        }
    }
}
