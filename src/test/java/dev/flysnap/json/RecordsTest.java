package dev.flysnap.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecordsTest {
    record Name(String value) {
        Name {
            if (value.isEmpty()) {
                throw new IllegalArgumentException("a name cannot be empty");
            }
        }
    }

    enum Colour {
        @JsonName("crimson")
        DARK_RED
    }

    sealed interface Shape {
        @JsonName("circle")
        record Circle(long radiusMm) implements Shape {}

        @JsonName("group")
        record Group(List<Shape> parts, Optional<Name> label) implements Shape {}
    }

    record Everything(
            Name name,
            Colour colour,
            Instant at,
            Duration expiresIn,
            Set<Name> others,
            Map<String, Integer> counts,
            Optional<Long> bytes,
            boolean held,
            Json anything) {}

    @Test
    void aRecordComesBackAsItWent() {
        Everything before =
                new Everything(
                        new Name("a"),
                        Colour.DARK_RED,
                        Instant.parse("2026-01-02T03:04:05.678Z"),
                        Duration.ofMillis(1500),
                        Set.of(new Name("b")),
                        Map.of("x", 3),
                        Optional.empty(),
                        true,
                        JsonText.parse("{\"n\":1.50,\"z\":null}"));
        Json written = JsonText.parse(JsonText.print(Records.write(Everything.class, before)));
        assertEquals(before, Records.read(Everything.class, written));
    }

    private record Moment(Instant at) {}

    @Test
    void aTimeHasNoMoreThanMilliseconds() {
        Moment moment = new Moment(Instant.parse("2026-01-02T03:04:05.678912345Z"));
        assertEquals(
                "{\"at\":\"2026-01-02T03:04:05.678Z\"}",
                JsonText.print(Records.write(Moment.class, moment)));
    }

    @Test
    void aSealedTypeIsToldByItsKind() {
        Shape before = new Shape.Group(List.of(new Shape.Circle(5)), Optional.of(new Name("n")));
        String text = JsonText.print(Records.write(Shape.class, before));
        assertEquals(
                "{\"kind\":\"group\",\"parts\":[{\"kind\":\"circle\",\"radius_mm\":5}],\"label\":\"n\"}",
                text);
        assertEquals(before, Records.read(Shape.class, JsonText.parse(text)));
    }

    @Test
    void whatIsWrongIsToldWithItsPath() {
        MalformedJson missing =
                assertThrows(
                        MalformedJson.class,
                        () ->
                                Records.read(
                                        Shape.class,
                                        JsonText.parse(
                                                "{\"kind\":\"group\",\"parts\":[{\"kind\":\"circle\"}]}")));
        assertEquals("parts[0].radius_mm is missing", missing.getMessage());
        assertThrows(MalformedJson.class, () -> Records.read(Name.class, JsonText.parse("\"\"")));
        assertThrows(
                MalformedJson.class,
                () -> Records.read(Shape.class, JsonText.parse("{\"kind\":\"cube\"}")));
    }

    @Test
    void textKeepsNumbersNullsAndOrder() {
        String text =
                "{\"b\":[1,1.0,1e3,123456789012345678901234567890],\"a\":null,\"u\":\"\\u00e9\"}";
        assertEquals(
                "{\"b\":[1,1.0,1e3,123456789012345678901234567890],\"a\":null,\"u\":\"é\"}",
                JsonText.print(JsonText.parse(text)));
        assertThrows(MalformedJson.class, () -> JsonText.parse("{} x"));
        assertThrows(MalformedJson.class, () -> JsonText.parse("<html>"));
        assertThrows(MalformedJson.class, () -> JsonText.parse(""));
    }

    @Test
    void aWholeNumberIsOneHoweverItIsWritten() throws MalformedJson {
        Json.Obj written =
                JsonText.parseObject(
                        "{\"a\":-9223372036854775808,\"b\":1.0,\"c\":1e3,\"d\":0.5,\"e\":9223372036854775808}");
        assertEquals(Optional.of(Long.MIN_VALUE), written.number("a"));
        assertEquals(Optional.of(1L), written.number("b"));
        assertEquals(Optional.of(1000L), written.number("c"));
        assertEquals(Optional.empty(), written.number("d"));
        assertEquals(Optional.empty(), written.number("e"));
    }

    sealed interface Nameless {
        record Thing() implements Nameless {}
    }

    sealed interface Twice {
        @JsonName("one")
        record First() implements Twice {}

        @JsonName("one")
        record Second() implements Twice {}
    }

    @Test
    void everyKindHasANameOfItsOwn() {
        assertThrows(
                IllegalStateException.class,
                () -> Records.write(Nameless.class, new Nameless.Thing()));
        assertThrows(
                IllegalStateException.class, () -> Records.write(Twice.class, new Twice.First()));
    }
}
