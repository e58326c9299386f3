package dev.flysnap.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options of {@code create} that contradict each other are refused before anything is asked. */
class CreateOptionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--no-wait --retain 30d                 | puts the volume's setting back when the snapshot is there",
                "--no-wait --receipt r.json             | flysnap continue RUN --receipt FILE",
                "--no-wait --hold-until created         | --hold-until created lasts longer",
                "--no-wait --hold-until running         | --hold-until running lasts longer",
                "--on-coalesce perhaps                  | neither fail nor accept-newer-than=10m",
                "--on-coalesce accept-newer-than=soon   | \"soon\" is no duration",
            })
    void areRefused(String options, String why) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> arguments = new ArrayList<>(List.of("create", "shop"));
        arguments.addAll(List.of(options.split(" +")));
        int exit =
                Main.commandLine(new PrintWriter(out), new PrintWriter(err))
                        .execute(arguments.toArray(String[]::new));
        assertEquals(2, exit, err::toString);
        assertTrue(err.toString().contains(why), err::toString);
        assertEquals("", out.toString());
    }
}
