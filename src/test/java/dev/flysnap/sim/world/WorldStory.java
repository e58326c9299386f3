package dev.flysnap.sim.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** A world and its rules, nothing else: no engine, no HTTP. Copying takes no time in it. */
final class WorldStory {
    static final String APP = "shop";

    private final List<Effect> effects = new ArrayList<>();
    private World world = World.empty(1);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private Laws rules;

    WorldStory() {
        this(Switches.USUAL);
    }

    WorldStory(Switches switches) {
        rules = new Laws(Delays.of(Delays.Speed.REAL), switches, Images.NONE);
        var _ = change(transition -> AppRules.create(transition, APP, "acme"));
    }

    World world() {
        return world;
    }

    Instant now() {
        return now;
    }

    void set(Switches switches) {
        rules = rules.withSwitches(switches);
    }

    <T> T change(Function<Turn, T> rule) {
        Turn transition = new Turn(world, now, rules);
        T answer = rule.apply(transition);
        commit(transition);
        return answer;
    }

    void act(Consumer<Turn> rule) {
        var _ =
                change(transition -> {
                    rule.accept(transition);
                    return true;
                });
    }

    private void commit(Turn transition) {
        world = transition.world();
        for (Effect effect : transition.effects()) {
            effects.add(effect);
            switch (effect) {
                case Effect.TakeSnapshot take ->
                        finish(
                                take,
                                new Happening.SnapshotTaken(
                                        take.snapshot(),
                                        new Snapshot.Content(7, "d-1", Duration.ZERO)));
                case Effect.FillFromSnapshot fill ->
                        finish(fill, new Happening.VolumeFilled(fill.volume()));
                case Effect.FillFromVolume fill ->
                        finish(fill, new Happening.VolumeFilled(fill.volume()));
                default -> {}
            }
        }
    }

    private void finish(Effect work, Happening result) {
        act(transition -> Rules.finish(transition, work, result));
    }

    /** Time passes, and what is due happens. */
    void pass(Duration duration) {
        Instant end = now.plus(duration);
        for (Optional<Due> due = dueBy(end); due.isPresent(); due = dueBy(end)) {
            Due first = due.get();
            now = first.at().isAfter(now) ? first.at() : now;
            act(transition -> Rules.handle(transition, first));
        }
        now = end;
    }

    void passSeconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    private Optional<Due> dueBy(Instant end) {
        return world.next().filter(it -> !it.at().isAfter(end));
    }

    /** What had to be done outside since last asked. */
    List<Effect> effects() {
        List<Effect> since = List.copyOf(effects);
        effects.clear();
        return since;
    }

    <T extends Effect> List<T> effects(Class<T> kind) {
        return effects().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** A volume that is ready. */
    Volume volume(String json) {
        Volume made = change(transition -> VolumeRules.create(transition, APP, obj(json)));
        passSeconds(60);
        return volume(made);
    }

    Volume volume(Volume volume) {
        return world.volume(volume.id()).orElseThrow();
    }

    Snapshot snapshot(Volume volume) {
        Snapshot asked =
                change(transition -> SnapshotRules.request(transition, volume.app(), volume.id()))
                        .orElseThrow();
        passSeconds(60);
        return snapshot(asked);
    }

    Snapshot snapshot(Snapshot snapshot) {
        return world.snapshot(snapshot.id()).orElseThrow();
    }

    Machine create(String json) {
        return change(transition -> MachineRules.create(transition, APP, "me", obj(json)));
    }

    /** A machine that has come to rest: started, mostly. */
    Machine machine(String json) {
        Machine made = create(json);
        passSeconds(10);
        return machine(made);
    }

    /** A started machine with that in its config. */
    Machine machineWith(String config) {
        return machine(
                "{\"config\":{\"image\":\"a\",\"init\":{\"exec\":[\"x\"]}%s}}".formatted(config));
    }

    Machine machine(Machine machine) {
        return world.machine(machine.id()).orElseThrow();
    }

    /** Its main process ends. */
    void ends(Machine machine, int code) {
        long run = machine(machine).process().run().orElseThrow();
        act(transition ->
                Rules.handle(
                        transition,
                        new Happening.ProcessEnded(
                                machine.id(), run, code, Optional.empty(), Optional.empty())));
    }

    static Target target(Machine machine) {
        return new Target(machine.app(), machine.id(), Optional.empty());
    }

    static Target target(Machine machine, String nonce) {
        return new Target(machine.app(), machine.id(), Optional.of(nonce));
    }

    static Json.Obj obj(String json) {
        return JsonText.parseObject(json);
    }

    /** The rule refuses with exactly that; the world stays as it was. */
    void refused(int status, String error, Consumer<Turn> rule) {
        World before = world;
        Refusal refusal = assertThrows(Refusal.class, () -> act(rule));
        assertEquals(status + " " + error, refusal.httpStatus() + " " + refusal.error());
        assertEquals(before, world);
    }
}
