package dev.flysnap.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the README and the helps tell people to type is understood by the program. */
class ReadmeTest {
    private static final Pattern FENCE =
            Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern WORD =
            Pattern.compile("\\G\\s*((?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+)");
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_]\\w*=.*");
    private static final Set<String> PROGRAM = Set.of("flysnap", "bin/flysnap");
    private static final Set<String> ENDS = Set.of("|", "&&", "||", ";", "&", ">", ">>", "2>", "<");

    @Test
    void everyCommandInTheReadmeIsUnderstood() throws IOException {
        List<String> lines = readmeLines();
        Set<String> shown = new TreeSet<>();
        for (String line : lines) {
            List<String> arguments = argumentsOf(line);
            assertUnderstood(line, arguments);
            shown.add(arguments.getFirst());
        }
        Set<String> newcomersNeed = Set.of("create", "demo", "list", "restore", "sim");
        assertTrue(shown.containsAll(newcomersNeed), () -> "the README shows only " + shown);
    }

    @Test
    void everyExampleInAHelpIsUnderstood() {
        List<String> examples = new ArrayList<>();
        collectExamples(commandLine(), examples);
        assertTrue(examples.size() >= 2, examples::toString);
        examples.forEach(line -> assertUnderstood(line, argumentsOf(line)));
    }

    @Test
    void theExampleAppStartsTheAgentAsItUnderstandsIt() throws IOException {
        String toml = Files.readString(Path.of("examples/orders/fly.toml"));
        Matcher command = Pattern.compile("(?m)^ {2}app = \"(.*)\"$").matcher(toml);
        assertTrue(command.find(), toml);
        List<String> arguments = words(command.group(1));
        assertUnderstood(command.group(1), arguments);
        String child = arguments.getLast();
        assertTrue(child.startsWith("flysnap demo app"), child);
        assertUnderstood(child, argumentsOf(child));
    }

    @Test
    void theTestItselfReadsLinesAsAShellDoes() {
        assertEquals(
                List.of("create", "a b", "--hook", "http://{private_ip}:8099"),
                argumentsOf(
                        "FLY_APP=x bin/flysnap create 'a b' --hook \"http://{private_ip}:8099\" | jq . # why"));
        assertEquals(
                List.of("bench", "loss", "--check"), argumentsOf("sudo bin/bench loss --check"));
        assertEquals(List.of(), argumentsOf("fly deploy --config flysnap"));
        assertEquals(
                List.of("flysnap a --b c", "mvn verify"),
                commands(
                        "console",
                        "$ flysnap a \\\n    --b c\n  output flysnap x\n$ mvn verify\n"));
        assertEquals(
                List.of("flysnap a", "flysnap b"), commands("sh", "flysnap a\n# no\nflysnap b\n"));
        assertEquals(List.of(), commands("dockerfile", "flysnap a\n"));
    }

    private static void assertUnderstood(String line, List<String> arguments) {
        assertDoesNotThrow(() -> commandLine().parseArgs(arguments.toArray(String[]::new)), line);
    }

    private static CommandLine commandLine() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        return Main.commandLine(nowhere, nowhere);
    }

    private static List<String> readmeLines() throws IOException {
        List<String> lines = new ArrayList<>();
        Matcher fence = FENCE.matcher(Files.readString(Path.of("README.md")));
        while (fence.find()) {
            lines.addAll(commands(fence.group(1), fence.group(2)));
        }
        return lines.stream().filter(line -> !argumentsOf(line).isEmpty()).toList();
    }

    /** The lines that a user types, continued ones as one. */
    private static List<String> commands(String language, String text) {
        String whole = text.replaceAll("\\\\\\n\\s*", "");
        return switch (language) {
            case "console" ->
                    whole.lines()
                            .filter(line -> line.startsWith("$ "))
                            .map(line -> line.substring(2))
                            .toList();
            case "sh" -> whole.lines().filter(line -> !line.startsWith("#")).toList();
            default -> List.of();
        };
    }

    /** What the program would get; nothing when the line starts something else. */
    private static List<String> argumentsOf(String line) {
        List<String> words =
                words(line).stream()
                        .dropWhile(it -> it.equals("sudo") || ASSIGNMENT.matcher(it).matches())
                        .map(word -> word.equals("bin/bench") ? "bin/flysnap bench" : word)
                        .flatMap(word -> Stream.of(word.split(" (?=bench$)")))
                        .takeWhile(word -> !ENDS.contains(word) && !word.startsWith("#"))
                        .toList();
        return words.isEmpty() || !PROGRAM.contains(words.getFirst())
                ? List.of()
                : words.subList(1, words.size());
    }

    private static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .map(word -> word.group(1).replaceAll("['\"]", ""))
                .collect(Collectors.toList());
    }

    private static void collectExamples(CommandLine command, List<String> examples) {
        Arrays.stream(command.getCommandSpec().usageMessage().footer())
                .map(String::strip)
                .filter(line -> !argumentsOf(line).isEmpty())
                .forEach(examples::add);
        for (Map.Entry<String, CommandLine> inner : command.getSubcommands().entrySet()) {
            collectExamples(inner.getValue(), examples);
        }
    }
}
