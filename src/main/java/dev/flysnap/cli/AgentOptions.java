package dev.flysnap.cli;

import dev.flysnap.cli.stored.CommandReader;
import dev.flysnap.cli.stored.CommandWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;

/**
 * The options of {@code flysnap agent} as the build writes them down, since picocli takes longer to
 * find them in the classes than the agent to start. {@code agent ctl}, whose commands are methods,
 * is left out: for that, and for the help text that names it, picocli looks.
 */
final class AgentOptions {
    static final String COMMAND = "agent";

    private static final String CLIENT = "ctl";
    private static final List<String> NEEDS_ALL = List.of(CLIENT, "-h", "--help");

    /** Whether a command line can do with what is written down. */
    static boolean suffice(String... arguments) {
        return Arrays.stream(arguments)
                .takeWhile(it -> !it.equals("--"))
                .noneMatch(NEEDS_ALL::contains);
    }

    /**
     * @param flysnap which has the agent as a command; it is changed
     */
    static void write(CommandLine flysnap, Path directory) throws IOException {
        CommandLine agent = Objects.requireNonNull(flysnap.getSubcommands().get(COMMAND));
        CommandLine _ = agent.getCommandSpec().removeSubcommand(CLIENT);
        Files.write(
                Files.createDirectories(directory).resolve(COMMAND),
                CommandWriter.bytes(flysnap.getCommandSpec()));
    }

    /** flysnap with the agent as its command; empty where that is not written down. */
    static Optional<CommandLine> read(Path directory) {
        return CommandReader.read(directory.resolve(COMMAND));
    }

    private AgentOptions() {}
}
