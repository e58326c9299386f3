package dev.flysnap.fly.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlyTokenTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "abc                      | Bearer abc",
                "`  abc\n`                | Bearer abc",
                "Bearer abc               | Bearer abc",
                "bearer Bearer abc        | Bearer abc",
                "FlyV1 abc                | Bearer abc",
                "fm2_a                    | FlyV1 fm2_a",
                "FlyV1 fm2_a              | FlyV1 fm2_a",
                "Bearer fm1r_a            | FlyV1 fm1r_a",
                "\"FlyV1 fm2_a\"          | FlyV1 fm2_a",
                "FlyV1 fm2_a,fm2_b        | FlyV1 fm2_a,fm2_b",
                "fm2_a, FlyV1 fm1a_b      | FlyV1 fm2_a,fm1a_b",
                "fm2_a,abc,fm1r_b,        | FlyV1 fm2_a,fm1r_b",
                "abc,def                  | Bearer abc,def"
            })
    void aPastedTokenGetsItsScheme(String pasted, String header) {
        assertEquals(header, FlyToken.parse(pasted).header());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  \n", "Bearer ", "FlyV1  ", ",", "\"\"", "a b", "tök", "a\u0007"})
    void whatIsNoTokenIsRefusedWithItsOwnExitCode(String pasted) {
        FlysnapException refused =
                assertThrows(FlysnapException.class, () -> FlyToken.parse(pasted));
        assertEquals(ExitCode.NOT_AUTHORISED, refused.problem().exit());
    }

    @Test
    void aTokenIsNotShown() {
        FlyToken token = FlyToken.parse("FlyV1 fm2_secret");
        assertFalse(token.toString().contains("secret"));
        assertEquals("it was …, you see", token.redact("it was fm2_secret, you see"));
    }
}
