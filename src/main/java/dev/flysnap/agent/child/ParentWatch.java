package dev.flysnap.agent.child;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Optional;

/**
 * Tells the app to end (TERM) when the agent is killed and cannot do so itself: an app that nobody
 * passes signals on to would be killed with its last writes, and a second one could be started
 * beside it. A shell that waits for the end of a pipe, since whoever is killed closes it.
 */
final class ParentWatch implements AutoCloseable {
    private static final String SCRIPT =
            "trap '' HUP INT QUIT TERM; read -r ended || kill -s TERM \"$1\"";

    private final Process shell;

    private ParentWatch(Process shell) {
        this.shell = shell;
    }

    /** Empty where there is no shell. */
    static Optional<ParentWatch> over(Process app) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(
                                    List.of(
                                            "/bin/sh",
                                            "-c",
                                            SCRIPT,
                                            "flysnap-watch",
                                            String.valueOf(app.pid())))
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD);
            builder.environment().clear();
            return Optional.of(new ParentWatch(builder.start()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The app has ended; its process id may soon be somebody else's. */
    @Override
    public void close() {
        try (var pipe = shell.getOutputStream()) {
            pipe.write('\n');
        } catch (IOException e) {
            // It was killed before.
        }
    }
}
