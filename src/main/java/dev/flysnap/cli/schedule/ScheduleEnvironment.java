package dev.flysnap.cli.schedule;

import dev.flysnap.config.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * What a scheduled machine has to know of this computer's settings. Nothing of it is a secret.
 *
 * @param files a path in the machine to the secret of its app that holds the content
 */
record ScheduleEnvironment(Map<String, String> variables, Map<String, String> files) {
    /** Where flysnap, or a shell, would otherwise have them from. */
    private static final List<String> TAKEN_ALONG =
            List.of(
                    "FLY_APP",
                    "FLY_FLAPS_BASE_URL",
                    "FLYSNAP_HOOK_URL",
                    "FLYSNAP_VIA",
                    "FLYSNAP_CONTAINER",
                    "FLYSNAP_VOLUME");

    private static final String IDENTITY = "/run/flysnap/identity";
    private static final String IDENTITY_SECRET = "FLYSNAP_STATE_IDENTITY_FILE";
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern SECRET =
            Pattern.compile(
                    "(?i).*(?:TOKEN|SECRET|PASSWORD|PASSWD|_KEY|IDENTITY|PING_URL|WEBHOOK_URL|PUSH_URL)(?:_.*)?");

    static void check(CommandSpec spec, List<String> variables) {
        for (String variable : variables) {
            String name = variable.replaceFirst("=.*", "");
            if (!variable.contains("=") || !NAME.matcher(name).matches()) {
                throw new ParameterException(
                        spec.commandLine(), "--env takes NAME=VALUE, such as TZ=Europe/Berlin");
            }
            if (SECRET.matcher(name).matches()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "%1$s looks like a secret, which is never written into a machine's config: fly secrets set --stage %1$s=… --app APP"
                                .formatted(name));
            }
        }
    }

    /**
     * @param settings flysnap.toml, if it is there
     * @param given {@code NAME=VALUE}, already checked
     */
    static ScheduleEnvironment of(
            Config config, Path settings, Map<String, String> environment, List<String> given) {
        Map<String, String> variables = new LinkedHashMap<>();
        TAKEN_ALONG.stream()
                .filter(it -> !environment.getOrDefault(it, "").isBlank())
                .forEach(it -> variables.put(it, environment.get(it)));
        Map<String, String> files = new LinkedHashMap<>();
        if (Files.isRegularFile(settings)) {
            variables.put("FLYSNAP_TOML", text(settings));
        }
        config.stateStore()
                .address()
                .ifPresent(store -> {
                    variables.put("FLYSNAP_STATE_STORE", store);
                    variables.put(
                            "FLYSNAP_STATE_RECIPIENTS",
                            String.join(",", config.stateStore().recipients()));
                    variables.put("FLYSNAP_STATE_IDENTITY", IDENTITY);
                    files.put(IDENTITY, IDENTITY_SECRET);
                    Stream.of("AWS_ENDPOINT_URL_S3", "AWS_REGION", "BUCKET_NAME")
                            .filter(it -> !environment.getOrDefault(it, "").isBlank())
                            .forEach(it -> variables.put(it, environment.get(it)));
                });
        for (String variable : given) {
            int at = variable.indexOf('=');
            variables.put(variable.substring(0, at), variable.substring(at + 1));
        }
        return new ScheduleEnvironment(variables, files);
    }

    /** It was read as settings before, and holds no secrets. */
    private static String text(Path settings) {
        try {
            return Files.readString(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
