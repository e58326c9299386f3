package dev.flysnap.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;

/** What the pages, the examples and the helps tell people to type is understood by the program. */
class PagesTest {
    private static final Path README = Path.of("README.md");
    private static final Path SITE = Path.of("src/site/markdown");
    private static final Path EXAMPLES = Path.of("examples");
    private static final int LONGEST_README_LINES = 150;

    private static final int HELP_COLUMNS = 80;

    /** An example that goes on in the next line of a help. */
    private static final Pattern CONTINUED = Pattern.compile(" \\\\\\n\\s+");

    private static final Pattern WORD =
            Pattern.compile("\\G\\s*((?:'[^']*'|\"[^\"]*\"|[^\\s'\"])+)");
    private static final Pattern ASSIGNMENT = Pattern.compile("[A-Za-z_]\\w*=.*");
    private static final Pattern SUBSTITUTION = Pattern.compile("\\$\\(([^()]*)\\)");
    private static final Pattern EXEC_FORM = Pattern.compile("(?m)^CMD (\\[.*])$");
    private static final Pattern SCRIPT = Pattern.compile("bin/(bench|soak)\\b(?: ([a-z]+))?");
    private static final Pattern CLASS = Pattern.compile("`((?:[a-z][a-z0-9]*\\.)+[A-Z]\\w+)`");

    /** The input of the composite action. */
    private static final Pattern ACTION_INPUT = Pattern.compile("(?m)^ {10}command: (.*)$");

    private static final Set<String> SCHEDULERS = Set.of("schedule", "cron");
    private static final CommandLine PARSER = parser();
    private static final Set<String> PROGRAM = Set.of("flysnap", "bin/flysnap");
    private static final Set<String> ENDS = Set.of("|", "&&", "||", ";", "&", ">", ">>", "2>", "<");

    @Test
    void everyCommandThatThePagesShowIsUnderstood() {
        Set<String> shown = new TreeSet<>();
        List<String> problems = new ArrayList<>();
        for (MarkdownPage page : pages()) {
            problems.addAll(problemsOf(page));
            commandsOf(page).forEach(arguments -> shown.add(arguments.getFirst()));
        }
        assertEquals(List.of(), problems);
        Set<String> commands = new TreeSet<>(PARSER.getSubcommands().keySet());
        commands.removeAll(shown);
        commands.remove("verifier");
        assertEquals(Set.of(), commands, "commands that no page shows");
    }

    @Test
    void theReadmeShowsWhatANewcomerNeeds() {
        MarkdownPage readme = MarkdownPage.read(README);
        assertTrue(readme.text().lines().count() <= LONGEST_README_LINES, "the README is too long");
        assertTrue(readme.typedLines().containsAll(List.of("mvn verify", "bin/flysnap demo")));
        Set<String> shown = new TreeSet<>();
        commandsOf(readme).forEach(arguments -> shown.add(arguments.getFirst()));
        assertTrue(
                shown.containsAll(Set.of("init", "create", "demo", "list", "restore")),
                () -> "the README shows only " + shown);
    }

    @Test
    void everyLinkLeadsToAFileAndAHeading() {
        List<String> problems =
                pages().stream()
                        .flatMap(page -> page.links().stream().map(page::problemWith))
                        .flatMap(problem -> problem.stream())
                        .toList();
        assertEquals(List.of(), problems);
    }

    @Test
    void everyClassThatThePagesNameExists() {
        Path sources = Path.of("src/main/java/dev/flysnap");
        List<String> classes =
                pages().stream()
                        .flatMap(page -> CLASS.matcher(page.text()).results())
                        .map(name -> name.group(1))
                        .toList();
        assertTrue(classes.size() >= 10, classes::toString);
        assertEquals(
                List.of(),
                classes.stream()
                        .filter(text ->
                                !Files.exists(sources.resolve(text.replace('.', '/') + ".java")))
                        .toList());
    }

    @Test
    void everyPageIsReachedFromTheReadme() {
        Set<Path> reached = new HashSet<>();
        List<Path> next = new ArrayList<>(List.of(README));
        while (!next.isEmpty()) {
            Path path = next.removeLast();
            if (reached.add(path) && path.toString().endsWith(".md")) {
                MarkdownPage.read(path).links().stream()
                        .map(link -> link.replaceAll("#.*", ""))
                        .filter(link -> !link.isEmpty())
                        .map(link -> path.resolveSibling(link).normalize())
                        .forEach(next::add);
            }
        }
        List<Path> unreached =
                pages().stream()
                        .map(MarkdownPage::path)
                        .filter(it -> !reached.contains(it))
                        .toList();
        assertEquals(List.of(), unreached);
    }

