package dev.flysnap.sim.http;

import dev.flysnap.json.Json;
import dev.flysnap.sim.Machinery;
import dev.flysnap.sim.ShellWords;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.world.GoDuration;
import dev.flysnap.sim.world.LeaseRules;
import dev.flysnap.sim.world.Machine;
import dev.flysnap.sim.world.MachineRules;
import dev.flysnap.sim.world.PowerRules;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.Turn;
import dev.flysnap.sim.world.WaitRules;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Operations on running machines: start, stop, wait, exec. */
final class PowerApi {
    private static final int EXEC_DEFAULT_SECONDS = 30;

    /**
     * A longer timeout in the request has no effect; the response is then 408. Source: Fly
     * community, seen.
     */
    private static final int EXEC_MAX_SECONDS = 30;

    private final Engine engine;

    PowerApi(Engine engine) {
        this.engine = engine;
    }

    List<Route> routes() {
        String one = "/v1/apps/{app}/machines/{id}";
        return List.of(
                Route.of("machines.delete", "DELETE " + one, this::destroy),
                Route.of("machines.start", "POST " + one + "/start", this::start),
                Route.of("machines.stop", "POST " + one + "/stop", this::stop),
                Route.of("machines.suspend", "POST " + one + "/suspend", this::suspend),
                Route.of("machines.restart", "POST " + one + "/restart", this::restart),
                Route.of("machines.signal", "POST " + one + "/signal", this::signal),
                Route.of("machines.wait", "GET " + one + "/wait", this::await),
                Route.of("machines.exec", "POST " + one + "/exec", this::exec),
                Route.of("machines.ps", "GET " + one + "/ps", this::processes));
    }

    private Answer change(Consumer<Turn> rule) {
        engine.apply(rule);
        return Answer.ok();
    }

    private Answer destroy(Call request) {
        boolean force = request.isSet("force") || request.isSet("kill");
        return change(transition -> PowerRules.destroy(transition, request.target(), force));
    }

    private Answer start(Call request) {
        Machine before =
                engine.change(transition -> PowerRules.start(transition, request.target()));
        return Answer.view(new Started(before.state(), false, ""));
    }

    private Answer stop(Call request) {
        return change(transition ->
                PowerRules.stop(transition, request.target(), request.bodyRequired()));
    }

    private Answer suspend(Call request) {
        return change(transition -> PowerRules.suspend(transition, request.target()));
    }

    private Answer restart(Call request) {
        Optional<Duration> timeout =
                request.query("timeout").flatMap(GoDuration::parse).filter(it -> !it.isZero());
        return change(transition -> PowerRules.restart(transition, request.target(), timeout));
    }

    private Answer signal(Call request) {
        return change(transition ->
                PowerRules.signal(transition, request.target(), request.bodyRequired()));
    }

    private Answer await(Call request) {
        WaitRules wanted =
                WaitRules.parse(
                        request.query("state"),
                        request.query("instance_id"),
                        request.query("timeout"));
        Machine first = engine.look(transition -> MachineRules.show(transition, request.target()));
        boolean reached =
                engine.await(
                        world -> world.machine(first.id()).map(wanted::isReached).orElse(true),
                        wanted.limit());
        Machine now = engine.look(transition -> MachineRules.show(transition, request.target()));
        if (!reached) {
            throw wanted.tooLate(now);
        }
        return Answer.view(new Reached(true, now.state()));
    }

    private Answer exec(Call request) {
        Json.Obj body = request.bodyRequired();
        List<String> command = command(body);
        long seconds =
                body.number("timeout").filter(it -> it > 0).orElse((long) EXEC_DEFAULT_SECONDS);
        Machinery.Exec exec =
                new Machinery.Exec(
                        command,
                        body.text("stdin").orElse(""),
                        Duration.ofSeconds(Math.min(seconds, EXEC_MAX_SECONDS)));
        Machine machine =
                engine.look(transition -> LeaseRules.execAllowed(transition, request.target()));
        return switch (engine.exec(machine.id(), exec)) {
            case Machinery.ExecOutcome.Done(
                            int exitCode,
                            Optional<Integer> signal,
                            String stdout,
                            String stderr) ->
                    Answer.view(new ExecResult(exitCode, signal.orElse(0), stdout, stderr));
            case Machinery.ExecOutcome.TimedOut() ->
                    throw Refusal.deadline("context deadline exceeded");
            case Machinery.ExecOutcome.NotPossible(String why) -> throw Refusal.precondition(why);
        };
    }

    private static List<String> command(Json.Obj body) {
        List<String> words =
                body.array("command").stream()
                        .map(it -> it instanceof Json.Str(String word) ? word : "")
                        .toList();
        if (!words.isEmpty()) {
            return words;
        }
        try {
            List<String> split = ShellWords.split(body.text("cmd").orElse(""));
            if (!split.isEmpty()) {
                return split;
            }
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(String.valueOf(e.getMessage()));
        }
        throw Refusal.invalid("command is required");
    }

    private Answer processes(Call request) {
        Machine machine =
                engine.look(transition -> MachineRules.show(transition, request.target()));
        return Answer.list(
                machine.process().run().stream()
                        .map(_ -> new ProcessRow(1, machine.config().image()))
                        .toList());
    }

    private record Started(Machine.State previousState, boolean migrated, String newHost) {}

    private record Reached(boolean ok, Machine.State state) {}

    private record ExecResult(int exitCode, int exitSignal, String stdout, String stderr) {}

    private record ProcessRow(int pid, String command) {}
}
