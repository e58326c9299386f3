package dev.flysnap.cli.view;

import dev.flysnap.json.Json;
import dev.flysnap.problem.Problem;
import dev.flysnap.problem.ShellText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * Completes the flysnap commands in a text for the user: the settings that the running command got
 * on its command line are needed by the next one too. What comes from the environment or from files
 * is not repeated, because the next command reads it as well.
 */
public final class SuggestedCommands {
    private static final String APP = "--app";
    private static final List<String> CARRIED =
            List.of("--state-dir", "--config", "--hook", "--via", "--container");

    /** The fields of JSON documents that hold commands. */
    private static final Set<String> COMMAND_FIELDS =
            Set.of("next", "command", "continue", "undo", "finish", "lines");

    private static final Pattern WORD = Pattern.compile("\\bflysnap ([\\w-]+)");

    /** A command ends here, and prose or another command begins. */
    private static final Pattern END = Pattern.compile("[;,:()\\n]|\\.(?:\\s|$)");

    private static final Pattern OWN_ARGUMENT =
            Pattern.compile("\\s+(?!-|latest\\b|vs_)[\\w'\"].*", Pattern.DOTALL);

    private final SequencedMap<String, String> given;
    private final CommandSpec root;

    /**
     * Those that a text has mentioned. Longer names first, so that {@code runs show} is not taken
     * for {@code runs}.
     */
    private final Map<String, CommandSpec> commands =
            new TreeMap<>(Comparator.<String>reverseOrder());

    private SuggestedCommands(SequencedMap<String, String> given, CommandSpec root) {
        this.given = given;
        this.root = root;
    }

    /**
     * @param running the command that is being executed
     */
    public static SuggestedCommands of(CommandSpec running) {
        SequencedMap<String, String> given = new LinkedHashMap<>();
        ParseResult parsed = running.commandLine().getParseResult();
        if (!isInit(running)) {
            appOf(parsed).ifPresent(app -> given.put(APP, app));
        }
        for (String name : CARRIED) {
            if (takesSetting(running, name) && parsed.hasMatchedOption(name)) {
                given.put(name, parsed.matchedOption(name).originalStringValues().getFirst());
            }
        }
        return new SuggestedCommands(given, running.root());
    }

    private static Optional<String> appOf(ParseResult parsed) {
        List<String> named = new ArrayList<>();
        if (parsed.hasMatchedOption(APP)) {
            named.addAll(parsed.matchedOption(APP).originalStringValues());
        }
        parsed.matchedPositionals().stream()
                .filter(it -> "APP".equals(it.paramLabel()))
                .forEach(it -> named.addAll(it.originalStringValues()));
        return named.size() == 1 ? Optional.of(named.getFirst()) : Optional.empty();
    }

    /** Looked up by its name: to look through all commands takes as long as many a command. */
    private Optional<CommandSpec> command(String word) {
        return root.userObject() instanceof WholeProgram program
                ? program.command(word)
                : Optional.ofNullable(root.subcommands().get(word))
                        .map(CommandLine::getCommandSpec);
    }

    private void add(CommandSpec command) {
        commands.put(command.name(), command);
        command.subcommands()
                .forEach((name, below) ->
                        commands.put(command.name() + " " + name, below.getCommandSpec()));
    }

    /** The text, with the given settings after the name of each command that knows them. */
    public String complete(String text) {
        if (given.isEmpty()) {
            return text;
        }
        WORD.matcher(text)
                .results()
                .map(it -> it.group(1))
                .filter(it -> !commands.containsKey(it))
                .forEach(it -> command(it).ifPresent(this::add));
        if (commands.isEmpty()) {
            return text;
        }
        Matcher matcher = mention().matcher(text);
        return matcher.replaceAll(
                found -> Matcher.quoteReplacement(found.group() + missing(found, text)));
    }

    private Pattern mention() {
        return Pattern.compile(
                commands.keySet().stream()
                        .map(Pattern::quote)
                        .collect(Collectors.joining("|", "\\bflysnap (", ")(?![\\w-])")));
    }

    private String missing(MatchResult found, String text) {
        CommandSpec command = Optional.ofNullable(commands.get(found.group(1))).orElseThrow();
        String rest = text.substring(found.end());
        Matcher end = END.matcher(rest);
        String arguments = end.find() ? rest.substring(0, end.start()) : rest;
        StringBuilder missing = new StringBuilder();
        given.forEach((name, value) -> {
            if (takesSetting(command, name)
                    && !arguments.contains(name)
                    && !(name.equals(APP) && namesItsApp(command, arguments))) {
                missing.append(' ').append(name).append(' ').append(ShellText.quoted(value));
            }
        });
        return missing.toString();
    }

    /** Of {@code init} the option says which kind of hook to set up. */
    private static boolean takesSetting(CommandSpec command, String name) {
        return command.findOption(name) != null && !(isInit(command) && name.equals("--hook"));
    }

    /** It writes the app into the file that the next command reads. */
    private static boolean isInit(CommandSpec command) {
        return command.name().equals("init");
    }

    /** A run's id names it too. */
    private static boolean namesItsApp(CommandSpec command, String arguments) {
        return OWN_ARGUMENT.matcher(arguments).matches()
                || command.positionalParameters().stream()
                        .map(ArgSpec::paramLabel)
                        .anyMatch("RUN"::equals);
    }

    /** The problem with completed commands. */
    public Problem complete(Problem problem) {
        return new Problem(
                problem.code(),
                problem.exit(),
                complete(problem.what()),
                complete(problem.why()),
                complete(problem.next()));
    }

    /** The document with completed commands, where its fields are for commands. */
    public Json complete(Json document) {
        return complete(document, false);
    }

    private Json complete(Json json, boolean isForCommands) {
        return switch (json) {
            case Json.Obj(SequencedMap<String, Json> fields) -> {
                SequencedMap<String, Json> completed = new LinkedHashMap<>();
                fields.forEach((name, value) ->
                        completed.put(name, complete(value, COMMAND_FIELDS.contains(name))));
                yield new Json.Obj(completed);
            }
            case Json.Arr(List<Json> items) ->
                    new Json.Arr(
                            items.stream().map(item -> complete(item, isForCommands)).toList());
            case Json.Str(String text) -> isForCommands ? new Json.Str(complete(text)) : json;
            case Json.Null _, Json.Bool _, Json.Num _ -> json;
        };
    }
}
