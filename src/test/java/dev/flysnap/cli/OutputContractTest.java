package dev.flysnap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.session.FlysnapVersion;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What scripts may rely on: the exit code, and one form of every problem. */
class OutputContractTest {
    @TempDir private Path state;

    private final StringWriter err = new StringWriter();

    @Test
    void aResultThatCannotBeWrittenIsAFailure() {
        PrintWriter full =
                new PrintWriter(
                        new OutputStream() {
                            @Override
                            public void write(int b) throws IOException {
                                throw new IOException("No space left on device");
                            }
                        },
                        true,
                        StandardCharsets.UTF_8);
        assertEquals(1, run(full, "runs", "--state-dir", state.toString()));
        assertTrue(err.toString().contains("code: output-not-written"), err::toString);
    }

    @Test
    void eachCommandNamesTheVersion() {
        for (String command : List.of("", "list", "agent", "copies", "copies list")) {
            StringWriter out = new StringWriter();
            String[] words = (command + " --version").strip().split(" ");
            assertEquals(0, Main.run(new PrintWriter(out), new PrintWriter(err), words), command);
            assertEquals(new FlysnapVersion().getVersion()[0], out.toString().strip(), command);
        }
    }

    @Test
    void aUsageErrorHasAllPartsOfAProblem() {
        assertEquals(2, run("list", "--no-such-option"));
        List<String> lines = err.toString().lines().toList();
        assertTrue(lines.getFirst().contains("--no-such-option"), err::toString);
        assertTrue(lines.get(1).startsWith("  why:  Nothing was done"), err::toString);
        assertTrue(lines.get(2).endsWith("flysnap list --help"), err::toString);
        assertEquals("  code: usage", lines.get(3));
    }

    @Test
    void aWrongChoiceIsAnsweredWithTheRightOnes() {
        assertEquals(2, run("init", "--hook", "banana"));
        assertTrue(
                err.toString().contains("'--hook': \"banana\" is none of agent, exec, own"),
                err::toString);
    }

    @Test
    void anArgumentTooManyIsNamed() {
        assertEquals(2, run("list", "shop", "other"));
        assertTrue(
                err.toString()
                        .contains("flysnap list takes no more arguments: \"other\" is too many"),
                err::toString);
    }

    @Test
    void aMistypedCommandIsSuggested() {
        assertEquals(2, run("craete"));
        assertTrue(err.toString().contains("next: Did you mean "), err::toString);
        assertTrue(err.toString().contains("create"), err::toString);
    }

    @Test
    void aWordLikeNoCommandIsNotTakenForOne() {
        assertEquals(2, run("frobnicate"));
        assertTrue(err.toString().contains("next: flysnap --help"), err::toString);
    }

    @Test
    void withJsonAProblemIsOneLineOfJson() {
        assertEquals(
                1, run("runs", "show", "run_aaaaaaaaaa", "--json", "--state-dir", state + "/x"));
        Json.Obj problem = JsonText.parseObject(err.toString().strip());
        assertEquals(Optional.of("run-unknown"), problem.text("code"));
        assertEquals(Optional.of(1L), problem.number("exit"));
        for (String field : List.of("what", "why", "next")) {
            assertFalse(problem.text(field).orElseThrow().isBlank(), field);
        }
        assertEquals(1, err.toString().lines().count());
    }

    @Test
    void withJsonAUsageErrorIsJsonToo() {
        assertEquals(2, run("list", "--json", "--no-such-option"));
        assertEquals(
                Optional.of("usage"), JsonText.parseObject(err.toString().strip()).text("code"));
    }

    private int run(String... arguments) {
        return run(new PrintWriter(new StringWriter()), arguments);
    }

    private int run(PrintWriter out, String... arguments) {
        return Main.run(out, new PrintWriter(err, true), arguments);
    }
}
