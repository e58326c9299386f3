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
 * @param readsOnly whether it says that it can change nothing
 * @param ends when the first part of it stops working; absent where it does not say
 */
public record TokenFacts(boolean isMacaroon, boolean readsOnly, Optional<Instant> ends) {
    private static final String PREFIX = "fm2_";

    /** Fields of a macaroon, and of a caveat with a window of time. Source: superfly/macaroon. */
    private static final int CAVEATS = 2;

    private static final long VALIDITY_WINDOW = 4;
    private static final int NOT_AFTER = 1;

    /** Caveats that limit what may be done, and the bits of that which are more than to look. */
    private static final long ORGANIZATION = 0;

    private static final int MASK = 1;
    private static final long ACTION = 26;
    private static final long CHANGES = 0x1e;

    public static TokenFacts of(FlyToken token) {
        String header = token.header();
        List<String> parts =
                Stream.of(header.substring(header.indexOf(' ') + 1).split(","))
                        .filter(it -> it.startsWith(PREFIX))
                        .toList();
        return new TokenFacts(
                !parts.isEmpty(),
                !parts.isEmpty() && parts.stream().allMatch(TokenFacts::readsOnly),
                parts.stream().flatMap(it -> ends(it).stream()).min(Comparator.naturalOrder()));
    }

    /**
     * Refuses a token of which it is known, without asking anybody, that it can change nothing.
     *
     * @param app for which it is used
     * @throws dev.flysnap.problem.FlysnapException with exit code 12
     */
    public static void requireMayChange(FlyToken token, String app) {
        if (of(token).readsOnly()) {
            throw FlySettingsProblems.readsOnly(app).exception();
        }
    }

    private static Optional<Instant> ends(String macaroon) {
        try {
            return caveats(macaroon)
                    .filter(it -> it.type == VALIDITY_WINDOW)
                    .flatMap(it -> whole(item(it.content, NOT_AFTER)))
                    .map(Instant::ofEpochSecond)
                    .min(Comparator.naturalOrder());
        } catch (DateTimeException notOurs) {
            return Optional.empty();
        }
    }

    private static boolean readsOnly(String macaroon) {
        return caveats(macaroon)
                .flatMap(it ->
                        it.type == ORGANIZATION
                                ? whole(item(it.content, MASK))
                                : it.type == ACTION
                                        ? whole(
                                                item(it.content, 0)
                                                        .or(() -> Optional.of(it.content)))
                                        : Stream.empty())
                .anyMatch(mask -> (mask & CHANGES) == 0);
    }

    private record Caveat(long type, Value content) {}

    /** A flat list: a type, its content, the next type, its content. */
    private static Stream<Caveat> caveats(String macaroon) {
        Optional<Value> caveats;
        try {
            byte[] bytes = Base64.getDecoder().decode(macaroon.substring(PREFIX.length()));
            caveats = MessagePack.read(bytes).flatMap(it -> item(it, CAVEATS));
        } catch (IllegalArgumentException notOurs) {
            return Stream.empty();
        }
        Stream.Builder<Caveat> found = Stream.builder();
        if (caveats.isPresent() && caveats.get() instanceof Value.Items(List<Value> values)) {
            for (int i = 0; i + 1 < values.size(); i += 2) {
                if (values.get(i) instanceof Value.Whole(long type)) {
                    found.add(new Caveat(type, values.get(i + 1)));
                }
            }
        }
        return found.build();
    }

    private static Stream<Long> whole(Optional<Value> value) {
        return value.stream()
                .flatMap(it ->
                        it instanceof Value.Whole(long number)
                                ? Stream.of(number)
                                : Stream.empty());
    }

    private static Optional<Value> item(Value value, int index) {
        return value instanceof Value.Items(List<Value> values) && values.size() > index
                ? Optional.of(values.get(index))
                : Optional.empty();
    }
}
