package dev.flysnap.cli.snapshot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that contradict each other, or mean nothing, are refused before anything is asked. */
class CreateOptionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--no-wait --retain 30d                 | restores the volume's setting once the snapshot exists",
                "--no-wait --receipt r.json             | flysnap continue RUN --receipt FILE",
                "--no-wait --hold-until created         | --hold-until created lasts longer",
                "--no-wait --hold-until running         | --hold-until running lasts longer",
                "--on-coalesce perhaps                  | neither fail nor accept-newer-than=10m",
                "--on-coalesce accept-newer-than=soon   | \"soon\" is not a duration",
                "--timeout 0s                           | \"0s\" is no timeout",
            })
    void areRefused(String options, String why) {
        assertRefused("create shop " + options, why);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "restore latest --app shop --size-gb 0  | \"0\" is not a size",
                "restore latest --app shop --size-gb -3 | \"-3\" is not a size",
                "restore latest --app shop --timeout 0s | \"0s\" is no timeout",
                "move shop --to-region fra --size-gb 0  | \"0\" is not a size",
                "move shop --to-region fra --timeout 0m | \"0m\" is no timeout",
            })
    void soAreSizesAndLimitsThatAreNone(String line, String why) {
        assertRefused(line, why);
    }

    private static void assertRefused(String line, String why) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit =
                Main.commandLine(new PrintWriter(out), new PrintWriter(err))
                        .execute(line.split(" +"));
        assertEquals(2, exit, err::toString);
        assertTrue(err.toString().contains(why), err::toString);
        assertEquals("", out.toString());
    }
}
