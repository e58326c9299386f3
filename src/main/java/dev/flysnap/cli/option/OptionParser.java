package dev.flysnap.cli.option;

import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Turns words of the command line into values; what cannot be one is a usage error. */
public final class OptionParser {
    public static <F, T> T parse(CommandSpec spec, F text, Function<F, T> form) {
        try {
            return form.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private OptionParser() {}
}
