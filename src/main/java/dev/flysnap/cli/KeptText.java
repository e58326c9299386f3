package dev.flysnap.cli;

import dev.flysnap.cli.session.FlysnapVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Help.Ansi;

/**
 * What {@code --version} and {@code --help} print, written down at build: {@code bin/flysnap} shows
 * it without starting java.
 */
final class KeptText {
    private static final String VERSION = "version";
    private static final String HELP = "help";

    /** The same for terminals that show colours. */
    private static final String COLOURED_HELP = "help.ansi";

    static void keep(Path directory) throws IOException {
        Files.writeString(
                directory.resolve(VERSION),
                new FlysnapVersion().getVersion()[0] + System.lineSeparator());
        Files.writeString(directory.resolve(HELP), helpText(Ansi.OFF));
        Files.writeString(directory.resolve(COLOURED_HELP), helpText(Ansi.ON));
    }

    private static String helpText(Ansi colours) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return Main.commandLine(nowhere, nowhere).getUsageMessage(colours);
    }

    private KeptText() {}
}
