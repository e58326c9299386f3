package dev.flysnap.cli;

import dev.flysnap.cli.session.FlysnapVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Help.Ansi;

/**
 * What {@code --version} and {@code --help} print, without looking into a single command: for
 * {@code --help} the build has written it down beside the jar.
 */
final class KeptText {
    private static final Set<String> HELP = Set.of("-h", "--help");
    private static final Set<String> VERSION = Set.of("-V", "--version");

    /** Where it is kept, if it is as new as the program. {@code bin/flysnap} says so. */
    private static final String PLACE = "flysnap.help";

    /** The same for terminals that show colours. */
    private static final String COLOURED = ".ansi";

    /** Empty where the command line has to be read. */
    static Optional<String> of(String... arguments) {
        if (arguments.length != 1) {
            return Optional.empty();
        }
        if (VERSION.contains(arguments[0])) {
            return Optional.of(new FlysnapVersion().getVersion()[0] + System.lineSeparator());
        }
        return HELP.contains(arguments[0])
                ? Optional.ofNullable(System.getProperty(PLACE))
                        .filter(it -> !it.isEmpty())
                        .flatMap(KeptText::read)
                : Optional.empty();
    }

    private static Optional<String> read(String place) {
        try {
            return Optional.of(
                    Files.readString(Path.of(Ansi.AUTO.enabled() ? place + COLOURED : place)));
        } catch (IOException e) {
            // Then it is made anew.
            return Optional.empty();
        }
    }

    /** Writes it down for the next time. */
    static void keep(Path place) throws IOException {
        Files.writeString(place, helpText(Ansi.OFF), StandardCharsets.UTF_8);
        Files.writeString(Path.of(place + COLOURED), helpText(Ansi.ON), StandardCharsets.UTF_8);
    }

    private static String helpText(Ansi colours) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return Main.commandLine(nowhere, nowhere).getUsageMessage(colours);
    }

    private KeptText() {}
}
