package dev.flysnap.agent.child;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.agent.Agent;
import dev.flysnap.problem.FlysnapException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChildCommandLineTest {

    @Test
    void wordsAreSplitAsAShellWould() {
        assertEquals(List.of("node", "server.js"), ChildCommandLine.of("  node   server.js "));
        assertEquals(
                List.of("sh", "-c", "a | b $c", "d e", ""),
                ChildCommandLine.of("sh -c 'a | b $c' \"d e\" ''"));
        assertEquals(List.of("a b", "c\"d", "e\\n"), ChildCommandLine.of("a\\ b c\\\"d \"e\\n\""));
        assertEquals(List.of("x=1", "a#b", "a~b"), ChildCommandLine.of("x=1 a#b a~b"));
    }

    @Test
    void whatNeedsAShellGetsOne() {
        for (String command :
                List.of("a | b", "a && b", "echo $X", "echo \"$X\"", "ls *.db", "~/a")) {
            assertEquals(List.of("/bin/sh", "-c", command), ChildCommandLine.of(command));
        }
    }

    @Test
    void anUnclosedQuoteOrNothingIsRefused() {
        assertThrows(FlysnapException.class, () -> ChildCommandLine.of("a 'b"));
        assertThrows(FlysnapException.class, () -> ChildCommandLine.of("  "));
        assertThrows(FlysnapException.class, () -> Agent.commandOf(Optional.of("a"), List.of("b")));
        assertEquals(
                Optional.of(List.of("a b", "c")),
                Agent.commandOf(Optional.empty(), List.of("a b", "c")));
    }
}
