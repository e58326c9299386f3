package dev.flysnap.cli.option;

import dev.flysnap.model.AppName;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Parses values of the command line; a malformed one is a usage error. */
public final class OptionParser {
    private static final String OWN_APP = "FLYSNAP_SCHEDULE_APP";

    public static <F, T> T parse(CommandSpec spec, F text, Function<F, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /**
     * flysnap's own app: {@code --in-app}, or what {@code FLYSNAP_SCHEDULE_APP} says.
     *
     * @param named the option's value
     */
    public static Optional<AppName> ownApp(CommandSpec spec, Optional<String> named) {
        return named.or(() -> Optional.ofNullable(System.getenv(OWN_APP)))
                .filter(it -> !it.isBlank())
                .map(it -> parse(spec, it, AppName::new));
    }

    private OptionParser() {}
}
