package dev.flysnap.cli.option;

import dev.flysnap.sqlite.check.Expectation;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Queries on the restored data, and their expected results. */
public final class ExpectOptions {
    private static final int WORDS_EACH = 3;
    private static final int MAX_EXPECTATIONS = 100;

    @Option(
            names = "--expect",
            arity = "3",
            paramLabel = "\"SQL\" OP VALUE",
            hideParamSyntax = true,
            description =
                    "A query with one value, and the comparison that must be true (=, !=, <, <=, >, >=); may be repeated. With several databases the query begins with a path and a colon: \"app.db: SELECT …\".")
    private List<String> arguments = List.of();

    public List<Expectation> expectations(CommandSpec spec) {
        if (arguments.size() > MAX_EXPECTATIONS * WORDS_EACH) {
            throw new ParameterException(
                    spec.commandLine(), "--expect can be given " + MAX_EXPECTATIONS + " times");
        }
        List<Expectation> expectations = new ArrayList<>();
        for (int i = 0; i + WORDS_EACH <= arguments.size(); i += WORDS_EACH) {
            List<String> three = arguments.subList(i, i + WORDS_EACH);
            expectations.add(
                    OptionParser.parse(
                            spec, three, it -> Expectation.parse(it.get(0), it.get(1), it.get(2))));
        }
        return expectations;
    }
}
