package dev.flysnap.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.http.FlyException;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Region;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.schedule.Schedules.Change;
import dev.flysnap.schedule.Schedules.Installed;
import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.fault.Fault;
import dev.flysnap.sim.scripted.Script;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.story.Shop;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scheduled machine, on a simulated Fly. */
class SchedulesTest {
    private static final AppName IN_APP = Shop.STAGING;
    private static final ScheduleName NAME = new ScheduleName("create-shop");
    private static final List<String> COMMAND = List.of("create", "shop");

    @TempDir private Path state;
    private Shop shop;
    private FlyApi fly;
    private Schedules schedules;

    @BeforeEach
    void open() {
        shop = new Shop(state, Switches.DEFAULTS);
        shop.script("flysnap-machine", Script.exits(0));
        fly = shop.connect(shop.sim().token());
        schedules = new Schedules(fly, shop.sim().clock());
        secret("FLY_API_TOKEN");
        secret("IDENTITY_FILE");
    }

    @AfterEach
    void close() {
        fly.close();
        shop.close();
    }

    private void secret(String name) {
        var _ =
                shop.sim()
                        .change(turn -> {
                            AppRules.setSecret(turn, IN_APP.value(), name, "x");
                            return true;
                        });
    }

    private static ScheduleRequest request(Every every, boolean hasVolume) {
        return new ScheduleRequest(
                NAME,
                every,
                IN_APP,
                Optional.empty(),
                Optional.of(Shop.FLYSNAP_IMAGE),
                COMMAND,
                Map.of("FLYSNAP_HOOK_URL", "exec"),
                hasVolume ? Map.of() : Map.of("/run/flysnap/identity", "IDENTITY_FILE"),
                hasVolume,
                512);
    }

    private Installed install(ScheduleRequest request) {
        Installed installed = schedules.install(request, Optional.of(Shop.APP));
        shop.sim().sleeper().sleep(Duration.ofMinutes(2));
        return installed;
    }

    private long machines() {
        return fly.machines().list(IN_APP).stream().filter(it -> !it.state().isDead()).count();
    }

    private List<String> volumes() {
        return fly.volumes().list(IN_APP).stream()
                .filter(it -> !it.state().isDead())
                .map(it -> it.name().value())
                .toList();
    }

    @Test
    void itIsStartedAtOnceAndThenByItsSchedule() {
        InstalledSchedule made = install(request(Every.DAILY, true)).schedule();
        assertEquals(Shop.AMS, made.machine().region(), "the shop's");
        InstalledSchedule ran = schedules.list(IN_APP).getFirst();
        assertEquals(COMMAND, ran.command());
        assertEquals(Optional.of(Every.DAILY), ran.every());
        assertEquals(Optional.of(0), ran.lastExit());
        var first = ran.lastStart().orElseThrow();
        shop.sim().sleeper().sleep(Duration.ofHours(26));
        var second = schedules.list(IN_APP).getFirst().lastStart().orElseThrow();
        assertTrue(Duration.between(first, second).toHours() >= 23, first + " and " + second);
        assertEquals(List.of("schedule_create_shop"), volumes());
    }

    @Test
    void itsConfigHoldsNoSecretAndNothingThatADeployAdopts() {
        InstalledSchedule made = install(request(Every.HOURLY, false)).schedule();
        Json.Obj config = made.machine().config().orElseThrow();
        assertEquals(Map.of("flysnap_schedule", "create-shop"), made.machine().metadata());
        assertEquals(Optional.of("no"), config.object("restart").flatMap(it -> it.text("policy")));
        assertEquals(Optional.of("hourly"), config.text("schedule"));
        assertEquals(
                List.of("IDENTITY_FILE"),
                config.objects("files").stream()
                        .flatMap(it -> it.text("secret_name").stream())
                        .toList(),
                "the platform puts the secret into the file");
        assertEquals(List.of(), volumes(), "the journal is shared");
    }

