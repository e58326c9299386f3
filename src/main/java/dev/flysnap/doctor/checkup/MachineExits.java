package dev.flysnap.doctor.checkup;

import dev.flysnap.contract.HookPaths;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.time.TimeText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the exit codes of a machine say, and what to do about them. Source of the agent's: {@link
 * ExitCode}; of 126 and 127: POSIX shells; of those above 128: a signal.
 */
record MachineExits(AppName app, Machine machine, Instant now) {
    private static final String CHECK = "machine";

    /** More than one bad exit in it means that the machine is restarted again and again. */
    private static final Duration RECENT = Duration.ofMinutes(30);

    /** The type of the event of a new config. */
    private static final String UPDATE = "update";

    private static final int DEFAULT_MEMORY_MB = 256;
    private static final int CANNOT_BE_EXECUTED = 126;
    private static final int NOT_FOUND = 127;
    private static final int SIGNALS = 128;
    private static final int KILLED = 137;

    /** Of SIGINT and SIGTERM: it was told to stop. */
    private static final Set<Integer> TOLD_TO_STOP = Set.of(130, 143);

    /** Empty if the last exit is no reason to worry. */
    Optional<Finding> finding() {
        List<Machine.Event> exits =
                machine.events().stream()
                        // What ran before the last deploy is no longer there.
                        .takeWhile(it -> !it.type().equals(UPDATE))
                        .filter(it -> it.exit().isPresent())
                        .toList();
        long recent = exits.stream().filter(this::isRecent).filter(MachineExits::isBad).count();
        boolean runs = machine.state().equals(MachineState.STARTED);
        return exits.stream()
                .findFirst()
                .filter(MachineExits::isBad)
                .filter(_ -> !runs || recent > 0)
                .map(last -> finding(last, last.exit().orElseThrow(), recent, runs));
    }

    private Finding finding(Machine.Event last, Machine.Exit exit, long recent, boolean runs) {
        String seen =
                "%s is %s; its process ended with exit code %d%s%s: %s"
                        .formatted(
                                machine.id(),
                                machine.state(),
                                exit.code(),
                                last.at().map(it -> " at " + TimeText.of(it)).orElse(""),
                                recent > 1
                                        ? ", %d times in %d minutes"
                                                .formatted(recent, RECENT.toMinutes())
                                        : "",
                                meaning(exit));
        return runs && recent == 1
                ? Finding.toDo(CHECK, seen, next(exit))
                : Finding.wrong(CHECK, seen, next(exit));
    }

    private static boolean isBad(Machine.Event event) {
        return event.exit()
                .filter(it -> it.outOfMemory() || it.code() != 0)
                .filter(_ -> !isOnRequest(event))
                .isPresent();
    }

    /** Whether somebody stopped it: no error of the app, whatever its exit code. */
    static boolean isOnRequest(Machine.Event event) {
        return event.exit()
                .filter(it -> it.requested() || TOLD_TO_STOP.contains(it.code()))
                .isPresent();
    }

    private boolean isRecent(Machine.Event event) {
        return event.at().filter(it -> !it.isBefore(now.minus(RECENT))).isPresent();
    }

    private String meaning(Machine.Exit exit) {
        int code = exit.code();
        if (exit.outOfMemory()) {
            return "the machine had no memory left, and the kernel killed it";
        }
        if (code == KILLED) {
            return "it was killed, which happens for want of memory, or when it does not end in time at a stop";
        }
        if (code == CANNOT_BE_EXECUTED || code == NOT_FOUND) {
            return "its command is not in the image, or cannot be executed";
        }
        if (code > SIGNALS) {
            return "signal %d ended it".formatted(code - SIGNALS);
        }
        if (code == ExitCode.NOT_AUTHORISED.number()) {
            return asAgent("the hook's token is missing, too short or malformed");
        }
        if (code == ExitCode.USAGE.number()) {
            return asAgent("an option of the agent is wrong");
        }
        return code == ExitCode.FAILED.number()
                ? asAgent(
                        "the agent cannot listen on its port or read its folder, or the app failed")
                : "the app's own exit code";
    }

    /** An entrypoint of the image is not in the machine's config. */
    private String asAgent(String meaning) {
        return runsAgent()
                ? meaning
                : "the app's own exit code, or, if flysnap agent starts it, " + meaning;
    }

    private boolean runsAgent() {
        return machine.config()
                .flatMap(it -> it.object("init"))
                .map(JsonText::print)
                .filter(it -> it.contains("flysnap") && it.contains("agent"))
                .isPresent();
    }

    private String next(Machine.Exit exit) {
        String logs = "fly logs --app %s --machine %s --no-tail".formatted(app, machine.id());
        if (exit.outOfMemory()) {
            return "fly machine update %s --vm-memory %d --app %s"
                    .formatted(machine.id(), 2 * memoryMb(), app);
        }
        return exit.code() == ExitCode.NOT_AUTHORISED.number()
                ? "see what it said: %s; a new token: %s --app %s"
                        .formatted(logs, HookPaths.makeToken("FLYSNAP_HOOK_TOKEN"), app)
                : "see what it said: " + logs;
    }

    private int memoryMb() {
        return machine.config()
                .flatMap(it -> it.object("guest"))
                .flatMap((Json.Obj guest) -> guest.number("memory_mb"))
                .map(Math::toIntExact)
                .orElse(DEFAULT_MEMORY_MB);
    }
}
