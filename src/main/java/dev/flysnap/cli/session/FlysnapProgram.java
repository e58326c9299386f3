package dev.flysnap.cli.session;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import java.nio.file.Files;
import java.nio.file.Path;

/** The program file of flysnap, for commands that start it again. */
public final class FlysnapProgram {
    /** Set by {@code bin/flysnap}. */
    private static final String PROPERTY = "flysnap.program";

    /**
     * @throws dev.flysnap.problem.FlysnapException if it was not started by {@code bin/flysnap}
     */
    public static Path path() {
        Path path = Path.of(System.getProperty(PROPERTY, ""));
        if (!path.isAbsolute() || !Files.isExecutable(path)) {
            throw new Problem(
                            "program-unknown",
                            ExitCode.FAILED,
                            "flysnap does not know how to start itself.",
                            "It was not started by bin/flysnap.",
                            "Start it with bin/flysnap")
                    .exception();
        }
        return path;
    }

    private FlysnapProgram() {}
}
