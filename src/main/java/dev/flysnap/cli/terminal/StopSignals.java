package dev.flysnap.cli.terminal;

import dev.flysnap.agent.child.SignalHandlers;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.time.Interruption;
import dev.flysnap.time.Sleeper;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Ctrl-C, SIGTERM and SIGHUP. While a command works with Fly the first one asks it to stop, and the
 * second one ends the process at once. At any other time they end it, as without this class.
 */
public final class StopSignals {
    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");
    private static final String CTRL_C = "INT";

    /** As a shell says it of a process that a signal ended. */
    private static final int BY_SIGNAL = 128;

    /** How long the answer to a change is waited for. */
    private static final Duration MAX_WAIT_FOR_ANSWER = Duration.ofSeconds(5);

    /** How long work that is no run may then take to end. */
    private static final Duration MAX_END = Duration.ofSeconds(5);

    /** A process has one set of signals. */
    private static final Interruption INTERRUPTION = new Interruption();

    private static final AtomicReference<Optional<Work>> WORK =
            new AtomicReference<>(Optional.empty());

    private static volatile boolean isEndAwaited;

    /** Empty where this is no process of its own, or the signals are received already. */
    private static final AtomicReference<Optional<PrintWriter>> TO_RECEIVE =
            new AtomicReference<>(Optional.empty());

    /**
     * What a signal would interrupt.
     *
     * @param currentRun the run that is under way; called at the end of the process, on any thread
     */
    private record Work(Supplier<Optional<RunId>> currentRun) {}

    /** Requested by the first signal. */
    public static Interruption interruption() {
        return INTERRUPTION;
    }

    /**
     * Signals are received from when the first work begins; one that the process was started to
     * ignore is not. For the main program: in a test its signals are not this class's.
     */
    public static void receiveDuringWork(PrintWriter err) {
        TO_RECEIVE.set(Optional.of(err));
    }

    /** They are received from now on, also Ctrl-C and {@code kill -INT} of a background job. */
    public static void receiveInBackground(PrintWriter err) {
        SignalHandlers.stopIgnoringInterrupts();
        receive(err);
    }

    private static void receive(PrintWriter err) {
        for (String name : NAMES) {
            boolean _ = SignalHandlers.on(name, number -> received(name, number, err));
        }
    }

    /**
     * From now on a signal interrupts work.
     *
     * @param currentRun the run that is under way, if any
     */
    public static void workBegins(Supplier<Optional<RunId>> currentRun) {
        WORK.set(Optional.of(new Work(currentRun)));
        TO_RECEIVE
                .getAndSet(Optional.empty())
                // Their first use takes a while, for which no command should wait.
                .ifPresent(err -> Thread.ofPlatform().daemon().start(() -> receive(err)));
    }

    /** From now on a signal ends the process. */
    public static void workEnds() {
        WORK.set(Optional.empty());
    }

    /**
     * From now on only a second signal ends the process before its command has ended: that end is
     * remembered, or somebody is told of it.
     */
    public static void endIsAwaited() {
        isEndAwaited = true;
    }

    private static void received(String name, int number, PrintWriter err) {
        Optional<Work> work = WORK.get();
        if (work.isEmpty()) {
            System.exit(BY_SIGNAL + number);
        } else if (INTERRUPTION.isRequested()) {
            endAtOnce(work.get().currentRun().get(), err);
        } else {
            if (name.equals(CTRL_C) && Terminal.showsStderr()) {
                // The terminal has shown ^C.
                err.println();
            }
            // What is no run ends at once.
            work.get()
                    .currentRun()
                    .get()
                    .map(
                            "flysnap: stopping %s as soon as that is safe; a second Ctrl-C ends it at once"
                                    ::formatted)
                    .ifPresent(err::println);
            INTERRUPTION.request();
            Sleeper.REAL.sleep(MAX_WAIT_FOR_ANSWER);
            INTERRUPTION.giveUp();
            Sleeper.REAL.sleep(MAX_END);
            // A read of a store, or the check of a copy, hears of nothing. What work that is no run
            // leaves behind goes with the process.
            if (!isEndAwaited
                    && WORK.get().filter(it -> it.currentRun().get().isEmpty()).isPresent()) {
                System.exit(BY_SIGNAL + number);
            }
        }
    }

    private static void endAtOnce(Optional<RunId> run, PrintWriter err) {
        err.println(
                run.map(
                                """
                                flysnap: Ended at once, in the middle of %1$s. See how it stands: \
                                flysnap runs show %1$s; go on: flysnap continue %1$s\
                                """
                                        ::formatted)
                        .orElse("flysnap: Ended at once."));
        err.flush();
        if (run.isEmpty()) {
            // What it has made is removed.
            System.exit(ExitCode.INTERRUPTED.number());
        }
        Runtime.getRuntime().halt(ExitCode.INTERRUPTED.number());
    }

    private StopSignals() {}
}
