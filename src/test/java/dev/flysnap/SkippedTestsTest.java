package dev.flysnap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Skipped tests are declared by annotations, and counted. */
class SkippedTestsTest {
    @TempDir private Path directory;

    @Test
    void everyReasonIsCounted() throws Exception {
        Path report =
                Files.writeString(
                        directory.resolve("TEST-a.xml"),
                        """
                        <testsuite>
                          <testcase name="a"><skipped message="busybox is not on the PATH"/></testcase>
                          <testcase name="b"><skipped message="needs root"/></testcase>
                          <testcase name="c"/>
                          <testcase name="d"><skipped message="needs root"/></testcase>
                        </testsuite>
                        """);
        assertEquals(
                "Skipped tests: 3 (2: needs root; 1: busybox is not on the PATH)",
                SkippedTestsMain.line(SkippedTestsMain.reasons(report)));
        assertEquals("Skipped tests: 0", SkippedTestsMain.line(List.of()));
    }

    /** An assumption in a set-up would run the clean-up of what was never set up. */
    @Test
    void noTestSkipsItselfWhileItRuns() throws Exception {
        assertEquals(
                List.of(SkippedTestsTest.class.getSimpleName() + ".class"),
                ClassFiles.thatName(Assumptions.class, SkippedTestsTest.class).stream()
                        .map(it -> it.getFileName().toString())
                        .toList(),
                "only this test names them");
    }
}
