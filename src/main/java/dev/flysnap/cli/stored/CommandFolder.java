package dev.flysnap.cli.stored;

import java.nio.file.Path;
import java.util.Optional;

/** Where the files of the commands are. */
public final class CommandFolder {
    /**
     * The folder of all start files; {@code bin/flysnap} sets it if they belong to this program.
     */
    public static final String PROPERTY = "flysnap.start";

    private static final String NAME = "commands";

    /** Empty where the program has none. */
    public static Optional<Path> ofProgram() {
        return Optional.ofNullable(System.getProperty(PROPERTY)).map(it -> in(Path.of(it)));
    }

    /** In a folder of start files. */
    public static Path in(Path start) {
        return start.resolve(NAME);
    }

    private CommandFolder() {}
}
