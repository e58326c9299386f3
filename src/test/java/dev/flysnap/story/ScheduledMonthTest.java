package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.model.MachineId;
import dev.flysnap.notify.Job;
import dev.flysnap.notify.JobEnd;
import dev.flysnap.notify.Notifier;
import dev.flysnap.notify.SecretUrl;
import dev.flysnap.notify.Sender;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.restore.recovery.Sweep;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.schedule.Every;
import dev.flysnap.schedule.InstalledSchedule;
import dev.flysnap.schedule.ScheduleName;
import dev.flysnap.schedule.ScheduleRequest;
import dev.flysnap.schedule.Schedules;
import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.scripted.Script;
import dev.flysnap.sim.scripted.ScriptedProcess;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.create.RecentSnapshot;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.HoldUntil;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A daily schedule through a month, and as Fly may treat it. When Fly starts the machine, the work
 * is what {@code flysnap schedule run -- create} does, on the shop's clock.
 */
class ScheduledMonthTest {
    private static final int MONTH = 30;
    private static final Job JOB = new Job("create", Optional.of("shop"));

    @TempDir private Path state;
    private final Queue<ScriptedProcess> started = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final MockWebServer pings = new MockWebServer();
    private int starts;
    private Duration step = Duration.ofHours(3);
    private boolean wasOverdue;
    private Optional<FlyApi> expired = Optional.empty();

