package dev.flysnap.cli;

import dev.flysnap.cli.session.FlysnapVersion;
import dev.flysnap.cli.stored.CommandFolder;
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
    private static final String VERSION = "version";
    private static final String HELP = "help";

    /** The same for terminals that show colours. */
    private static final String COLOURED_HELP = "help.ansi";

    static void write(Path directory) throws IOException {
        Files.writeString(
                directory.resolve(VERSION),
                new FlysnapVersion().getVersion()[0] + System.lineSeparator());
        Files.writeString(directory.resolve(HELP), helpText(Ansi.OFF));
        Files.writeString(directory.resolve(COLOURED_HELP), helpText(Ansi.ON));
        Path commands = Files.createDirectories(CommandFolder.in(directory));
        for (Subcommand it : Subcommand.all()) {
            CommandLine line = Main.withSubcommands(List.of(it));
            if (it == Subcommand.AGENT) {
                AgentOptions.write(line, commands);
            } else if (CommandWriter.canWrite(line.getCommandSpec())) {
                Files.write(
                        commands.resolve(it.word()), CommandWriter.bytes(line.getCommandSpec()));
            }
        }
    }

    /** flysnap with this subcommand alone; empty where that is not written down. */
    static Optional<CommandLine> read(Subcommand subcommand) {
        return CommandFolder.ofProgram().flatMap(it -> read(it, subcommand));
    }

    static Optional<CommandLine> read(Path commands, Subcommand subcommand) {
        return CommandReader.read(commands.resolve(subcommand.word()));
    }

    private static String helpText(Ansi colours) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return Main.commandLine(nowhere, nowhere).getUsageMessage(colours);
    }

    private StartFiles() {}
}
