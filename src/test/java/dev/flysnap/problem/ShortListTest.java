package dev.flysnap.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShortListTest {
    @Test
    void twentyAreOneShortLine() {
        assertEquals("a.db, b.db", ShortList.text(List.of("a.db", "b.db")));
        assertEquals("1, 2, 3, 4, 5, 6, 7", ShortList.text(numbers(7)));
        assertEquals("1, 2, 3, 4, 5, 6 and 14 more", ShortList.text(numbers(20)));
    }

    private static List<String> numbers(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(String::valueOf).toList();
    }
}
