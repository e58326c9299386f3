package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.doctor.checkup.ClockCheck;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.doctor.checkup.Finding.Outcome;
import dev.flysnap.doctor.checkup.ScheduleCheck;
import dev.flysnap.doctor.checkup.TokenCheck;
import dev.flysnap.doctor.checkup.Upkeep;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.settings.TokenFacts;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.recovery.Sweep;
import dev.flysnap.schedule.Every;
import dev.flysnap.schedule.ScheduleName;
import dev.flysnap.schedule.ScheduleRequest;
import dev.flysnap.schedule.Schedules;
import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.scripted.Script;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What time alone makes wrong: doctor names it, and the next scheduled run sweeps it. */
class UpkeepStoryTest {
    private static final RunId ASKER = new RunId("run_zzzzzzzzzz");

    @TempDir private Path state;
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(state, Switches.DEFAULTS);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    private List<Finding> findings(Optional<Duration> maxDrillAge) {
        return new Upkeep(shop.bench(shop.cut())).findings(Shop.APP, ASKER, maxDrillAge);
    }

    private static List<Outcome> of(List<Finding> findings, String check) {
        return findings.stream()
                .filter(it -> it.check().equals(check))
                .map(Finding::outcome)
                .toList();
    }

    private List<Problem> sweep() {
        return new Sweep(shop.bench(shop.cut()), (_, _) -> Optional.of(shop.hook())).run(Shop.APP);
    }

    /** Dies when it has changed the retention, and is about to ask the hook. */
    private void killCreateThatRetains() {
        QuiescerFactory dying =
                (app, machine) -> {
                    throw new PowerCut.Dark();
                };
        Create create = new Create(shop.bench(shop.cut()), Optional.of(dying));
        CreatePlan plan =
                create.plan(
                        shop.nextRun(),
                        CreateRequests.retained(Shop.createRequest(HoldUntil.QUIESCED), 60));
        assertThrows(PowerCut.Dark.class, () -> create.run(plan));
        assertEquals(60, shop.retention());
    }

    @Test
    void aKilledCreateIsNamedAndEndedByTheNextScheduledRun() {
        killCreateThatRetains();
        List<Finding> before = findings(Optional.empty());
        assertTrue(of(before, "retention").contains(Outcome.WRONG), before.toString());
        assertTrue(of(before, "runs").contains(Outcome.TO_DO), before.toString());

        assertEquals(List.of(), sweep());
        assertEquals(14, shop.retention());
        List<Finding> after = findings(Optional.empty());
        assertEquals(List.of(), of(after, "retention"), after.toString());
        assertEquals(List.of(), of(after, "runs"), after.toString());
    }

    @Test
    void aRestoreThatWasNeverTriedIsToldAndWithAGoalWrong() {
        assertEquals(List.of(Outcome.TO_DO), of(findings(Optional.empty()), "drill"));
        assertEquals(
                List.of(Outcome.WRONG), of(findings(Optional.of(Duration.ofDays(8))), "drill"));
    }

    @Test
    void aScheduleThatDidNotRunOrFailedIsWrong() {
        var _ =
                shop.sim()
                        .change(turn -> {
                            AppRules.setSecret(turn, Shop.STAGING.value(), "FLY_API_TOKEN", "x");
                            return true;
                        });
        shop.script("flysnap-machine", Script.exits(0));
        try (FlyApi fly = shop.connect(shop.sim().token())) {
            ScheduleCheck check = new ScheduleCheck(fly, shop.sim().clock());
            assertEquals(
                    List.of(Outcome.TO_DO), of(check.findings(Shop.APP, Shop.STAGING), "schedule"));
            var installed =
                    new Schedules(fly, shop.sim().clock())
                            .install(
                                    new ScheduleRequest(
                                            new ScheduleName("x"),
                                            Every.DAILY,
                                            Shop.STAGING,
                                            Optional.of(Shop.AMS),
                                            Optional.of(Shop.FLYSNAP_IMAGE),
                                            List.of("create", "shop"),
                                            Map.of(),
                                            Map.of(),
                                            true,
                                            512),
                                    Optional.empty());
            shop.sim().sleeper().sleep(Duration.ofMinutes(5));
            assertEquals(
                    List.of(Outcome.FINE), of(check.findings(Shop.APP, Shop.STAGING), "schedule"));
            shop.script("flysnap-machine", Script.exits(12));
            shop.sim().sleeper().sleep(Duration.ofHours(26));
            Finding failed = check.findings(Shop.APP, Shop.STAGING).getFirst();
            assertTrue(failed.seen().endsWith("exit code 12"), failed.seen());
            shop.setHostDead(installed.schedule().machine().id().value(), true);
            shop.sim().sleeper().sleep(Duration.ofDays(3));
        }
    }

    @Test
    void aTokenThatEndsAndAClockThatIsWrongAreNamed() {
        Instant now = shop.sim().clock().instant();
        for (Map.Entry<Duration, Outcome> left :
                Map.of(
                                Duration.ofDays(-1), Outcome.WRONG,
                                Duration.ofDays(3), Outcome.TO_DO,
                                Duration.ofDays(300), Outcome.FINE)
                        .entrySet()) {
            TokenFacts token = new TokenFacts(true, Optional.of(now.plus(left.getKey())));
            assertEquals(
                    Optional.of(left.getValue()),
                    TokenCheck.of(Shop.APP, token, false, now).map(Finding::outcome));
        }
        assertEquals(
                Optional.of(Outcome.WRONG),
                ClockCheck.of(Optional.of(Duration.ofMinutes(-5))).map(Finding::outcome));
        assertEquals(
                Optional.of(Outcome.FINE),
                ClockCheck.of(Optional.of(Duration.ofSeconds(2))).map(Finding::outcome));
    }
}
