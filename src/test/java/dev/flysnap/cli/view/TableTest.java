package dev.flysnap.cli.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** How tables fill the terminal. */
class TableTest {
    private static final Table RUNS =
            new Table(1)
                    .row("RUN", "MS", "ABOUT")
                    .row("run_1", "7", "one word")
                    .row("run_2", "1200", "several words that do not fit");

    @Test
    void columnsAreAsWideAsTheirTextsAndNumbersStandToTheRight() {
        assertEquals(
                """
                RUN      MS  ABOUT
                run_1     7  one word
                run_2  1200  several words that do not fit\
                """,
                RUNS.text(Integer.MAX_VALUE));
    }

    @Test
    void whereTheTerminalIsNarrowGapsShrinkAndTheLastColumnWraps() {
        assertEquals(
                """
                RUN     MS ABOUT
                run_1    7 one word
                run_2 1200 several words
                           that do not fit\
                """,
                RUNS.text(28));
    }

    @Test
    void aTableWithoutRowsIsEmpty() {
        assertEquals("", new Table().text());
    }
}
