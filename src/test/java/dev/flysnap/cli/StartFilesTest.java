package dev.flysnap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.stored.CommandFolder;
import dev.flysnap.cli.stored.PlainFields;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What is stored of each command is what its annotations say. */
final class StartFilesTest {
    /** Objects that belong to one command line, and text that is made of others of these. */
    private static final Set<String> OF_ONE_COMMAND_LINE =
            Set.of(
                    "getter",
                    "setter",
                    "scope",
                    "command",
                    "messages",
                    "toBuilder",
                    "typeInfo",
                    "prompt",
                    "hashCode",
                    "toString",
                    "getClass");

    @TempDir private Path directory;

    @Test
    void everyCommandButThoseOfTheHookComesBackFromItsFile() throws IOException {
        StartFiles.write(directory);

        List<Subcommand> stored = stored();
        assertEquals(
                List.of(Subcommand.HOOK),
                Subcommand.all().stream().filter(it -> !stored.contains(it)).toList());
        for (Subcommand it : stored) {
            CommandLine annotated = annotated(it);
            if (it == Subcommand.AGENT) {
                CommandLine agent =
                        Objects.requireNonNull(annotated.getSubcommands().get(it.word()));
                CommandLine _ = agent.getCommandSpec().removeSubcommand("ctl");
            }
            assertSame(annotated.getCommandSpec(), read(it).getCommandSpec());
        }
    }

    @Test
    void theAgentsFileIsNotUsedForWhatItLacks() {
        assertTrue(AgentOptions.suffice("agent", "--db=/data/app.db", "--exec", "node server.js"));
        assertTrue(AgentOptions.suffice("agent", "--", "app", "ctl", "--help"));
        assertFalse(AgentOptions.suffice("agent", "ctl", "status"));
        assertFalse(AgentOptions.suffice("agent", "--db", "/data/app.db", "ctl", "status"));
        assertFalse(AgentOptions.suffice("agent", "--help"));
        assertFalse(AgentOptions.suffice("agent", "-h"));
    }

    @Test
    void theAgentsArgumentsAreTheSame() throws IOException {
        StartFiles.write(directory);

        String[] agent = {
            "agent", "--db=a=/a", "--db=/b", "--stop-limit=7", "--strict", "--", "app", "--db=c"
        };
        Map<String, String> values = values(read(Subcommand.AGENT), agent);
        assertEquals(values(annotated(Subcommand.AGENT), agent), values);
        assertEquals("[a=/a, /b]", values.get("[--db]"), values.toString());
        assertEquals("[app, --db=c]", values.get("COMMAND"), values.toString());
    }

    @Test
    void parsedArgumentsAreTheSame() throws IOException {
        StartFiles.write(directory);

        for (Subcommand it : stored()) {
            assertEquals(values(annotated(it), it.word()), values(read(it), it.word()));
        }
        String[] list = {"list", "shop", "--since=7d", "--json", "--volume=vol_4qk5xqz7y1mj8w2r"};
        Map<String, String> values = values(read(Subcommand.LIST), list);
        assertEquals(values(annotated(Subcommand.LIST), list), values);
        assertEquals("Optional[PT168H]", values.get("[--since]"));
        String[] create = {"create", "shop", "blog", "--all", "--label=a=b", "--label=c=d"};
        Map<String, String> lists = values(read(Subcommand.CREATE), create);
        assertEquals(values(annotated(Subcommand.CREATE), create), lists);
        assertTrue(lists.containsValue("[shop, blog]"), lists::toString);
    }

    @Test
    void optionsThatMayBeRepeatedAreCollected() throws IOException {
        StartFiles.write(directory);

        String[] sim = {"sim", "--app=a", "--app=b", "--run=image=command"};
        Map<String, String> values = values(read(Subcommand.SIM), sim);
        assertEquals(values(annotated(Subcommand.SIM), sim), values);
        assertEquals("[a, b]", values.get("[--app]"), values.toString());
        String[] create = {"create", "shop", "other"};
        values = values(read(Subcommand.CREATE), create);
        assertEquals(values(annotated(Subcommand.CREATE), create), values);
        assertEquals("[shop, other]", values.get("APP"));
    }

    /** For reflection java would write classes at each start. */
    @Test
    void fieldsAreReachedByCodeThatTheBuildHasAdded() throws IOException {
        StartFiles.write(directory);

        for (Subcommand it : stored()) {
            all(read(it).getCommandSpec())
                    .map(CommandSpec::userObject)
                    .filter(user -> !user.getClass().getName().startsWith("picocli."))
                    .forEach(user -> {
                        boolean hasFields =
                                Stream.<Class<?>>iterate(
                                                user.getClass(),
                                                type -> type != Object.class,
                                                Class::getSuperclass)
                                        .flatMap(type -> Stream.of(type.getDeclaredFields()))
                                        .flatMap(field -> Stream.of(field.getAnnotations()))
                                        .anyMatch(mark ->
                                                mark.annotationType()
                                                        .getName()
                                                        .startsWith("picocli."));
                        assertEquals(hasFields, user instanceof PlainFields, user::toString);
                    });
        }
    }