    @Test
    void everyFlysnapTomlInThePagesIsRead(@TempDir Path directory) throws IOException {
        int count = 0;
        for (MarkdownPage page : pages()) {
            for (MarkdownPage.Block block : page.blocks()) {
                if (block.language().equals("toml")) {
                    Files.writeString(directory.resolve("flysnap.toml"), block.text());
                    assertDoesNotThrow(
                            () -> Config.load(ConfigFlags.NONE, Map.of(), directory, directory),
                            () -> page.path() + ": " + block.text());
                    count++;
                }
            }
        }
        assertTrue(count >= 3, "only " + count + " were found");
    }

    @Test
    void everyExampleInAHelpIsUnderstood() {
        List<String> examples = new ArrayList<>();
        collectExamples(PARSER, examples);
        assertTrue(examples.size() >= 50, examples::toString);
        assertEquals(List.of(), examples.stream().flatMap(PagesTest::problems).toList());
    }

    @Test
    void noHelpBreaksAWordOrAnExampleAtTheEndOfALine() {
        List<String> broken = new ArrayList<>();
        collectBroken(PARSER, broken);
        assertEquals(List.of(), broken);
    }

    private static void collectBroken(CommandLine command, List<String> broken) {
        CommandLine.Model.CommandSpec spec = command.getCommandSpec();
        String[] footer = spec.usageMessage().footer();
        Arrays.stream(footer)
                .filter(it -> it.startsWith("  ") && it.length() > HELP_COLUMNS)
                .forEach(broken::add);
        Set<String> whole =
                Stream.concat(
                                Stream.<String[]>of(spec.usageMessage().description()),
                                spec.args().stream().map(CommandLine.Model.ArgSpec::description))
                        .flatMap(Stream::of)
                        .flatMap(it -> Stream.of(it.split("\\s+")))
                        .collect(Collectors.toSet());
        List<String> lines = command.getUsageMessage().lines().toList();
        for (int i = 1; i < lines.size(); i++) {
            String before = lines.get(i - 1).replaceFirst(".*\\s", "");
            String after = lines.get(i).strip().replaceFirst("\\s.*", "");
            if (!before.isEmpty() && !after.isEmpty() && whole.contains(before + after)) {
                broken.add("%s: %s|%s".formatted(spec.qualifiedName(), before, after));
            }
        }
        command.getSubcommands().values().forEach(it -> collectBroken(it, broken));
    }

    @Test
    void everyCommandInTheExamplesIsUnderstood() throws IOException {
        int count = 0;
        List<String> problems = new ArrayList<>();
        for (Path example : filesUnder(EXAMPLES)) {
            MarkdownPage text = MarkdownPage.read(example);
            problems.addAll(problemsOf(text));
            for (String line : text.text().replaceAll("\\\\\\n\\s*", "").lines().toList()) {
                String typed = line.strip().replaceFirst("^- (run: )?", "");
                if (!argumentsOf(typed).isEmpty()) {
                    problems(typed).forEach(problems::add);
                    count++;
                }
            }
        }
        assertEquals(List.of(), problems);
        assertTrue(count >= 3, "only " + count + " were found");
    }

    @Test
    void theExampleAppStartsTheAgentAsItUnderstandsIt() throws IOException {
        String toml = Files.readString(Path.of("examples/orders/fly.toml"));
        Matcher command = Pattern.compile("(?m)^ {2}app = \"(.*)\"$").matcher(toml);
        assertTrue(command.find(), toml);
        List<String> arguments = words(command.group(1));
        assertEquals(List.of(), problemsWith(command.group(1), arguments, false).toList());
        String child = arguments.getLast();
        assertTrue(child.startsWith("flysnap demo app"), child);
        assertEquals(List.of(), problems(child).toList());
    }

    @Test
    void theTopLevelFlyTomlStartsWhatTheProgramUnderstands() throws IOException {
        String toml = Files.readString(Path.of("fly.toml"));
        Matcher command = Pattern.compile("(?m)^ {2}cron = \"(.*)\"$").matcher(toml);
        assertTrue(command.find(), toml);
        assertEquals(
                List.of(), problemsWith(command.group(1), words(command.group(1)), false).toList());
    }

