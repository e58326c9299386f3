package dev.flysnap.sqlite.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How what a query gives is compared with what it must give. */
class ExpectationTest {
    @ParameterizedTest
    @CsvSource({
        "90, >=, 90, true",
        "90, >, 90, false",
        "9, <, 10, true",
        "1.0, =, 1, true",
        "1e3, ==, 1000, true",
        "abc, !=, abd, true",
        "abc, <>, abc, false",
        "2026-01-31, >, 2026-01-30T10:00, true",
        "10, <, 9a, true",
        "123456789012345678901234567890, =, 123456789012345678901234567891, false"
    })
    void numbersAreComparedAsNumbersAndAllElseAsText(
            String found, String operator, String value, boolean met) {
        assertEquals(met, expectation(operator, value).isMetBy(Optional.of(found)));
    }

    @Test
    void nothingEqualsNullButNull() {
        assertEquals(true, expectation("=", "NULL").isMetBy(Optional.empty()));
        assertEquals(false, expectation("!=", "null").isMetBy(Optional.empty()));
        assertEquals(true, expectation("!=", "null").isMetBy(Optional.of("1")));
        assertEquals(false, expectation(">=", "0").isMetBy(Optional.empty()));
        assertEquals(true, expectation("!=", "0").isMetBy(Optional.empty()));
    }

    @Test
    void aPathAndAColonBeforeTheQueryNameTheDatabase() {
        Expectation named = Expectation.parse("tenants/a.db: SELECT ':' || b FROM t", "=", ":x");
        assertEquals(Optional.of("tenants/a.db"), named.database());
        assertEquals("SELECT ':' || b FROM t", named.sql());
        assertEquals(true, named.appliesTo("tenants/a.db"));
        assertEquals(true, named.appliesTo("all/tenants/a.db"));
        assertEquals(false, named.appliesTo("tenants/aa.db"));
        assertEquals(Optional.empty(), Expectation.parse("SELECT 'a:b'", "=", "a:b").database());
        assertEquals(named, reread(named));
    }

    private static Expectation reread(Expectation it) {
        return Expectation.parse(
                it.arguments().get(0), it.arguments().get(1), it.arguments().get(2));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DELETE FROM t",
                "PRAGMA user_version",
                "",
                "ATTACH 'x' AS y",
                "drop table t"
            })
    void onlyQueriesAreTaken(String sql) {
        assertThrows(IllegalArgumentException.class, () -> Expectation.parse(sql, "=", "1"));
    }

    @Test
    void anOperatorThatDoesNotCompareIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Expectation.parse("SELECT 1", "~", "1"));
    }

    private static Expectation expectation(String operator, String value) {
        return Expectation.parse("SELECT 1", operator, value);
    }
}
