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

/** Texts for the user: advice that helps, and one thing is no things. */
class WordsTest {
    /** An app's token may not do it, or it asks back, or it names no command. */
    private static final Pattern USELESS =
            Pattern.compile(
                    "fly apps list|look before doing it again|tokens create (?:readonly|org)\\b(?! -o ORG)|setLenient");

    /** Of these there may be one. */
    private static final Pattern ALWAYS_PLURAL =
            Pattern.compile(
                    "%[ds] (?:days|hours|snapshots|tables|pages|items)\\b|\\+ \" (?:days|hours|snapshots|tables|pages)\\b");

    @Test
    void oneIsNoPlural() throws IOException {
        try (Stream<Path> main = Files.walk(Path.of("src/main/java"))) {
            List<String> found =
                    main.filter(it -> it.toString().endsWith(".java"))
                            .flatMap(file ->
                                    lines(file).filter(it -> ALWAYS_PLURAL.matcher(it).find()))
                            .toList();
            assertEquals(List.of(), found, "Count.of(number, word) knows both");
        }
    }

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