    @Test
    void aWrongLineInAPageIsFound() {
        for (String wrong :
                List.of(
                        "```console\n$ flysnap create shop --no-such-option\n```\n",
                        "```console\n$ flysnap restore latest \\\n    --to-regoin fra\n```\n",
                        "```console\n$ flysnap creat shop\n```\n",
                        "```console\n$ flysnap move shop\n```\n",
                        "```console\n$ fly tokens -- \"$(flysnap hook scrip)\"\n```\n",
                        "```sh\nsudo bin/bench loss --chek\n```\n",
                        "```console\n$ flysnap cron --spec '* * * * *' -- create --no-such\n```\n",
                        "```console\n$ flysnap schedule run --every daily -- creat x\n```\n",
                        "```yaml\n          command: status shop --max-agee 26h\n```\n",
                        "```console\n$ bin/soak nothing\n```\n",
                        "```dockerfile\nCMD [\"flysnap\", \"agent\", \"--bd\", \"/data/app.db\"]\n```\n",
                        "Use `flysnap move --to-regoin` then.\n",
                        "Use `--hold-util created`.\n")) {
            assertEquals(1, problemsOf(page(wrong)).size(), wrong);
        }
        assertEquals(List.of(), problemsOf(page("`flysnap move --to-region` and `--hold-until`")));
    }

