package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.doctor.checkup.ClockCheck;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.doctor.checkup.Finding.Outcome;
import dev.flysnap.doctor.checkup.ScheduleCheck;
import dev.flysnap.doctor.checkup.TokenCheck;
import dev.flysnap.doctor.checkup.Upkeep;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.resource.TokenScope;
import dev.flysnap.fly.resource.UpdateMachine;
import dev.flysnap.fly.settings.TokenFacts;
import dev.flysnap.model.Machine;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.recovery.Sweep;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.schedule.Every;
import dev.flysnap.schedule.InstalledSchedule;
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
import java.time.InstantSource;
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
        return new Upkeep(shop.bench(shop.cut()))
                .findings(Shop.APP, ASKER, maxDrillAge, Optional.of(Shop.STAGING));
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
        CreatePlan plan =
                shop.creation()
                        .plan(
                                shop.nextRun(),
                                CreateRequests.retained(
                                        Shop.createRequest(HoldUntil.QUIESCED), 60));
        Create create = new Create(shop.bench(shop.cut()), Optional.of(dying));
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
        var _ = shop.create();
        Restore restore = shop.restore();
        var _ = restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(false)));
        assertEquals(
                List.of(Outcome.FINE),
                of(findings(Optional.of(Duration.ofDays(8))), "drill"),
                "a restore that was verified is a restore that was tried");
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
            var _ =
                    new Schedules(fly, shop.sim().clock())
                            .install(
                                    new ScheduleRequest(
                                            new ScheduleName("x"),
                                            Every.DAILY,
                                            Shop.STAGING,
                                            Optional.of(Shop.AMS),
                                            Optional.of(Shop.FLYSNAP_IMAGE),
                                            List.of("create", "--app=shop"),
                                            Map.of(),
                                            Map.of(),
                                            true,
                                            512),
                                    Optional.empty());
            shop.sim().sleeper().sleep(Duration.ofMinutes(5));
            assertEquals(
                    List.of(Outcome.FINE), of(check.findings(Shop.APP, Shop.STAGING), "schedule"));
            InstalledSchedule there =
                    new Schedules(fly, shop.sim().clock()).list(Shop.STAGING).getFirst();
            Instant started = there.lastStart().orElseThrow();
            assertFalse(there.isOverdue(started.plus(Duration.ofHours(35))), "it is fuzzy");
            assertTrue(there.isOverdue(started.plus(Duration.ofHours(37))));
            InstantSource later = InstantSource.fixed(started.plus(Duration.ofHours(37)));
            Finding late =
                    new ScheduleCheck(fly, later).findings(Shop.APP, Shop.STAGING).getFirst();
            assertEquals(Outcome.WRONG, late.outcome());
            assertTrue(late.seen().endsWith("too long ago"), late.seen());
            shop.script("flysnap-machine", Script.exits(12));
            shop.sim().sleeper().sleep(Duration.ofHours(26));
            Finding failed = check.findings(Shop.APP, Shop.STAGING).getFirst();
            assertTrue(failed.seen().endsWith("exit code 12"), failed.seen());
            Machine machine = fly.machines().list(Shop.STAGING).getFirst();
            var _ =
                    fly.machines()
                            .update(
                                    Shop.STAGING,
                                    machine.id(),
                                    new UpdateMachine(
                                            machine.config().orElseThrow().without("schedule"),
                                            true,
                                            Optional.empty()));
            Finding none = check.findings(Shop.APP, Shop.STAGING).getFirst();
            assertEquals(Outcome.WRONG, none.outcome());
            assertTrue(none.next().endsWith("-- create --app=shop"), none.next());
        }
    }

    @Test
    void aTokenThatCannotDoWhatItIsNeededForIsNamed() {
        TokenFacts full = new TokenFacts(false, false, Optional.empty());
        try (FlyApi fly = shop.connect(shop.sim().token())) {
            List<TokenScope> all = fly.platform().tokenScopes();
            Finding fine =
                    TokenCheck.scope(Shop.APP, Optional.of(Shop.STAGING), full, all).orElseThrow();
            assertEquals(Outcome.FINE, fine.outcome());
            assertTrue(fine.seen().startsWith("the token is for all apps of"), fine.seen());
        }
        List<TokenScope> one =
                List.of(new TokenScope(Optional.of("o"), List.of("shop"), Optional.empty()));
        assertEquals(
                Optional.of("the token is for shop"),
                TokenCheck.scope(Shop.APP, Optional.empty(), full, one).map(Finding::seen));
        Finding narrow =
                TokenCheck.scope(Shop.APP, Optional.of(Shop.STAGING), full, one).orElseThrow();
        assertEquals(Outcome.WRONG, narrow.outcome());
        assertTrue(narrow.seen().endsWith("not for " + Shop.STAGING), narrow.seen());
        TokenFacts reads = new TokenFacts(true, true, Optional.empty());
        assertEquals(
                Optional.of(Outcome.TO_DO),
                TokenCheck.scope(Shop.APP, Optional.empty(), reads, List.of())
                        .map(Finding::outcome));
        assertEquals(
                Optional.empty(), TokenCheck.scope(Shop.APP, Optional.empty(), full, List.of()));
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
            TokenFacts token = new TokenFacts(true, false, Optional.of(now.plus(left.getKey())));
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
