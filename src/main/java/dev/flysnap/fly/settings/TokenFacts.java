package dev.flysnap.fly.settings;

import dev.flysnap.fly.settings.MessagePack.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a token says of itself, without asking anybody. Nothing of it is secret.
 *
 * @param isMacaroon whether it is one of Fly's own limited tokens, as {@code fly tokens create}
 *     makes; others are of a login, or of a simulator
 * @param ends when the first part of it stops working; absent where it does not say
 */
public record TokenFacts(boolean isMacaroon, Optional<Instant> ends) {
    private static final String PREFIX = "fm2_";

    /** Fields of a macaroon, and of a caveat with a window of time. Source: superfly/macaroon. */
    private static final int CAVEATS = 2;

    private static final long VALIDITY_WINDOW = 4;
    private static final int NOT_AFTER = 1;

    public static TokenFacts of(FlyToken token) {
        String header = token.header();
        List<String> parts =
                Stream.of(header.substring(header.indexOf(' ') + 1).split(","))
                        .filter(it -> it.startsWith(PREFIX))
                        .toList();
        return new TokenFacts(
                !parts.isEmpty(),
                parts.stream().flatMap(it -> ends(it).stream()).min(Comparator.naturalOrder()));
    }

    private static Optional<Instant> ends(String macaroon) {
        try {
            byte[] bytes = Base64.getDecoder().decode(macaroon.substring(PREFIX.length()));
            return MessagePack.read(bytes).flatMap(it -> item(it, CAVEATS)).stream()
                    .flatMap(TokenFacts::windows)
                    .min(Comparator.naturalOrder());
        } catch (IllegalArgumentException | DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    /** Caveats are a flat list: a type, its content, the next type, its content. */
    private static Stream<Instant> windows(Value caveats) {
        if (!(caveats instanceof Value.Items(List<Value> values))) {
            return Stream.empty();
        }
        Stream.Builder<Instant> found = Stream.builder();
        for (int i = 0; i + 1 < values.size(); i += 2) {
            if (values.get(i).equals(new Value.Whole(VALIDITY_WINDOW))) {
                item(values.get(i + 1), NOT_AFTER)
                        .filter(Value.Whole.class::isInstance)
                        .map(it -> Instant.ofEpochSecond(((Value.Whole) it).value()))
                        .ifPresent(found::add);
            }
        }
        return found.build();
    }

    private static Optional<Value> item(Value value, int index) {
        return value instanceof Value.Items(List<Value> values) && values.size() > index
                ? Optional.of(values.get(index))
                : Optional.empty();
    }
}
