package dev.flysnap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the pages quote of {@code bin/bench all} is in the committed table: a number, its unit, and
 * a comment that names the figure, such as {@code 30 MB<!-- measured: agent idle_own_mb -->}.
 */
class MeasuredQuotesTest {
    private static final Pattern QUOTE =
            Pattern.compile(
                    "([0-9]+(?:\\.[0-9]+)?)[^0-9<`\\n]{0,12}<!-- measured: (\\w+) ([^>]+?) -->");

    @Test
    void aQuoteThatIsNotInTheTableIsFound() {
        Json.Obj table =
                JsonText.parseObject("{\"agent\":{\"numbers\":{\"runs\":[{\"mb\":29.6}]}}}");
        assertEquals(
                List.of(
                        "29 MB<!-- measured: agent runs.0.mb -->",
                        "30 s<!-- measured: agent runs.0.s -->",
                        "30 MB<!-- measured: startup mb -->"),
                wrong(
                        table,
                        "30 MB<!-- measured: agent runs.0.mb -->, 29.6 MB<!-- measured: agent runs.0.mb -->,"
                                + " 29 MB<!-- measured: agent runs.0.mb -->,"
                                + " 30 s<!-- measured: agent runs.0.s -->, 30 MB<!-- measured: startup mb -->"));
    }

    /** Without a table nothing can be quoted. */
    @Test
    void whatThePagesQuoteIsInTheTable() throws Exception {
        Path committed = Path.of(AllBenchesMain.PLACE);
        Json.Obj table =
                Files.exists(committed)
                        ? JsonText.parseObject(Files.readString(committed))
                        : Json.Obj.empty();
        try (Stream<Path> pages = Files.list(Path.of("src/site/markdown"))) {
            for (Path page :
                    Stream.concat(pages, Stream.of(Path.of("README.md")))
                            .filter(it -> it.toString().endsWith(".md"))
                            .toList()) {
                assertEquals(List.of(), wrong(table, Files.readString(page)), page::toString);
            }
        }
    }

    private static List<String> wrong(Json.Obj table, String text) {
        List<String> wrong = new ArrayList<>();
        for (MatchResult quote : QUOTE.matcher(text).results().toList()) {
            BigDecimal quoted = new BigDecimal(quote.group(1));
            boolean isMeasured =
                    measured(table, quote.group(2), quote.group(3))
                            .filter(it ->
                                    it.setScale(quoted.scale(), RoundingMode.HALF_UP)
                                                    .compareTo(quoted)
                                            == 0)
                            .isPresent();
            if (!isMeasured) {
                wrong.add(quote.group());
            }
        }
        return wrong;
    }

    private static Optional<BigDecimal> measured(Json.Obj table, String bench, String figure) {
        return table.object(bench)
                .flatMap(it -> it.get("numbers"))
                .flatMap(it -> Optional.ofNullable(AllBenchesMain.figures(it).get(figure)))
                .map(BigDecimal::new);
    }
}
