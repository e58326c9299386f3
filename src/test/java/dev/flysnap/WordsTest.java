package dev.flysnap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Advice that does not help: an app's token may not do it, or it asks back, or it names no command.
 */
class WordsTest {
    private static final Pattern USELESS =
            Pattern.compile(
                    "fly apps list|look before doing it again|tokens create (?:readonly|org)\\b(?! -o ORG)|setLenient");

    @Test
    void noMessageOrPageGivesAdviceThatDoesNotHelp() throws IOException {
        try (Stream<Path> main = Files.walk(Path.of("src/main"));
                Stream<Path> site = Files.walk(Path.of("src/site"))) {
            List<String> found =
                    Stream.concat(main, site)
                            .filter(Files::isRegularFile)
                            .filter(it -> it.toString().matches(".*\\.(?:java|md)"))
                            .flatMap(file -> lines(file).filter(it -> USELESS.matcher(it).find()))
                            .toList();
            assertEquals(List.of(), found);
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream().map(line -> file + ": " + line.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
