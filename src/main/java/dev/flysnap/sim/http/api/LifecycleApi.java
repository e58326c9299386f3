package dev.flysnap.sim.http.api;

import dev.flysnap.json.Json;
import dev.flysnap.problem.ShellWords;
import dev.flysnap.sim.engine.Engine;
import dev.flysnap.sim.http.exchange.Route;
import dev.flysnap.sim.http.exchange.SimRequest;
import dev.flysnap.sim.http.exchange.SimResponse;
import dev.flysnap.sim.machine.LeaseRules;
import dev.flysnap.sim.machine.LifecycleRules;
import dev.flysnap.sim.machine.MachineRules;
import dev.flysnap.sim.machine.WaitCondition;
import dev.flysnap.sim.platform.GoDuration;
import dev.flysnap.sim.platform.Machinery;
import dev.flysnap.sim.world.Refusal;
import dev.flysnap.sim.world.SimMachine;
import dev.flysnap.sim.world.Transition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Operations on running machines: start, stop, wait, exec. */
public final class LifecycleApi {
    private static final int EXEC_DEFAULT_SECONDS = 30;

    /**
     * A longer timeout in the request has no effect; the response is then 408. Source: Fly
     * community, seen.
     */
    private static final int EXEC_MAX_SECONDS = 30;

    private final Engine engine;

    public LifecycleApi(Engine engine) {
        this.engine = engine;
    }

    public List<Route> routes() {
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

    private SimMachine machine(SimRequest request) {
        return engine.read(transition -> MachineRules.show(transition, request.target()));
    }

    private SimResponse change(Consumer<Transition> rule) {
        engine.apply(rule);
        return SimResponse.ok();
    }

    private SimResponse destroy(SimRequest request) {
        boolean force = request.isSet("force") || request.isSet("kill");
        return change(transition -> LifecycleRules.destroy(transition, request.target(), force));
    }

    private SimResponse start(SimRequest request) {
        SimMachine before =
                engine.change(transition -> LifecycleRules.start(transition, request.target()));
        return SimResponse.view(new Started(before.state(), false, ""));
    }

    private SimResponse stop(SimRequest request) {
        return change(transition ->
                LifecycleRules.stop(transition, request.target(), request.bodyRequired()));
    }

    private SimResponse suspend(SimRequest request) {
        return change(transition -> LifecycleRules.suspend(transition, request.target()));
    }

    private SimResponse restart(SimRequest request) {
        Optional<Duration> timeout =
                request.query("timeout").flatMap(GoDuration::parse).filter(it -> !it.isZero());
        return change(transition -> LifecycleRules.restart(transition, request.target(), timeout));
    }

    private SimResponse signal(SimRequest request) {
        return change(transition ->
                LifecycleRules.signal(transition, request.target(), request.bodyRequired()));
    }

    private SimResponse await(SimRequest request) {
        WaitCondition condition =
                WaitCondition.parse(
                        request.query("state"),
                        request.query("instance_id"),
                        request.query("timeout"));
        SimMachine first = machine(request);
        boolean reached =
                engine.await(
                        world -> world.machine(first.id()).map(condition::isReached).orElse(true),
                        condition.limit());
        SimMachine now = machine(request);
        if (!reached) {
            throw condition.timedOut(now);
        }
        return SimResponse.view(new Reached(true, now.state()));
    }

    private SimResponse exec(SimRequest request) {
        Json.Obj body = request.bodyRequired();
        List<String> command = command(body);
        long seconds =
                body.number("timeout").filter(it -> it > 0).orElse((long) EXEC_DEFAULT_SECONDS);
        Machinery.Exec exec =
                new Machinery.Exec(
                        command,
                        body.text("stdin").orElse(""),
                        Duration.ofSeconds(Math.min(seconds, EXEC_MAX_SECONDS)),
                        body.text("container").filter(it -> !it.isEmpty()));
        SimMachine machine =
                engine.read(
                        transition -> LeaseRules.requireExecAllowed(transition, request.target()));
        exec.container().ifPresent(name -> requireContainer(machine, name));
        return switch (engine.exec(machine.id(), exec)) {
            case Machinery.ExecOutcome.Done(
                            int exitCode,
                            Optional<Integer> signal,
                            String stdout,
                            String stderr) ->
                    SimResponse.view(new ExecResult(exitCode, signal.orElse(0), stdout, stderr));
            case Machinery.ExecOutcome.TimedOut() ->
                    throw Refusal.deadline("context deadline exceeded");
            case Machinery.ExecOutcome.NotPossible(String why) -> throw Refusal.precondition(why);
        };
    }

    /** Without a name the platform picks one. Fly does not document the error. */
    private static void requireContainer(SimMachine machine, String name) {
        if (machine.config().containers().stream().noneMatch(it -> it.name().equals(name))) {
            throw Refusal.notFound("container");
        }
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

    private SimResponse processes(SimRequest request) {
        SimMachine machine = machine(request);
        return SimResponse.list(
                machine.process().run().stream()
                        .map(_ -> new ProcessRow(1, machine.config().image()))
                        .toList());
    }

    private record Started(SimMachine.State previousState, boolean migrated, String newHost) {}

    private record Reached(boolean ok, SimMachine.State state) {}

    private record ExecResult(int exitCode, int exitSignal, String stdout, String stderr) {}

    private record ProcessRow(int pid, String command) {}
}
