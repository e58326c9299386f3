package dev.flysnap.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
            Pattern.compile("([0-9]+(?:\\.[0-9]+)?)[^0-9<]*<!-- measured: (\\w+) ([^>]+?) -->");

    @Test
    void whatThePagesQuoteIsInTheTable() throws Exception {
        Json.Obj table = JsonText.parseObject(Files.readString(Path.of(AllBenchesMain.PLACE)));
        List<String> quotes = new ArrayList<>();
        try (Stream<Path> pages = Files.list(Path.of("src/site/markdown"))) {
            for (Path page :
                    Stream.concat(pages, Stream.of(Path.of("README.md")))
                            .filter(it -> it.toString().endsWith(".md"))
                            .toList()) {
                for (MatchResult quote : QUOTE.matcher(Files.readString(page)).results().toList()) {
                    quotes.add(quote.group());
                    assertEquals(
                            measured(table, quote.group(2), quote.group(3))
                                    .setScale(decimals(quote.group(1)), RoundingMode.HALF_UP),
                            new BigDecimal(quote.group(1)),
                            () -> page + ": " + quote.group());
                }
            }
        }
        assertFalse(quotes.isEmpty());
    }

    private static BigDecimal measured(Json.Obj table, String bench, String figure) {
        Map<String, String> figures =
                AllBenchesMain.figures(
                        table.object(bench).orElseThrow().get("numbers").orElseThrow());
        String value = figures.get(figure);
        if (value == null) {
            throw new AssertionError(
                    "bin/bench %s has no %s, but %s".formatted(bench, figure, figures.keySet()));
        }
        return new BigDecimal(value);
    }

    private static int decimals(String number) {
        return new BigDecimal(number).scale();
    }
}
