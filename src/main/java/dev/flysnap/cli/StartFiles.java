package dev.flysnap.cli;

import dev.flysnap.cli.session.FlysnapVersion;
import dev.flysnap.cli.stored.CommandReader;
import dev.flysnap.cli.stored.CommandWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * What is written down at build so that commands start sooner: what {@code --version} and {@code
 * --help} print, which {@code bin/flysnap} shows without starting java, and the options of each
 * command.
 */
final class StartFiles {
    /** Where they are; {@code bin/flysnap} sets it if they belong to this program. */
    static final String PROPERTY = "flysnap.start";

    private static final String VERSION = "version";
    private static final String HELP = "help";

    /** The same for terminals that show colours. */
    private static final String COLOURED_HELP = "help.ansi";

    private static final String COMMANDS = "commands";

    static void write(Path directory) throws IOException {
        Files.writeString(
                directory.resolve(VERSION),
                new FlysnapVersion().getVersion()[0] + System.lineSeparator());
        Files.writeString(directory.resolve(HELP), helpText(Ansi.OFF));
        Files.writeString(directory.resolve(COLOURED_HELP), helpText(Ansi.ON));
        Files.createDirectories(directory.resolve(COMMANDS));
        for (Subcommand it : Subcommand.all()) {
            CommandLine line = Main.withSubcommands(List.of(it));
            if (CommandWriter.canWrite(line.getCommandSpec())) {
                Files.write(
                        directory.resolve(COMMANDS).resolve(it.word()),
                        CommandWriter.bytes(line.getCommandSpec()));
            }
        }
    }

    /** flysnap with this subcommand alone; empty where that is not written down. */
    static Optional<CommandLine> read(Subcommand subcommand) {
        return Optional.ofNullable(System.getProperty(PROPERTY))
                .flatMap(it -> read(Path.of(it), subcommand));
    }

    static Optional<CommandLine> read(Path directory, Subcommand subcommand) {
        return CommandReader.read(directory.resolve(COMMANDS).resolve(subcommand.word()));
    }

    private static String helpText(Ansi colours) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return Main.commandLine(nowhere, nowhere).getUsageMessage(colours);
    }

    private StartFiles() {}
}
