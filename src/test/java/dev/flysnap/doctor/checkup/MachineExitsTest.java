package dev.flysnap.doctor.checkup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.HostStatus;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a machine's exit codes are said to mean. */
class MachineExitsTest {
    private static final Instant NOW = Instant.parse("2026-11-29T08:00:00Z");
    private static final String AGENT =
            "{\"init\":{\"exec\":[\"flysnap\",\"agent\",\"--strict\"]},\"guest\":{\"memory_mb\":512}}";
    private static final String OTHER = "{\"guest\":{\"memory_mb\":1024}}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    12  | false | true  | exit code 12 at 2026-11-29 07:59:00 UTC: the hook's token is missing, too short or malformed | fly secrets import --app shop
                    12  | false | false | the app's own exit code, or, if flysnap agent starts it, the hook's token is missing | export FLYSNAP_HOOK_TOKEN=
                    2   | false | true  | exit code 2 at 2026-11-29 07:59:00 UTC: an option of the agent is wrong | see what it said: fly logs --app shop --machine 148e21ec7d4789
                    1   | false | true  | the agent cannot listen on its port or read its folder, or the app failed | fly logs
                    137 | true  | false | the machine had no memory left | fly machine update 148e21ec7d4789 --vm-memory 2048 --app shop
                    137 | true  | true  | the machine had no memory left | --vm-memory 1024
                    137 | false | true  | for want of memory | fly logs
                    127 | false | true  | its command is not in the image | fly logs
                    139 | false | true  | signal 11 ended it | fly logs
                    7   | false | true  | exit code 7 at 2026-11-29 07:59:00 UTC: the app's own exit code | fly logs
                    0   | true  | true  | no memory left | --vm-memory
                    """)
    void eachCodeSaysWhatHappenedAndWhatToDo(
            int code, boolean outOfMemory, boolean agent, String seen, String next) {
        Machine.Exit exit = new Machine.Exit(code, outOfMemory, false);
        Finding finding =
                finding("stopped", agent ? AGENT : OTHER, exited(exit, Duration.ofMinutes(1)))
                        .orElseThrow();
        assertEquals(Finding.Outcome.WRONG, finding.outcome());
        assertTrue(finding.seen().contains(seen), finding.seen());
        assertTrue(finding.next().contains(next), finding.next());
    }

    @Test
    void anExitThatWasAskedForOrIsFineIsNoFinding() {
        for (Machine.Exit exit :
                List.of(
                        new Machine.Exit(0, false, false),
                        new Machine.Exit(137, false, true),
                        new Machine.Exit(130, false, false),
                        new Machine.Exit(143, false, false))) {
            assertEquals(
                    Optional.empty(),
                    finding("stopped", AGENT, exited(exit, Duration.ofMinutes(1))),
                    exit::toString);
        }
        assertEquals(Optional.empty(), finding("started", AGENT));
    }

    @Test
    void aMachineThatRunsAgainIsWrongOnlyIfItCrashesAgainAndAgain() {
        Machine.Exit crash = new Machine.Exit(1, false, false);
        Machine.Event once = exited(crash, Duration.ofMinutes(5));
        assertEquals(
                Finding.Outcome.TO_DO, finding("started", AGENT, once).orElseThrow().outcome());
        Machine.Event[] loop =
                IntStream.rangeClosed(1, 4)
                        .mapToObj(it -> exited(crash, Duration.ofMinutes(it)))
                        .toArray(Machine.Event[]::new);
        Finding looping = finding("started", AGENT, loop).orElseThrow();
        assertEquals(Finding.Outcome.WRONG, looping.outcome());
        assertTrue(looping.seen().contains(", 4 times in 30 minutes: "), looping.seen());
        Machine.Event yesterday = exited(crash, Duration.ofDays(1));
        assertEquals(Optional.empty(), finding("started", AGENT, yesterday));
        assertTrue(finding("stopped", AGENT, yesterday).isPresent(), "it is still down");
    }

    @Test
    void whatHappenedBeforeTheLastDeployDoesNotCount() {
        Machine.Event before = exited(new Machine.Exit(12, false, false), Duration.ofMinutes(3));
        Machine.Event deploy =
                new Machine.Event(
                        "update",
                        "replacing",
                        Optional.of(NOW.minus(Duration.ofMinutes(2))),
                        Optional.empty());
        assertEquals(Optional.empty(), finding("started", AGENT, deploy, before, before));
        Machine.Event after = exited(new Machine.Exit(7, false, false), Duration.ofMinutes(1));
        Finding finding = finding("started", AGENT, after, deploy, before, before).orElseThrow();
        assertEquals(Finding.Outcome.TO_DO, finding.outcome(), "only once since then");
    }

    @Test
    void aMachineThatWasStoppedTwiceIsInNoCrashLoop() {
        Machine.Event crash = exited(new Machine.Exit(1, false, false), Duration.ofMinutes(2));
        Machine.Event stop = exited(new Machine.Exit(1, false, true), Duration.ofMinutes(1));
        Machine.Event signal = exited(new Machine.Exit(130, false, false), Duration.ofMinutes(1));
        assertEquals(Optional.empty(), CrashLoop.of(machine("started", AGENT, stop, signal), NOW));
        assertEquals(Optional.empty(), CrashLoop.of(machine("started", AGENT, stop, crash), NOW));
        assertEquals(
                Optional.of(new CrashLoop(2, 1)),
                CrashLoop.of(machine("started", AGENT, stop, crash, crash), NOW));
    }

    private static Machine.Event exited(Machine.Exit exit, Duration ago) {
        return new Machine.Event("exit", "stopped", Optional.of(NOW.minus(ago)), Optional.of(exit));
    }

    private static Optional<Finding> finding(String state, String config, Machine.Event... events) {
        return new MachineExits(new AppName("shop"), machine(state, config, events), NOW).finding();
    }

    private static Machine machine(String state, String config, Machine.Event... events) {
        return new Machine(
                new MachineId("148e21ec7d4789"),
                "web",
                new MachineState(state),
                new Region("ams"),
                Optional.empty(),
                Optional.empty(),
                Optional.of(JsonText.parseObject(config)),
                Optional.empty(),
                Optional.empty(),
                HostStatus.OK,
                false,
                List.of(),
                List.of(events));
    }
}
