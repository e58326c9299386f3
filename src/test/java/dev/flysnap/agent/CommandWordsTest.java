package dev.flysnap.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.problem.FlysnapException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandWordsTest {

    @Test
    void wordsAreSplitAsAShellWould() {
        assertEquals(List.of("node", "server.js"), CommandWords.of("  node   server.js "));
        assertEquals(
                List.of("sh", "-c", "a | b $c", "d e", ""),
                CommandWords.of("sh -c 'a | b $c' \"d e\" ''"));
        assertEquals(List.of("a b", "c\"d", "e\\n"), CommandWords.of("a\\ b c\\\"d \"e\\n\""));
        assertEquals(List.of("x=1", "a#b", "a~b"), CommandWords.of("x=1 a#b a~b"));
    }

    @Test
    void whatNeedsAShellGetsOne() {
        for (String command :
                List.of("a | b", "a && b", "echo $X", "echo \"$X\"", "ls *.db", "~/a")) {
            assertEquals(List.of("/bin/sh", "-c", command), CommandWords.of(command));
        }
    }

    @Test
    void anUnclosedQuoteOrNothingIsRefused() {
        assertThrows(FlysnapException.class, () -> CommandWords.of("a 'b"));
        assertThrows(FlysnapException.class, () -> CommandWords.of("  "));
        assertThrows(FlysnapException.class, () -> Agent.commandOf(Optional.of("a"), List.of("b")));
        assertEquals(
                Optional.of(List.of("a b", "c")),
                Agent.commandOf(Optional.empty(), List.of("a b", "c")));
    }
}
