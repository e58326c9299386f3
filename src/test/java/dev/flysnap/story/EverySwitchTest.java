package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.Points;
import dev.flysnap.fly.resource.UpdateMachine;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.Machine;
import dev.flysnap.model.MachineState;
import dev.flysnap.model.Region;
import dev.flysnap.model.Volume;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.request.RestoreRequest;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.restore.run.RestoreReport;
import dev.flysnap.saga.CutPoint;
import dev.flysnap.sim.WorldView;
import dev.flysnap.sim.event.AppRules;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What nobody has documented of Fly, decided one way and the other: whichever way it is, create and
 * restore do what they promise, or say what is wrong and leave nothing behind. The settings come
 * from the simulator, so a new switch is covered by itself.
 */
class EverySwitchTest {
    /** Longer than a snapshot counts as recent. */
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(11);

    /** The settings with which a snapshot cannot come about; with all others it has to. */
    private static final Map<String, String> FAILS =
            Map.of("snapshot-end=failed", "snapshot-failed");

    @TempDir private Path state;
    private int orders;

    /** One value of one switch. */
    record Setting(String name, String value) {
        Switches on(Switches switches) {
            return switches.with(name, value);
        }

        boolean isOf(String prefix) {
            return name.startsWith(prefix) || name.equals("pending-rows");
        }

        @Override
        public String toString() {
            return name + "=" + value;
        }
    }

    static Stream<Setting> everySetting() {
        return Switches.names().entrySet().stream()
                .flatMap(entry ->
                        entry.getValue().stream().map(value -> new Setting(entry.getKey(), value)));
    }

    /** Two at a time, of those that change what a list of snapshots says. */
    static Stream<List<Setting>> everyPairOfSnapshotSettings() {
        List<Setting> settings =
                everySetting()
                        .filter(it -> it.isOf("snapshot-") && !FAILS.containsKey(it.toString()))
                        .toList();
        List<List<Setting>> pairs = new ArrayList<>();
        for (Setting one : settings) {
            settings.stream()
                    .filter(it -> it.name().compareTo(one.name()) > 0)
                    .forEach(it -> pairs.add(List.of(one, it)));
        }
        return Points.inTurn(0, 11, pairs).stream();
    }

    @ParameterizedTest
    @MethodSource("everySetting")
    void createAndRestoreDoWhatTheyPromiseOrSayWhatIsWrong(Setting setting) {
        try (Shop shop = new Shop(state, setting.on(Switches.DEFAULTS))) {
            putOnSchedule(shop);
            Optional<String> fails = Optional.ofNullable(FAILS.get(setting.toString()));
            for (HoldUntil holdUntil : holds(setting)) {
                if (fails.isPresent()) {
                    assertCreateFails(shop, holdUntil, fails.get());
                } else {
                    create(shop, holdUntil);
                }
            }
            if (fails.isPresent()) {
                assertRestoreRefused(shop, Shop.FRA, "no-finished-snapshot");
            } else {
                assertCutover(shop);
            }
        }
    }

    /** What says nothing of snapshots changes none of the ways to hold writers. */
    private static List<HoldUntil> holds(Setting setting) {
        return setting.isOf("snapshot-") || Points.apart(2) == 1
                ? List.of(HoldUntil.values())
                : List.of(HoldUntil.CREATED);
    }

    @ParameterizedTest
    @MethodSource("everyPairOfSnapshotSettings")
    void snapshotsAreToldApartWithEveryPairOfSettings(List<Setting> settings) {
        Switches switches = Switches.DEFAULTS;
        for (Setting setting : settings) {
            switches = setting.on(switches);
        }
        try (Shop shop = new Shop(state, switches)) {
            for (HoldUntil holdUntil : List.of(HoldUntil.QUIESCED, HoldUntil.CREATED)) {
                create(shop, holdUntil);
            }
        }
    }

