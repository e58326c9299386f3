package dev.flysnap.sim.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.event.EventRules;
import dev.flysnap.sim.machine.MachineRules;
import dev.flysnap.sim.machine.MachineTarget;
import dev.flysnap.sim.settings.Delays;
import dev.flysnap.sim.settings.ImageEntrypoints;
import dev.flysnap.sim.settings.SimRules;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.sim.volume.SnapshotRules;
import dev.flysnap.sim.volume.VolumeRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** A world and its rules, nothing else: no engine, no HTTP. Copying takes no time in it. */
public final class WorldStory {
    public static final String APP = "shop";

    private final List<Effect> effects = new ArrayList<>();
    private World world = World.empty(1);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private SimRules rules;

    public WorldStory() {
        this(Switches.DEFAULTS);
    }

    WorldStory(Switches switches) {
        rules = new SimRules(Delays.of(Delays.Speed.REAL), switches, ImageEntrypoints.NONE);
        var _ = change(transition -> AppRules.create(transition, APP, "acme"));
    }

    public World world() {
        return world;
    }

    public Instant now() {
        return now;
    }

    public void set(Switches switches) {
        rules = rules.withSwitches(switches);
    }

    public <T> T change(Function<Transition, T> rule) {
        Transition transition = new Transition(world, now, rules);
        T answer = rule.apply(transition);
        commit(transition);
        return answer;
    }

    public void act(Consumer<Transition> rule) {
        var _ =
                change(transition -> {
                    rule.accept(transition);
                    return true;
                });
    }

    private void commit(Transition transition) {
        world = transition.world();
        for (Effect effect : transition.effects()) {
            effects.add(effect);
            switch (effect) {
                case Effect.TakeSnapshot take ->
                        finish(
                                take,
                                new SimEvent.SnapshotTaken(
                                        take.snapshot(),
                                        new SimSnapshot.Content(7, "d-1", Duration.ZERO)));
                case Effect.FillFromSnapshot fill ->
                        finish(fill, new SimEvent.VolumeFilled(fill.volume()));
                case Effect.FillFromVolume fill ->
                        finish(fill, new SimEvent.VolumeFilled(fill.volume()));
                default -> {}
            }
        }
    }

    private void finish(Effect work, SimEvent result) {
        act(transition -> EventRules.finish(transition, work, result));
    }

    /** Time passes, and what is due happens. */
    public void pass(Duration duration) {
        Instant end = now.plus(duration);
        for (Optional<ScheduledEvent> due = dueBy(end); due.isPresent(); due = dueBy(end)) {
            ScheduledEvent first = due.get();
            now = first.at().isAfter(now) ? first.at() : now;
            act(transition -> EventRules.handle(transition, first));
        }
        now = end;
    }

    public void passSeconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    private Optional<ScheduledEvent> dueBy(Instant end) {
        return world.next().filter(it -> !it.at().isAfter(end));
    }

    /** What had to be done outside since last asked. */
    public List<Effect> effects() {
        List<Effect> since = List.copyOf(effects);
        effects.clear();
        return since;
    }

    public <T extends Effect> List<T> effects(Class<T> kind) {
        return effects().stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    /** A volume that is ready. */
    public SimVolume volume(String json) {
        SimVolume made = change(transition -> VolumeRules.create(transition, APP, obj(json)));
        passSeconds(60);
        return volume(made);
    }

    public SimVolume volume(SimVolume volume) {
        return world.volume(volume.id()).orElseThrow();
    }

    public SimSnapshot snapshot(SimVolume volume) {
        SimSnapshot asked =
                change(transition -> SnapshotRules.request(transition, volume.app(), volume.id()))
                        .orElseThrow();
        passSeconds(60);
        return snapshot(asked);
    }

    public SimSnapshot snapshot(SimSnapshot snapshot) {
        return world.snapshot(snapshot.id()).orElseThrow();
    }

    public SimMachine create(String json) {
        return change(transition -> MachineRules.create(transition, APP, "me", obj(json)));
    }

    /** A machine that has come to rest: started, mostly. */
    public SimMachine machine(String json) {
        SimMachine made = create(json);
        passSeconds(10);
        return machine(made);
    }

    /** A started machine with that in its config. */
    public SimMachine machineWith(String config) {
        return machine(
                "{\"config\":{\"image\":\"a\",\"init\":{\"exec\":[\"x\"]}%s}}".formatted(config));
    }

    public SimMachine machine(SimMachine machine) {
        return world.machine(machine.id()).orElseThrow();
    }

    /** Its main process ends. */
    public void ends(SimMachine machine, int code) {
        long run = machine(machine).process().run().orElseThrow();
        act(transition ->
                EventRules.handle(
                        transition,
                        new SimEvent.ProcessEnded(
                                machine.id(), run, code, Optional.empty(), Optional.empty())));
    }

    public static MachineTarget target(SimMachine machine) {
        return new MachineTarget(machine.app(), machine.id(), Optional.empty());
    }

    static MachineTarget target(SimMachine machine, String nonce) {
        return new MachineTarget(machine.app(), machine.id(), Optional.of(nonce));
    }

    public static Json.Obj obj(String json) {
        return JsonText.parseObject(json);
    }

    /** The rule refuses with exactly that; the world stays as it was. */
    public void refused(int status, String error, Consumer<Transition> rule) {
        World before = world;
        Refusal refusal = assertThrows(Refusal.class, () -> act(rule));
        assertEquals(status + " " + error, refusal.httpStatus() + " " + refusal.error());
        assertEquals(before, world);
    }
}
