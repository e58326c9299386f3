package dev.flysnap.cli.option;

import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Parses values of the command line; a malformed one is a usage error. */
public final class OptionParser {
    public static <F, T> T parse(CommandSpec spec, F text, Function<F, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private OptionParser() {}
}