    @Test
    void aRecentSnapshotInThePlaceOfANewOneIsNamed() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS.with("snapshot-coalescing", "recent"))) {
            Receipt recent = shop.create();
            for (HoldUntil holdUntil : HoldUntil.values()) {
                WorldView before = shop.sim().view();
                Problem problem =
                        assertThrows(FlysnapException.class, () -> shop.create(holdUntil))
                                .problem();
                assertEquals("snapshot-coalesced", problem.code());
                assertEquals(ExitCode.CHECK_NOT_MET, problem.exit());
                assertTrue(problem.why().contains(recent.snapshot().value()), problem.why());
                assertFalse(shop.isHeld());
                assertEquals(before, shop.sim().view());
            }
        }
    }

    @Test
    void aSnapshotThatFailedIsNamedWithItsStatus() {
        try (Shop shop = new Shop(state, Switches.DEFAULTS.with("snapshot-end", "failed"))) {
            Problem problem = assertThrows(FlysnapException.class, shop::create).problem();
            assertTrue(problem.what().matches(".*vs_\\w+ .*\"failed\".*"), problem.what());
        }
    }

    @ParameterizedTest
    @MethodSource("valuesOfNoCapacity")
    void aRegionWithoutRoomFailsAndNothingIsLeft(String value) {
        try (Shop shop = new Shop(state, Switches.DEFAULTS.with("no-capacity", value))) {
            shop.create();
            shop.sim()
                    .change(turn -> {
                        AppRules.setRegionFull(turn, "fra", true);
                        return true;
                    });
            Problem problem =
                    assertRestoreRefused(
                            shop,
                            Shop.FRA,
                            value.equals("quota-403") ? "quota-reached" : "no-capacity");
            assertEquals(ExitCode.FAILED, problem.exit());
        }
    }

    static List<String> valuesOfNoCapacity() {
        return Switches.names().get("no-capacity");
    }

    @ParameterizedTest
    @MethodSource("valuesOfPlatformQuestions")
    void aRegionThatDoesNotExistIsRefusedWhoeverSaysSo(String value) {
        try (Shop shop = new Shop(state, Switches.DEFAULTS.with("platform-questions", value))) {
            shop.create();
            Problem problem =
                    assertRestoreRefused(
                            shop,
                            new Region("zzz"),
                            value.equals("answered") ? "no-such-region" : "fly-refused");
            assertTrue((problem.what() + problem.why()).contains("zzz"), problem.toString());
        }
    }

    static List<String> valuesOfPlatformQuestions() {
        return Switches.names().get("platform-questions");
    }

    @ParameterizedTest
    @MethodSource("valuesOfForeignApp")
    void anotherAppThanTheTokensIsRefused(String value) {
        try (Shop shop = new Shop(state, Switches.DEFAULTS.with("foreign-app", value))) {
            WorldView before = shop.sim().view();
            Create create = shop.creation();
            CreateRequest request = requestFor(Shop.OTHER);
            Problem problem =
                    assertThrows(FlysnapException.class, () -> create.plan(shop.nextRun(), request))
                            .problem();
            assertEquals(
                    value.equals("forbidden") ? "fly-not-authorised" : "fly-app-unknown",
                    problem.code());
            assertTrue(problem.toString().contains(Shop.OTHER.value()), problem.toString());
            assertEquals(before, shop.sim().view());
        }
    }

    static List<String> valuesOfForeignApp() {
        return Switches.names().get("foreign-app");
    }

    private static CreateRequest requestFor(AppName app) {
        return new CreateRequest(
                app,
                Optional.empty(),
                Optional.empty(),
                HoldUntil.QUIESCED,
                Duration.ofSeconds(1),
                List.of(),
                Optional.empty(),
                Duration.ofMinutes(10));
    }

    /** Orders come in whenever nobody keeps them off. */
    private CutPoint orders(Shop shop) {
        return () -> {
            if (!shop.isHeld()) {
                orders++;
                shop.disks().write(shop.volume().value(), "shop.db", Integer.toString(orders));
            }
        };
    }

    private Receipt create(Shop shop, HoldUntil holdUntil) {
        shop.sim().sleeper().sleep(LONG_ENOUGH);
        Create create = new Create(shop.bench(orders(shop)), Optional.of(shop.hook()));
        orders(shop).passed();
        Receipt receipt = create.run(create.plan(shop.nextRun(), Shop.createRequest(holdUntil)));
        assertFalse(shop.isHeld(), "writers work again");
        assertEquals(
                holdUntil == HoldUntil.CREATED ? Grade.HELD : Grade.SYNCED,
                receipt.grade(),
                () -> holdUntil + ": " + receipt.limits());
        int held = restored(shop, receipt);
        int atQuiesce = Integer.parseInt(shop.atQuiesce());
        if (receipt.grade() == Grade.HELD) {
            assertEquals(atQuiesce, held, "the snapshot is the state at the quiesce");
        } else {
            assertTrue(held >= atQuiesce, held + " of " + atQuiesce + " orders");
        }
        return receipt;
    }

    /** The last order that the snapshot holds. */
    private static int restored(Shop shop, Receipt receipt) {
        return Integer.parseInt(
                shop.disks().snapshotContent(receipt.snapshot().value()).get("shop.db"));
    }

    private void assertCreateFails(Shop shop, HoldUntil holdUntil, String code) {
        Problem problem =
                assertThrows(FlysnapException.class, () -> create(shop, holdUntil)).problem();
        assertEquals(code, problem.code());
        assertFalse(shop.isHeld(), "writers work again");
        assertEquals(
                MachineState.STARTED, shop.fly().machines().get(Shop.APP, shop.machine()).state());
    }

    private static Problem assertRestoreRefused(Shop shop, Region region, String code) {
        WorldView before = shop.sim().view();
        Restore restore = shop.restore(CutPoint.NONE);
        Problem problem =
                assertThrows(
                                FlysnapException.class,
                                () -> restore.run(restore.plan(shop.nextRun(), to(region))))
                        .problem();
        assertEquals(code, problem.code(), problem.toString());
        assertEquals(before, shop.sim().view(), "nothing was left behind");
        return problem;
    }

    private static RestoreRequest to(Region region) {
        return Shop.request(true).toRegions(region).build();
    }

    /** The platform would start it again, so a cutover has to take that away. */
    private static void putOnSchedule(Shop shop) {
        shop.fly()
                .machines()
                .update(
                        Shop.APP,
                        shop.machine(),
                        new UpdateMachine(scheduled(shop), false, Optional.empty()));
        assertTrue(
                shop.fly()
                        .machines()
                        .waitFor(
                                Shop.APP,
                                shop.machine(),
                                MachineState.STARTED,
                                Optional.empty(),
                                Duration.ofSeconds(60)));
    }

    private static Json.Obj scheduled(Shop shop) {
        return Shop.config(shop.volume()).with("schedule", "monthly");
    }

    private static void assertCutover(Shop shop) {
        Restore restore = shop.restore(() -> assertOneWriter(shop));
        RestoreReport report = restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(true)));
        // Whatever was asked for may only happen now.
        shop.sim().sleeper().sleep(LONG_ENOUGH);
        assertOneWriter(shop);
        Machine old = shop.fly().machines().get(Shop.APP, shop.machine());
        assertEquals(MachineState.STOPPED, old.state());
        assertEquals(List.of("mine"), old.metadata().keySet().stream().toList());
        assertEquals(Optional.empty(), old.config().orElseThrow().get("schedule"));
        assertTrue(shop.sim().world().machine(old.id().value()).orElseThrow().cordoned());

        Machine now = shop.fly().machines().get(Shop.APP, report.machine().orElseThrow());
        assertEquals(MachineState.STARTED, now.state());
        assertEquals(Shop.FRA, now.region());
        assertEquals("v2", now.metadata().get("fly_platform_version"));
        assertEquals(
                Optional.of(new Json.Str("monthly")), now.config().orElseThrow().get("schedule"));
        assertFalse(shop.sim().world().machine(now.id().value()).orElseThrow().cordoned());
        assertEquals(
                Optional.of(shop.atQuiesce()),
                shop.disks().read(report.volume().value(), "shop.db"),
                "the last one was held");
        assertEquals(
                2,
                shop.fly().volumes().list(Shop.APP).stream()
                        .map(Volume::state)
                        .filter(it -> !it.isDead())
                        .count());
    }

    /** Never two machines of one app that write by our hand. */
    private static void assertOneWriter(Shop shop) {
        long writers =
                shop.sim().world().machinesOf(Shop.APP.value()).stream()
                        .filter(it -> it.is(dev.flysnap.sim.world.SimMachine.State.STARTED))
                        .filter(it -> it.config().init("exec").isEmpty())
                        .count();
        assertTrue(writers <= 1, writers + " machines write");
    }
}
