package dev.flysnap.hook.check;

import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.fly.Machines;
import dev.flysnap.hook.client.HookCall;
import dev.flysnap.hook.client.HookError;
import dev.flysnap.hook.client.HookProblems;
import dev.flysnap.hook.client.HookReply;
import dev.flysnap.hook.client.HookTimes;
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
import dev.flysnap.time.Sleeper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.HttpUrl;

/**
 * Runs the whole contract against an implementation of the hook, over a way to it. Holds writers a
 * few times, for at most {@link #LONGEST_HOLD} each, and lets them go again.
 */
public final class HookCheck {
    /** Of any hold that is asked for. */
    public static final Duration LONGEST_HOLD = Duration.ofSeconds(4);

    private static final Duration HOLD = Duration.ofSeconds(2);

    private final Sleeper sleeper;
    private final InstantSource clock;

    public HookCheck(Sleeper sleeper, InstantSource clock) {
        this.sleeper = sleeper;
        this.clock = clock;
    }

    /** An address that is complete by itself, wherever that leads. */
    public HookCheckup alone(HookAddress address, HookToken token, Optional<AppName> app) {
        return of(http(address.alone(app), token, Map.of(), app, Optional.empty()));
    }

    /** Straight to the machine's address. */
    public HookCheckup direct(HookAddress address, HookToken token, AppName app, Machine machine) {
        return of(
                http(
                        address.at(app, machine),
                        token,
                        Map.of(),
                        Optional.of(app),
                        Optional.of(machine.id())));
    }

    /** Over the internet, with the header that picks the machine. */
    public HookCheckup inPublic(
            HookAddress address, HookToken token, AppName app, Machine machine) {
        return of(
                http(
                        address.at(app, machine),
                        token,
                        HookTransports.picking(machine),
                        Optional.of(app),
                        Optional.of(machine.id())));
    }

    /** By the agent's own client in the machine. What that cannot carry is not tried. */
    public HookCheckup throughExec(Machines machines, AppName app, Machine machine) {
        return of(
                new RecordingTransport(
                        new ExecTransport(machines, app, machine.id()),
                        Optional.empty(),
                        Optional.of(app),
                        Optional.of(machine.id()),
                        // The platform runs about one command a second in a machine.
                        LONGEST_HOLD,
                        false));
    }

    /** Through a {@code fly proxy}. */
    public HookCheckup throughFlyctl(
            FlyProxies proxies, int port, HookToken token, AppName app, Machine machine) {
        return of(
                http(
                        proxies.to(app, machine, port).localUrl(),
                        token,
                        Map.of(),
                        Optional.of(app),
                        Optional.of(machine.id())));
    }

    private static RecordingTransport http(
            HttpUrl url,
            HookToken token,
            Map<String, String> headers,
            Optional<AppName> app,
            Optional<MachineId> machine) {
        Duration connect = HookTimes.USUAL.connect();
        HookToken wrong = HookToken.parse("wrong-" + "0".repeat(40));
        return new RecordingTransport(
                new HookHttpTransport(url, token, headers, connect),
                Optional.of(
                        new RecordingTransport.Unauthorised(
                                new HookHttpTransport(url, Optional.empty(), headers, connect),
                                new HookHttpTransport(url, wrong, headers, connect))),
                app,
                machine,
                HOLD,
                true);
    }

    /**
     * @throws dev.flysnap.problem.FlysnapException if nothing answers there at all, or it does not
     *     let us in: then no rule can be tried
     */
    private HookCheckup of(RecordingTransport checked) {
        try (checked) {
            refuseWithoutEntry(checked);
            RuleRecorder bench = new RuleRecorder(checked.way());
            BasicRules basics = new BasicRules(bench, checked);
            Optional<StatusAnswer> status = basics.statusIsTold();
            basics.tokensAreWanted();
            if (status.isEmpty()) {
                return new HookCheckup(0, List.of(), bench.findings());
            }
            int level = status.get().level();
            new QuiesceRules(bench, checked, clock).hold(level);
            basics.unknownThingsAreRefused();
            if (level >= 2) {
                HoldRules holds = new HoldRules(bench, checked, sleeper);
                holds.endByThemselves();
                holds.haveACeiling(status.get());
                holds.areGivenToOneOfMany();
            }
            return new HookCheckup(level, names(status.get()), bench.findings());
        }
    }

    private static void refuseWithoutEntry(RecordingTransport checked) {
        HookCall call = RuleRecorder.status();
        switch (checked.way().send(call)) {
            case HookReply.Silent(String why) ->
                    throw HookProblems.unreachable(
                                    checked.way(), checked.app(), checked.machine(), why)
                            .exception();
            case HookReply.Answered answer -> {
                if (answer.status() == 401 || answer.status() == 403) {
                    throw HookError.problem(call, answer, checked.way().where()).exception();
                }
            }
        }
    }

    private static List<String> names(StatusAnswer status) {
        return status.databases().stream().map(it -> PrintableText.of(it.name())).toList();
    }
}