    @Test
    void installingTwiceChangesInsteadOfDoubling() {
        assertEquals(Change.CREATED, install(request(Every.DAILY, true)).change());
        assertEquals(Change.NONE, install(request(Every.DAILY, true)).change());
        assertEquals(Change.CHANGED, install(request(Every.HOURLY, true)).change());
        assertEquals(Optional.of(Every.HOURLY), schedules.list(IN_APP).getFirst().every());
        assertEquals(1, machines());
        assertEquals(1, volumes().size());
        assertEquals(Change.CREATED, install(request(Every.HOURLY, false)).change());
        assertEquals(1, machines(), "mounts cannot be changed, so it is made anew");
        assertEquals(1, volumes().size(), "the journal is kept");
        assertEquals(Change.CREATED, install(request(Every.HOURLY, true)).change());
        assertEquals(1, volumes().size(), "and taken up again");
    }

    @Test
    void alsoAfterALostAnswer() {
        for (String call : List.of("volumes.create", "machines.create")) {
            shop.sim().faults().queue(Fault.next(call, new Fault.Kind.CutAfter()));
            assertThrows(FlyException.class, () -> install(request(Every.DAILY, true)));
            shop.sim().sleeper().sleep(Duration.ofMinutes(2));
        }
        install(request(Every.DAILY, true));
        assertEquals(1, machines());
        assertEquals(1, volumes().size());
    }

    @Test
    void aRunThatIsUnderWayIsNotEndedByAChange() {
        shop.script("flysnap-machine", Script.IDLE);
        install(request(Every.DAILY, true));
        for (FlysnapException refused :
                List.of(
                        assertThrows(
                                FlysnapException.class, () -> install(request(Every.HOURLY, true))),
                        assertThrows(FlysnapException.class, () -> schedules.runNow(IN_APP, NAME)),
                        assertThrows(
                                FlysnapException.class,
                                () -> schedules.remove(IN_APP, NAME, true)))) {
            assertEquals("schedule-running", refused.problem().code());
        }
        assertEquals(1, machines());
    }

    @Test
    void itRunsNowAndIsRemoved() {
        install(request(Every.DAILY, true));
        var before = schedules.list(IN_APP).getFirst().lastStart();
        Json.Obj environment =
                schedules
                        .runNow(IN_APP, NAME)
                        .machine()
                        .config()
                        .flatMap(it -> it.object("env"))
                        .orElseThrow();
        assertTrue(
                RunNow.isWanted(
                        environment.text(RunNow.VARIABLE).orElseThrow(),
                        shop.sim().clock().instant()));
        shop.sim().sleeper().sleep(Duration.ofMinutes(12));
        assertFalse(schedules.list(IN_APP).getFirst().lastStart().equals(before));
        assertFalse(
                RunNow.isWanted(
                        environment.text(RunNow.VARIABLE).orElseThrow(),
                        shop.sim().clock().instant()),
                "the next start is an ordinary one");
        assertEquals(1, schedules.remove(IN_APP, NAME, false).size());
        assertEquals(0, machines());
        assertEquals(1, volumes().size());
        assertEquals(List.of(), schedules.remove(IN_APP, NAME, true));
        assertEquals(0, volumes().size());
        assertThrows(FlysnapException.class, () -> schedules.remove(IN_APP, NAME, true));
    }

    @Test
    void whatIsMissingIsSaidBeforeAnythingIsMade() {
        FlysnapException noFile =
                assertThrows(FlysnapException.class, () -> install(withoutToken()));
        assertEquals("schedule-no-secret", noFile.problem().code());
        assertEquals(0, machines());
        install(request(Every.DAILY, true));
        ScheduleRequest elsewhere = request(Every.DAILY, true);
        FlysnapException refused =
                assertThrows(
                        FlysnapException.class,
                        () ->
                                install(
                                        new ScheduleRequest(
                                                NAME,
                                                Every.DAILY,
                                                IN_APP,
                                                Optional.of(new Region("fra")),
                                                elsewhere.image(),
                                                COMMAND,
                                                Map.of(),
                                                Map.of(),
                                                true,
                                                512)));
        assertEquals("schedule-elsewhere", refused.problem().code());
    }

    /** Needs a secret that the app does not have. */
    private static ScheduleRequest withoutToken() {
        ScheduleRequest request = request(Every.DAILY, false);
        return new ScheduleRequest(
                NAME,
                Every.DAILY,
                IN_APP,
                Optional.empty(),
                request.image(),
                COMMAND,
                Map.of(),
                Map.of("/run/x", "NOT_THERE"),
                false,
                512);
    }
}
