package dev.flysnap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.view.SuggestedCommands;
import dev.flysnap.json.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** A suggested command works where the one that suggests it did. */
class SuggestedCommandsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    restore latest --app shop --state-dir /s | Go on: flysnap continue run_1; or back: flysnap undo run_1 | Go on: flysnap continue --state-dir /s run_1; or back: flysnap undo --state-dir /s run_1
                    list shop --state-dir '/a b' | See flysnap runs show run_1 | See flysnap runs show --state-dir '/a b' run_1
                    list --config c.toml | Wait until flysnap list says created, or choose another | Wait until flysnap list --config c.toml says created, or choose another
                    list -a shop | See: flysnap list | See: flysnap list --app shop
                    list shop | See: flysnap list --volume vol_1 | See: flysnap list --app shop --volume vol_1
                    list shop | See: flysnap list shop | See: flysnap list shop
                    list shop | See: flysnap list blog | See: flysnap list blog
                    list shop | flysnap restore latest --app blog --dry-run | flysnap restore latest --app blog --dry-run
                    list shop | Take another (flysnap create), and undo: flysnap undo run_1 | Take another (flysnap create --app shop), and undo: flysnap undo run_1
                    create shop blog | See: flysnap list | See: flysnap list
                    create --hook exec --via exec | flysnap continue run_1 | flysnap continue --hook exec --via exec run_1
                    create --hook http://h --state-dir /s | flysnap list | flysnap list --state-dir /s
                    runs --state-dir /s | name another place: --state-dir DIR | name another place: --state-dir DIR
                    runs --state-dir /s | flysnap runs --state-dir DIR | flysnap runs --state-dir DIR
                    runs --state-dir /s | flysnap agent ctl status, flysnap-verifier and flysnap: | flysnap agent ctl status, flysnap-verifier and flysnap:
                    init shop --hook exec --config c.toml | flysnap doctor; flysnap init --replace | flysnap doctor --config c.toml; flysnap init --config c.toml --replace
                    list --json | flysnap list | flysnap list
                    """)
    void theSettingsOfTheCommandLineAreCarriedToTheNextCommand(
            String line, String text, String completed) {
        assertEquals(completed, commands(line).complete(text));
    }

    @Test
    void inDocumentsOnlyFieldsForCommandsAreCompleted() {
        Json.Obj document =
                Json.Obj.empty().with("next", "flysnap list").with("label", "flysnap list");
        assertEquals(
                document.with("next", "flysnap list --state-dir /s"),
                commands("list --state-dir /s").complete(document));
        Json steps = new Json.Arr(List.of(Json.Obj.empty().with("lines", Json.texts(lines()))));
        assertEquals(
                "Arr[items=[Obj[fields={lines=Arr[items=[Str[value=flysnap doctor --state-dir /s]]]}]]]",
                commands("list --state-dir /s").complete(steps).toString());
    }

    private static List<String> lines() {
        return List.of("flysnap doctor");
    }

    @Test
    void aProblemOfACommandSuggestsWhatWorks(@TempDir Path state) {
        StringWriter err = new StringWriter();
        Main.run(
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                "runs",
                "show",
                "run_aaaaaaaaaa",
                "--state-dir",
                state.toString());
        assertTrue(
                err.toString().contains("next: List its runs: flysnap runs --state-dir " + state),
                err::toString);
    }

    private static SuggestedCommands commands(String line) {
        String[] arguments =
                line.contains("'")
                        ? new String[] {"list", "shop", "--state-dir", "/a b"}
                        : line.split(" ");
        // As it runs: only its own command is known to it.
        CommandLine.ParseResult result =
                Main.commandLineFor(
                                new PrintWriter(new StringWriter()),
                                new PrintWriter(new StringWriter()),
                                arguments)
                        .parseArgs(arguments);
        while (result.hasSubcommand()) {
            result = result.subcommand();
        }
        return SuggestedCommands.of(result.commandSpec());
    }
}