    @BeforeEach
    void listen() throws Exception {
        pings.setDispatcher(
                new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        told.add(request.getTarget());
                        return new MockResponse.Builder().code(200).build();
                    }
                });
        pings.start();
    }

    @AfterEach
    void close() {
        expired.ifPresent(FlyApi::close);
        pings.close();
    }

    private Shop shop(Switches.ScheduledStarts how) {
        Shop shop =
                new Shop(
                        state.resolve(how.name()),
                        Switches.DEFAULTS.with("scheduled-starts", how.name()));
        shop.script(
                "flysnap-machine",
                new Script() {
                    @Override
                    public void started(ScriptedProcess process) {
                        started.add(process);
                    }
                });
        var _ =
                shop.sim()
                        .change(turn -> {
                            AppRules.setSecret(turn, Shop.STAGING.value(), "FLY_API_TOKEN", "x");
                            return true;
                        });
        return shop;
    }

    private static MachineId install(Shop shop, FlyApi fly) {
        return new Schedules(fly, shop.sim().clock())
                .install(
                        new ScheduleRequest(
                                new ScheduleName("create-shop"),
                                Every.DAILY,
                                Shop.STAGING,
                                Optional.of(Shop.AMS),
                                Optional.of(Shop.FLYSNAP_IMAGE),
                                List.of("create", "shop"),
                                Map.of(),
                                Map.of(),
                                true,
                                512),
                        Optional.empty())
                .schedule()
                .machine()
                .id();
    }

    private void live(Shop shop, FlyApi fly, Duration time) {
        Instant end = shop.sim().clock().instant().plus(time);
        while (shop.sim().clock().instant().isBefore(end)) {
            shop.sim().sleeper().sleep(step);
            while (!started.isEmpty()) {
                starts++;
                ScriptedProcess process = started.remove();
                process.exit(work(shop));
                shop.sim().sleeper().sleep(Duration.ofMinutes(1));
            }
            List<InstalledSchedule> there =
                    new Schedules(fly, shop.sim().clock()).list(Shop.STAGING);
            wasOverdue |= there.stream().anyMatch(it -> it.isOverdue(shop.sim().clock().instant()));
        }
    }

    private int work(Shop shop) {
        RunContext context = expired.map(shop::bench).orElseGet(() -> shop.bench(shop.cut()));
        Instant begun = shop.sim().clock().instant();
        try (Notifier notifier =
                Notifier.of(
                        new Notifier.Addresses(
                                Optional.of(SecretUrl.parse(pings.url("/ping").toString())),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        new Sender(shop.sim().sleeper(), shop.sim().clock()))) {
            assertEquals(List.of(), notifier.started(JOB, begun));
            int exit = 0;
            String text = "";
            try {
                new Sweep(context, (_, _) -> Optional.of(shop.hook())).run(Shop.APP);
                Create create = new Create(context, Optional.of(shop.hook()));
                CreatePlan plan =
                        create.plan(shop.nextRun(), Shop.createRequest(HoldUntil.QUIESCED));
                boolean isRepeated =
                        RecentSnapshot.of(
                                        context,
                                        Shop.APP,
                                        plan.volume().id(),
                                        Optional.empty(),
                                        Every.DAILY.tooSoon())
                                .isPresent();
                if (!isRepeated) {
                    var _ = create.run(plan);
                }
            } catch (FlysnapException e) {
                exit = e.problem().exit().number();
                text = e.problem().what();
            }
            assertEquals(
                    List.of(),
                    notifier.ended(
                            new JobEnd(JOB, begun, shop.sim().clock().instant(), exit, text)));
            return exit;
        }
    }

    private static List<Instant> taken(Shop shop) {
        return shop.journal().snapshots(Shop.APP).stream()
                .map(it -> it.takenAt())
                .sorted()
                .toList();
    }

    private static Duration widestGap(List<Instant> taken) {
        Duration widest = Duration.ZERO;
        for (int i = 1; i < taken.size(); i++) {
            Duration gap = Duration.between(taken.get(i - 1), taken.get(i));
            widest = gap.compareTo(widest) > 0 ? gap : widest;
        }
        return widest;
    }

    private List<Instant> lived(Switches.ScheduledStarts how, int days) {
        try (Shop shop = shop(how);
                FlyApi fly = shop.connect(shop.sim().token())) {
            install(shop, fly);
            live(shop, fly, Duration.ofDays(days));
            return taken(shop);
        }
    }

    @Test
    void startsAreLateAndEachTakesASnapshot() {
        List<Instant> fuzzy = lived(Switches.ScheduledStarts.FUZZY, MONTH);
        assertEquals(starts, fuzzy.size());
        assertTrue(fuzzy.size() >= 28 && fuzzy.size() <= 31, fuzzy.toString());
        starts = 0;
        List<Instant> late = lived(Switches.ScheduledStarts.LATE, 12);
        assertEquals(starts, late.size());
        assertTrue(late.size() >= 9 && late.size() <= 11, late.toString());
        assertTrue(widestGap(late).compareTo(Every.DAILY.overdue()) < 0);
        assertEquals(false, wasOverdue, "late is not missed");
        assertTrue(told.stream().noneMatch(it -> it.endsWith("/fail")));
    }

    @Test
    void aRepeatedStartTakesNoSecondSnapshot() {
        step = Duration.ofHours(1);
        List<Instant> taken = lived(Switches.ScheduledStarts.TWICE, 8);
        assertTrue(starts >= 2 * taken.size() - 1, starts + " starts, " + taken.size());
        assertTrue(taken.size() >= 7, taken.toString());
        for (int i = 1; i < taken.size(); i++) {
            assertTrue(
                    Duration.between(taken.get(i - 1), taken.get(i))
                                    .compareTo(Every.DAILY.tooSoon())
                            >= 0,
                    taken::toString);
        }
        assertEquals(starts, told.stream().filter("/ping"::equals).count(), "each went well");
    }

    @Test
    void aMissedStartShowsInTheListAndInThePingThatDoesNotCome() {
        List<Instant> taken = lived(Switches.ScheduledStarts.MISSED, 14);
        assertEquals(starts, taken.size());
        assertTrue(taken.size() <= 9, taken.toString());
        assertTrue(wasOverdue, "two days without a start");
        assertEquals(starts, told.stream().filter("/ping"::equals).count());
    }

    @Test
    void anExpiredTokenAndAMachineThatIsGoneAreTold() {
        try (Shop shop = shop(Switches.ScheduledStarts.FUZZY);
                FlyApi fly = shop.connect(shop.sim().token())) {
            MachineId machine = install(shop, fly);
            live(shop, fly, Duration.ofDays(5));
            int good = taken(shop).size();
            assertTrue(good >= 4, "so many in five days: " + good);

            expired = Optional.of(shop.connect("fm2_that_nobody_knows"));
            live(shop, fly, Duration.ofDays(5));
            assertEquals(good, taken(shop).size());
            assertEquals(
                    Optional.of(12),
                    new Schedules(fly, shop.sim().clock())
                            .list(Shop.STAGING)
                            .getFirst()
                            .lastExit());
            long failed = told.stream().filter("/ping/fail"::equals).count();
            assertTrue(failed >= 4, told.toString());

            fly.machines().delete(Shop.STAGING, machine, true, Optional.empty());
            int before = told.size();
            live(shop, fly, Duration.ofDays(3));
            assertEquals(before, told.size(), "silence, which the dead man's switch tells of");
            assertEquals(List.of(), new Schedules(fly, shop.sim().clock()).list(Shop.STAGING));

            expired.ifPresent(FlyApi::close);
            expired = Optional.empty();
            install(shop, fly);
            live(shop, fly, Duration.ofDays(2));
            assertTrue(taken(shop).size() > good, "it goes on with its journal");
        }
    }
}
