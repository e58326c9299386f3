package dev.flysnap.hook.check;

import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.fly.Machines;
import dev.flysnap.fly.resource.ContainerName;
import dev.flysnap.hook.client.ContainerChoice;
import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookError;
import dev.flysnap.hook.client.HookProblems;
import dev.flysnap.hook.client.HookReply;
import dev.flysnap.hook.client.HookTimeouts;
import dev.flysnap.hook.client.HookTransport;
import dev.flysnap.hook.transport.ExecTransport;
import dev.flysnap.hook.transport.FlyProxies;
import dev.flysnap.hook.transport.HookAddress;
import dev.flysnap.hook.transport.HookHttpTransport;
import dev.flysnap.hook.transport.HookToken;
import dev.flysnap.hook.transport.HookTransports;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.problem.PrintableText;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import okhttp3.HttpUrl;

/**
 * Checks a hook against every rule of the contract, over one transport. Holds writers off a few
 * times, for at most {@link #MAX_HOLD} each.
 */
public final class HookCheck {
    /** The longest hold that is requested. */
    public static final Duration MAX_HOLD = Duration.ofSeconds(4);

    private static final Duration HOLD = Duration.ofSeconds(2);

    private final Sleeper sleeper;
    private final InstantSource clock;

    public HookCheck(Sleeper sleeper, InstantSource clock) {
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /** At an address that does not depend on a machine. */
    public HookCheckup withoutMachine(HookAddress address, HookToken token, Optional<AppName> app) {
        return of(http(address.withoutMachine(app), Map.of(), token, app, Optional.empty()));
    }

    /** At the machine's own address. */
    public HookCheckup direct(HookAddress address, HookToken token, AppName app, Machine machine) {
        return overHttp(address.forMachine(app, machine), Map.of(), token, app, machine);
    }

    /** At a public address, with the header that selects the machine. */
    public HookCheckup overPublicUrl(
            HookAddress address, HookToken token, AppName app, Machine machine) {
        return overHttp(
                address.forMachine(app, machine),
                HookTransports.machineHeader(machine),
                token,
                app,
                machine);
    }

    /** Through the agent's own client in the machine, which cannot send every request. */
    public HookCheckup overExec(
            Machines machines, AppName app, Machine machine, Optional<ContainerName> container) {
        return of(
                new CheckTarget(
                        new ExecTransport(machines, ContainerChoice.of(app, machine, container)),
                        Optional.empty(),
                        Optional.of(app),
                        Optional.of(machine.id()),
                        // The platform runs about one command a second in a machine.
                        MAX_HOLD,
                        false));
    }

    /** Through a {@code fly proxy}. */
    public HookCheckup overFlyProxy(
            FlyProxies proxies, int port, HookToken token, AppName app, Machine machine) {
        return overHttp(proxies.to(app, machine, port).localUrl(), Map.of(), token, app, machine);
    }

    private HookCheckup overHttp(
            HttpUrl url,
            Map<String, String> headers,
            HookToken token,
            AppName app,
            Machine machine) {
        return of(http(url, headers, token, Optional.of(app), Optional.of(machine.id())));
    }

    private static CheckTarget http(
            HttpUrl url,
            Map<String, String> headers,
            HookToken token,
            Optional<AppName> app,
            Optional<MachineId> machine) {
        Duration connect = HookTimeouts.DEFAULT.connect();
        HookToken wrong = HookToken.parse("wrong-" + "0".repeat(40));
        Function<Optional<HookToken>, HookTransport> transport =
                with -> new HookHttpTransport(url, with, headers, connect, new Interruption());
        return new CheckTarget(
                transport.apply(Optional.of(token)),
                Optional.of(
                        new CheckTarget.Unauthorised(
                                transport.apply(Optional.empty()),
                                transport.apply(Optional.of(wrong)))),
                app,
                machine,
                HOLD,
                true);
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if nothing answers, or the token is refused:
     *     then no rule can be checked
     */
    private HookCheckup of(CheckTarget target) {
        try (target) {
            requireAccess(target);
            RuleRecorder recorder = new RuleRecorder(target.transport());
            BasicRules basics = new BasicRules(recorder, target);
            Optional<StatusAnswer> status = basics.statusIsAnswered();
            basics.tokensAreRequired();
            if (status.isEmpty()) {
                return new HookCheckup(0, List.of(), recorder.findings());
            }
            int level = status.get().level();
            new QuiesceRules(recorder, target, clock).check(level);
            basics.invalidRequestsAreRefused();
            if (level >= 2) {
                HoldRules holds = new HoldRules(recorder, target, sleeper);
                holds.holdsExpire();
                holds.ceilingIsEnforced(status.get());
                holds.oneOfManyAttemptsWins();
            }
            return new HookCheckup(level, names(status.get()), recorder.findings());
        }
    }

    private static void requireAccess(CheckTarget target) {
        HookCall call = RuleRecorder.status();
        switch (target.transport().send(call)) {
            case HookReply.NoAnswer(String why) ->
                    throw HookProblems.unreachable(
                                    target.transport(), target.app(), target.machine(), why)
                            .exception();
            case HookReply.Answered answer -> {
                if (answer.status() == 401 || answer.status() == 403) {
                    throw HookError.problem(call, answer, target.transport().where()).exception();
                }
            }
        }
    }

    private static List<String> names(StatusAnswer status) {
        return status.databases().stream().map(it -> PrintableText.of(it.name())).toList();
    }
}
