package dev.flysnap.setup.shape;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a Dockerfile's last stage says of the image: enough to find a database in it and to put an
 * agent around what it starts. Source: Dockerfile reference.
 *
 * @param base the image that the last stage is based on
 * @param environment with the variables that Docker expands in it
 * @param workingDirectory absolute; as far as the file says
 * @param copiesFrom the images that files are copied from
 * @param entrypoint as {@code ENTRYPOINT} names it
 * @param command as {@code CMD} names it
 */
public record Dockerfile(
        String base,
        SequencedMap<String, String> environment,
        Optional<String> workingDirectory,
        List<String> copiesFrom,
        Optional<StartCommand> entrypoint,
        Optional<StartCommand> command) {
    private static final int MAX_BYTES = 1 << 20;
    private static final Pattern INSTRUCTION = Pattern.compile("\\s*([A-Za-z]+)\\s+(.*)");
    private static final Pattern FROM =
            Pattern.compile("(?:--\\S+\\s+)*(\\S+)(?:\\s+(?i:as)\\s+(\\S+))?\\s*");
    private static final Pattern COPY_FROM = Pattern.compile("--from=(\\S+)\\s.*");
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:(\\w+)|\\{(\\w+)(?::-([^}]*))?})");
    private static final Pattern ASSIGNMENT =
            Pattern.compile("([A-Za-z_]\\w*)=(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|\\S*)");

    /** Empty if it does not exist or cannot be read, as it is optional. */
    static Optional<Dockerfile> read(Path path, Optional<String> target) {
        if (!Files.isRegularFile(path)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(path)) {
            String text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8);
            return parse(text, target);
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * Empty when it has no {@code FROM}.
     *
     * @param target the stage that is built; absent = the last
     */
    static Optional<Dockerfile> parse(String text, Optional<String> target) {
        Map<String, Dockerfile> named = new HashMap<>();
        Optional<Dockerfile> stage = Optional.empty();
        String name = "";
        for (String line : logicalLines(text)) {
            Matcher instruction = INSTRUCTION.matcher(line);
            if (!instruction.matches()) {
                continue;
            }
            String word = instruction.group(1).toUpperCase(Locale.ROOT);
            String rest = instruction.group(2).strip();
            if (word.equals("FROM")) {
                Matcher from = FROM.matcher(rest);
                if (from.matches()) {
                    stage.ifPresent(remember(named, name));
                    if (target.filter(name::equalsIgnoreCase).isPresent()) {
                        return stage;
                    }
                    String base = from.group(1);
                    stage =
                            Optional.of(
                                    Optional.ofNullable(named.get(base.toLowerCase(Locale.ROOT)))
                                            .orElse(bare(base)));
                    name = from.group(2) == null ? "" : from.group(2);
                }
            } else {
                stage = stage.map(it -> it.with(word, rest));
            }
        }
        return stage;
    }

    private static java.util.function.Consumer<Dockerfile> remember(
            Map<String, Dockerfile> named, String name) {
        return stage -> named.put(name.toLowerCase(Locale.ROOT), stage);
    }

    private static Dockerfile bare(String base) {
        return new Dockerfile(
                base,
                new LinkedHashMap<>(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    private Dockerfile with(String instruction, String rest) {
        return switch (instruction) {
            case "ENV" ->
                    new Dockerfile(
                            base,
                            withEnvironment(rest),
                            workingDirectory,
                            copiesFrom,
                            entrypoint,
                            command);
            case "WORKDIR" ->
                    new Dockerfile(
                            base,
                            environment,
                            Optional.of(entered(expanded(rest))),
                            copiesFrom,
                            entrypoint,
                            command);
            case "COPY" -> {
                Matcher from = COPY_FROM.matcher(rest);
                List<String> images = new ArrayList<>(copiesFrom);
                if (from.matches()) {
                    images.add(from.group(1));
                }
                yield new Dockerfile(
                        base, environment, workingDirectory, images, entrypoint, command);
            }
            case "ENTRYPOINT" ->
                    new Dockerfile(
                            base,
                            environment,
                            workingDirectory,
                            copiesFrom,
                            StartCommand.parse(rest),
                            command);
            case "CMD" ->
                    new Dockerfile(
                            base,
                            environment,
                            workingDirectory,
                            copiesFrom,
                            entrypoint,
                            StartCommand.parse(rest));
            default -> this;
        };
    }

    private SequencedMap<String, String> withEnvironment(String rest) {
        SequencedMap<String, String> changed = new LinkedHashMap<>(environment);
        Matcher pairs = ASSIGNMENT.matcher(rest);
        boolean any = false;
        while (pairs.find()) {
            any = true;
            String value = pairs.group(2);
            String bare = value.replaceAll("^[\"']|[\"']$", "");
            changed.put(pairs.group(1), value.startsWith("'") ? bare : expanded(bare));
        }
        String[] old = rest.split("\\s+", 2);
        if (!any && old.length == 2) {
            changed.put(old[0], expanded(old[1]));
        }
        return changed;
    }

    /** As Docker does in ENV and WORKDIR, with what stood before this line. */
    private String expanded(String text) {
        return VARIABLE.matcher(text)
                .replaceAll(variable -> {
                    String name = variable.group(1) == null ? variable.group(2) : variable.group(1);
                    String otherwise = variable.group(3) == null ? "" : variable.group(3);
                    return Matcher.quoteReplacement(environment.getOrDefault(name, otherwise));
                });
    }

    /** Where one is after a WORKDIR: a relative one goes on from the last. */
    private String entered(String directory) {
        String clean = directory.strip().replaceAll("^[\"']|[\"']$", "");
        return clean.startsWith("/")
                ? clean
                : "%s/%s".formatted(workingDirectory.orElse(""), clean);
    }

    /** Joins continued lines and drops comments. */
    private static List<String> logicalLines(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String part : text.lines().toList()) {
            if (part.stripLeading().startsWith("#")) {
                continue;
            }
            if (part.stripTrailing().endsWith("\\")) {
                line.append(part.stripTrailing(), 0, part.stripTrailing().length() - 1).append(' ');
            } else {
                lines.add(line.append(part).toString());
                line.setLength(0);
            }
        }
        lines.add(line.toString());
        return lines;
    }

    /** The start command: {@code CMD}, which an entrypoint only wraps, else the entrypoint. */
    public Optional<StartCommand> start() {
        return command.or(() -> entrypoint);
    }
}
