package dev.flysnap.cli.alarm;

import dev.flysnap.cli.file.OutputFile;
import dev.flysnap.cli.option.OptionParser;
import dev.flysnap.notify.Notifier;
import dev.flysnap.notify.SecretUrl;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Who is told how a command went. */
public final class NotifyOptions {
    private static final String PING = "FLYSNAP_PING_URL";
    private static final String WEBHOOK = "FLYSNAP_WEBHOOK_URL";
    private static final String PUSH = "FLYSNAP_PUSH_URL";

    @Option(
            names = "--ping",
            paramLabel = "URL",
            description =
                    "Tell a dead man's switch, as of healthchecks.io: URL/start, URL once everything was proven, or URL/fail with the problem. Default: FLYSNAP_PING_URL, which shows in no list of processes. A ping that fails does not fail the command.")
    private Optional<String> ping = Optional.empty();

    @Option(
            names = "--webhook",
            paramLabel = "URL",
            description = "POST the same as JSON. Default: FLYSNAP_WEBHOOK_URL.")
    private Optional<String> webhook = Optional.empty();

    @Option(
            names = "--push",
            paramLabel = "URL",
            description =
                    "Push the time of the last success, and others, to a push gateway of Prometheus. Default: FLYSNAP_PUSH_URL.")
    private Optional<String> push = Optional.empty();

    @Option(
            names = "--metrics",
            paramLabel = "FILE",
            description = "Write the same for node_exporter's textfile collector.")
    private Optional<Path> metrics = Optional.empty();

    /** Whether the command line itself names an address. */
    public boolean isGiven() {
        return Stream.of(ping, webhook, push).anyMatch(Optional::isPresent);
    }

    /**
     * @throws picocli.CommandLine.ParameterException if one is no address; it is not repeated
     */
    public Notifier.Addresses addresses(CommandSpec spec, Map<String, String> environment) {
        metrics.ifPresent(OutputFile::check);
        return new Notifier.Addresses(
                url(spec, "--ping", ping, environment, PING),
                url(spec, "--webhook", webhook, environment, WEBHOOK),
                url(spec, "--push", push, environment, PUSH),
                metrics);
    }

    private static Optional<SecretUrl> url(
            CommandSpec spec,
            String option,
            Optional<String> given,
            Map<String, String> environment,
            String variable) {
        Optional<String> set =
                Optional.ofNullable(environment.get(variable)).filter(it -> !it.isBlank());
        String where = given.isPresent() ? option : variable;
        return given.or(() -> set)
                .map(text -> OptionParser.parse(spec, text, it -> parse(it, where)));
    }

    private static SecretUrl parse(String text, String where) {
        try {
            return SecretUrl.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(where + ": " + e.getMessage(), e);
        }
    }
}