    @Test
    void aLinkToNowhereIsFound() {
        MarkdownPage page =
                page("# One `two`: three\n[a](#one-two-three) [b](#two) [c](none.md)\n");
        assertEquals(List.of("#one-two-three", "#two", "none.md"), page.links());
        assertTrue(page.problemWith("#one-two-three").isEmpty());
        assertFalse(page.problemWith("#two").isEmpty());
        assertFalse(page.problemWith("none.md").isEmpty());
        assertFalse(page.problemWith("CHANGELOG.md#none").isEmpty());
        assertTrue(page.problemWith("CHANGELOG.md#changelog").isEmpty());
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
                page("```console\n$ flysnap a \\\n    --b c\n  output flysnap x\n$ mvn verify\n```\n")
                        .typedLines());
        assertEquals(
                List.of("flysnap a", "flysnap b"),
                page("```sh\nflysnap a\n# no\nflysnap b\n```\n").typedLines());
        assertEquals(List.of(), page("```dockerfile\nflysnap a\n```\n").typedLines());
    }

    private static MarkdownPage page(String text) {
        return new MarkdownPage(README, text);
    }

    private static List<MarkdownPage> pages() {
        return Stream.concat(
                        Stream.of(README, Path.of("CHANGELOG.md")),
                        Stream.of(SITE, EXAMPLES).flatMap(it -> filesUnder(it).stream()))
                .filter(file -> file.toString().endsWith(".md"))
                .map(MarkdownPage::read)
                .toList();
    }

    private static List<Path> filesUnder(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<List<String>> commandsOf(MarkdownPage page) {
        return page.typedLines().stream()
                .map(PagesTest::argumentsOf)
                .filter(arguments -> !arguments.isEmpty())
                .toList();
    }

    private static List<String> problemsOf(MarkdownPage page) {
        Stream<String> typed = page.typedLines().stream().flatMap(PagesTest::problems);
        Stream<String> started =
                EXEC_FORM
                        .matcher(page.text())
                        .results()
                        .map(line -> execForm(line.group(1)))
                        .filter(words -> PROGRAM.contains(words.getFirst()))
                        .flatMap(words ->
                                problemsWith(
                                        String.join(" ", words),
                                        words.subList(1, words.size()),
                                        false));
        Stream<String> inActions =
                ACTION_INPUT
                        .matcher(page.text())
                        .results()
                        .map(it -> it.group(1))
                        .flatMap(it -> problemsWith(it, words(it), false));
        Stream<String> spans = page.codeSpans().stream().flatMap(PagesTest::problemsInSpan);
        return Stream.of(typed, started, inActions, spans)
                .flatMap(problems -> problems)
                .map(problem -> page.path() + ": " + problem)
                .toList();
    }

    private static List<String> execForm(String json) {
        return ((Json.Arr) JsonText.parse(json))
                .items().stream().map(word -> ((Json.Str) word).value()).toList();
    }

    /** In running text a command may be named without all that it needs. */
    private static Stream<String> problemsInSpan(String span) {
        if (!span.startsWith("--")) {
            return problemsWith(span, argumentsOf(span), true);
        }
        String option = span.replaceAll("[ =].*", "");
        return optionsOf(PARSER).anyMatch(option::equals)
                ? Stream.empty()
                : Stream.of("no command has " + option);
    }

    private static Stream<String> optionsOf(CommandLine command) {
        return Stream.concat(
                command.getCommandSpec().optionsMap().keySet().stream(),
                command.getSubcommands().values().stream().flatMap(PagesTest::optionsOf));
    }

    private static Stream<String> problems(String line) {
        Stream<String> inner =
                SUBSTITUTION
                        .matcher(line)
                        .results()
                        .map(command -> command.group(1))
                        .flatMap(PagesTest::problems);
        Matcher script = SCRIPT.matcher(line);
        Stream<String> unknownScript =
                script.find() && script.group(2) != null && !knows(script.group(1), script.group(2))
                        ? Stream.of("there is no " + line)
                        : Stream.empty();
        return Stream.of(problemsWith(line, argumentsOf(line), false), inner, unknownScript)
                .flatMap(problems -> problems);
    }

    /** Whether bin/bench or bin/soak says that it has this. */
    private static boolean knows(String script, String name) {
        try {
            return name.equals("loss")
                    || Files.readString(Path.of("bin", script))
                            .matches("(?s).*\\b" + name + "\\b.*");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<String> problemsWith(
            String line, List<String> arguments, boolean mayLackSomething) {
        if (arguments.isEmpty()) {
            return Stream.empty();
        }
        // A schedule runs a command line of its own.
        int end = arguments.indexOf("--");
        if (SCHEDULERS.contains(arguments.getFirst()) && end >= 0) {
            Stream<String> inner =
                    problemsWith(line, arguments.subList(end + 1, arguments.size()), false);
            return Stream.concat(ownProblems(line, arguments, mayLackSomething), inner).limit(1);
        }
        return ownProblems(line, arguments, mayLackSomething);
    }

    private static Stream<String> ownProblems(
            String line, List<String> arguments, boolean mayLackSomething) {
        List<Exception> errors = new ArrayList<>();
        for (CommandLine.ParseResult result = PARSER.parseArgs(arguments.toArray(String[]::new));
                result != null;
                result = result.subcommand()) {
            errors.addAll(result.errors());
        }
        return errors.stream()
                .filter(error -> !(mayLackSomething && error instanceof MissingParameterException))
                .map(error -> line + ": " + error.getMessage())
                .distinct()
                .limit(1);
    }

    private static CommandLine parser() {
        PrintWriter nowhere = new PrintWriter(new StringWriter());
        CommandLine parser = Main.commandLine(nowhere, nowhere);
        collectErrors(parser);
        return parser;
    }

    private static void collectErrors(CommandLine command) {
        command.getCommandSpec().parser().collectErrors(true);
        command.getSubcommands().values().forEach(PagesTest::collectErrors);
    }

    /** What the program would get; nothing when the line starts something else. */
    private static List<String> argumentsOf(String line) {
        List<String> words =
                words(line).stream()
                        .dropWhile(it -> it.equals("sudo") || ASSIGNMENT.matcher(it).matches())
                        .takeWhile(word -> !ENDS.contains(word) && !word.startsWith("#"))
                        .toList();
        if (words.size() > 1
                && words.getFirst().equals("bin/bench")
                && words.get(1).equals("loss")) {
            return Stream.concat(Stream.of("bench"), words.stream().skip(1)).toList();
        }
        return words.isEmpty() || !PROGRAM.contains(words.getFirst())
                ? List.of()
                : words.subList(1, words.size());
    }

    private static List<String> words(String line) {
        return WORD.matcher(line)
                .results()
                .map(word -> word.group(1).replaceAll("['\"]", ""))
                .toList();
    }

    private static void collectExamples(CommandLine command, List<String> examples) {
        String footer = String.join("\n", command.getCommandSpec().usageMessage().footer());
        CONTINUED
                .matcher(footer)
                .replaceAll(" ")
                .lines()
                .map(String::strip)
                .filter(line -> !argumentsOf(line).isEmpty())
                .forEach(examples::add);
        for (CommandLine inner : command.getSubcommands().values()) {
            collectExamples(inner, examples);
        }
    }
}