    /** {@code bin/flysnap} leaves them out, as each start would look for them. */
    @Test
    void noOptionNeedsPicoclisOwnConvertersOfTimesAndOfSql() {
        for (Subcommand it : Subcommand.all()) {
            all(annotated(it).getCommandSpec())
                    .flatMap(command -> command.args().stream())
                    .filter(argument ->
                            Stream.concat(
                                            Stream.of(argument.type()),
                                            Stream.of(argument.auxiliaryTypes()))
                                    .anyMatch(type ->
                                            type.getName().matches("java\\.(time|sql)\\..*")))
                    .forEach(argument ->
                            assertNotEquals(0, argument.converters().length, argument::toString));
        }
    }

    /** With its subcommands and mixins. */
    private static Stream<CommandSpec> all(CommandSpec command) {
        return Stream.of(
                        Stream.of(command),
                        command.mixins().values().stream().flatMap(StartFilesTest::all),
                        command.subcommands().values().stream()
                                .flatMap(it -> all(it.getCommandSpec())))
                .flatMap(it -> it);
    }

    @Test
    void aFileThatDoesNotFitTheProgramIsPassedOver() throws IOException {
        StartFiles.write(directory);
        Path list = directory.resolve("commands").resolve("list");
        byte[] whole = Files.readAllBytes(list);

        for (int length = 0; length < whole.length; length += 97) {
            Files.write(list, Arrays.copyOf(whole, length));
            assertEquals(
                    Optional.empty(),
                    StartFiles.read(CommandFolder.in(directory), Subcommand.LIST));
        }
        String other = new String(whole, StandardCharsets.ISO_8859_1);
        Files.writeString(
                list, other.replace("ListCommand", "LostCommand"), StandardCharsets.ISO_8859_1);
        assertEquals(
                Optional.empty(), StartFiles.read(CommandFolder.in(directory), Subcommand.LIST));
    }

    private List<Subcommand> stored() {
        return Subcommand.all().stream()
                .filter(it -> StartFiles.read(CommandFolder.in(directory), it).isPresent())
                .toList();
    }

    private CommandLine read(Subcommand subcommand) {
        return StartFiles.read(CommandFolder.in(directory), subcommand).orElseThrow();
    }

    private static CommandLine annotated(Subcommand subcommand) {
        return Main.withSubcommands(List.of(subcommand));
    }

    private static void assertSame(CommandSpec expected, CommandSpec read) {
        assertEquals(
                expected.commandLine().getUsageMessage(), read.commandLine().getUsageMessage());
        assertEquals(expected.userObject().getClass(), read.userObject().getClass());
        assertEquals(expected.mixins().keySet(), read.mixins().keySet());
        assertEquals(properties(expected), properties(read));
        assertEquals(expected.subcommands().keySet(), read.subcommands().keySet());
        expected.subcommands()
                .forEach((name, line) ->
                        assertSame(
                                line.getCommandSpec(),
                                Objects.requireNonNull(read.subcommands().get(name))
                                        .getCommandSpec()));
    }

    /** Whatever picocli can be asked of its arguments. */
    private static List<Map<String, String>> properties(CommandSpec command) {
        List<Map<String, String>> all = new ArrayList<>();
        for (ArgSpec argument : command.args()) {
            Map<String, String> properties = new TreeMap<>();
            for (Method it : argument.getClass().getMethods()) {
                if (it.getParameterCount() == 0
                        && Stream.of(Object.class, void.class).noneMatch(it.getReturnType()::equals)
                        && !OF_ONE_COMMAND_LINE.contains(it.getName())) {
                    properties.put(it.getName(), value(it, argument));
                }
            }
            all.add(properties);
        }
        return all;
    }

    private static String value(Method method, ArgSpec argument) {
        try {
            Object value = method.invoke(argument);
            String text = value instanceof Object[] some ? List.of(some).toString() : "" + value;
            return text.replaceAll("@[0-9a-f]+", "");
        } catch (ReflectiveOperationException e) {
            return "" + e.getCause();
        }
    }

    /** What the fields of the command hold once the arguments are parsed, or what is wrong. */
    private static Map<String, String> values(CommandLine line, String... arguments) {
        Map<String, String> values = new TreeMap<>();
        try {
            line.setCaseInsensitiveEnumValuesAllowed(true);
            CommandSpec parsed = line.parseArgs(arguments).subcommand().commandSpec();
            for (ArgSpec it : parsed.args()) {
                Object value = it.getValue();
                values.put(
                        it instanceof CommandLine.Model.OptionSpec option
                                ? List.of(option.names()).toString()
                                : it.paramLabel(),
                        "" + value);
            }
        } catch (ParameterException e) {
            values.put("wrong", String.valueOf(e.getMessage()));
        }
        return values;
    }
}
