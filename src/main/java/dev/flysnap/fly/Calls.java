package dev.flysnap.fly;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.MalformedJson;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Makes calls: paced, asked again where that is safe, answers read, failures told. */
final class Calls {
    private final Wire wire;
    private final FlyToken token;
    private final Pacer pacer;
    private final Sleeper sleeper;
    private final InstantSource clock;

    Calls(Wire wire, FlyToken token, Pacer pacer, Sleeper sleeper, InstantSource clock) {
        this.wire = wire;
        this.token = token;
        this.pacer = pacer;
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /**
     * A call that worked.
     *
     * @param sentAt when the attempt that worked began
     */
    record Made(Answer.Whole answer, Instant sentAt) {}

    /** For a call whose answer says nothing more. */
    void make(Call call) {
        var _ = made(call);
    }

    /** What {@code reading} makes of the object that was answered. */
    <T> T object(Call call, Function<Json.Obj, T> reading) {
        return read(call, text -> reading.apply(JsonText.parseObject(text)));
    }

    /** What {@code reading} makes of the JSON that was answered, whatever it is. */
    <T> T json(Call call, Function<Json, T> reading) {
        return read(call, text -> reading.apply(JsonText.parse(text)));
    }

    /** What {@code reading} makes of each object in the array that was answered. */
    <T> List<T> list(Call call, Function<Json.Obj, T> reading) {
        return read(call, text -> readAll(JsonText.parse(text), reading));
    }

    private static <T> List<T> readAll(Json json, Function<Json.Obj, T> reading) {
        List<T> rows = new ArrayList<>();
        switch (json) {
            case Json.Null() -> {} // How Go writes a list of nothing.
            case Json.Arr(List<Json> items) -> {
                for (Json item : items) {
                    if (!(item instanceof Json.Obj row)) {
                        throw new MalformedJson("an array of objects was expected", null);
                    }
                    rows.add(reading.apply(row));
                }
            }
            default -> throw new MalformedJson("a JSON array was expected", null);
        }
        return List.copyOf(rows);
    }

    private <T> T read(Call call, Function<String, T> reading) {
        Answer.Whole answer = made(call).answer();
        try {
            return reading.apply(answer.body());
        } catch (MalformedJson | IllegalArgumentException e) {
            throw FlyFailures.junk(call, answer, String.valueOf(e.getMessage()), e);
        }
    }

    /** Whatever the text of the good answer is. */
    Made made(Call call) {
        Instant first = clock.instant();
        for (int attempts = 1; ; attempts++) {
            pacer.await(call.action(), call.target().pacedAs());
            Instant sentAt = clock.instant();
            Answer answer = wire.send(call);
            if (answer instanceof Answer.Whole whole && whole.isGood()) {
                return new Made(whole, sentAt);
            }
            Optional<Duration> pause =
                    Retries.pause(call, answer, attempts, first, clock.instant());
            if (pause.isEmpty()) {
                throw FlyFailures.of(call, answer, token);
            }
            sleeper.sleep(pause.get());
        }
    }
}
