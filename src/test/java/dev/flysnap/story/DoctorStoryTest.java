package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.agent.http.ProblemServer;
import dev.flysnap.config.VolumeReference;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.doctor.checkup.Checkup;
import dev.flysnap.doctor.checkup.Doctor;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.doctor.checkup.Finding.Outcome;
import dev.flysnap.fly.FlyApi;
import dev.flysnap.fly.settings.FlySettings;
import dev.flysnap.fly.settings.FlyToken;
import dev.flysnap.hook.client.HookTimeouts;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.hook.transport.HookAddress;
import dev.flysnap.hook.transport.HookToken;
import dev.flysnap.hook.transport.HookTransports;
import dev.flysnap.model.AppName;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Resumed;
import dev.flysnap.sim.scripted.Script;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the first checks see of an app, on a virtual clock. */
class DoctorStoryTest {
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

    private Checkup examined(Optional<QuiescerFactory> hook) {
        return new Doctor(shop.fly(), hook, shop.sim().clock(), _ -> Optional.empty(), List.of())
                .examine(Shop.APP, Optional.empty());
    }

    private static Finding of(Checkup checkup, String check) {
        return checkup.findings().stream()
                .filter(it -> it.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    /** A hook that is there, with a database at a path. */
    private static Optional<QuiescerFactory> telling(String path, boolean present) {
        return Optional.of((app, machine) -> new Telling(path, present, Optional.empty()));
    }

    @Test
    void aNewAppLacksASnapshotAndAHook() {
        Checkup checkup = examined(Optional.empty());
        assertEquals(Outcome.FINE, of(checkup, "token").outcome());
        assertEquals(Outcome.FINE, of(checkup, "app").outcome());
        assertEquals(Outcome.FINE, of(checkup, "volume").outcome());
        assertTrue(of(checkup, "volume").seen().contains(shop.machine().value()));
        assertEquals(Outcome.TO_DO, of(checkup, "snapshots").outcome());
        assertEquals(Outcome.TO_DO, of(checkup, "hook").outcome());
        assertFalse(checkup.isWrong());
        assertEquals("flysnap create --app shop --volume " + shop.volume(), checkup.next());
    }

    @Test
    void anAppThatCrashesIsToldBeforeASnapshotIsRecommended() {
        shop.script("shop-app", Script.exits(12));
        shop.fly().machines().stop(Shop.APP, shop.machine(), Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofMinutes(1));
        assertTrue(
                examined(Optional.empty()).findings().stream()
                        .noneMatch(it -> it.check().equals("machine")),
                "it was stopped on purpose");
        shop.fly().machines().start(Shop.APP, shop.machine(), Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofMinutes(10));
        Checkup checkup = examined(Optional.empty());
        assertEquals(Outcome.WRONG, of(checkup, "machine").outcome());
        assertTrue(of(checkup, "machine").seen().contains("exit code 12"), checkup::toString);
        assertTrue(checkup.next().contains("export FLYSNAP_HOOK_TOKEN"), checkup.next());
    }

    @Test
    void aVolumeThatIsMeantAndNotThereIsNamedBesideThoseThatAre() {
        Finding volume =
                of(
                        new Doctor(
                                        shop.fly(),
                                        Optional.empty(),
                                        shop.sim().clock(),
                                        _ -> Optional.empty(),
                                        List.of())
                                .examine(Shop.APP, Optional.of(VolumeReference.parse("later"))),
                        "volume");
        assertEquals(Outcome.TO_DO, volume.outcome());
        assertTrue(volume.seen().endsWith("there is " + shop.volume() + " (data)"), volume.seen());
        assertEquals("fly deploy --app shop", volume.next());
    }

    @Test
    void anAppInOrderEndsWithTheUsualCommand() {
        var _ = shop.create();
        Checkup checkup = examined(telling("/data/shop.db", true));
        assertEquals(
                List.of(),
                checkup.findings().stream().filter(it -> it.outcome() != Outcome.FINE).toList());
        assertEquals("flysnap create shop", checkup.next());
        List<String> warnings = List.of("SQLite 3.46.1 (the app's) has the WAL-reset bug.");
        Checkup warned =
                examined(
                        Optional.of((_, _) ->
                                new Telling("/data/shop.db", true, Optional.of(warnings))));
        assertEquals(Finding.toDo("warning", warnings.getFirst(), ""), of(warned, "warning"));
        assertEquals("flysnap create shop", warned.next(), "it takes time, and hinders nothing");
        shop.sim().sleeper().sleep(Duration.ofDays(3));
        Checkup later = examined(telling("/data/shop.db", true));
        assertEquals(Outcome.TO_DO, of(later, "snapshots").outcome());
        assertTrue(
                of(later, "snapshots").seen().contains("3 days old"), later.findings()::toString);
    }

    @Test
    void aDatabaseThatNoSnapshotHoldsIsWrong() {
        Checkup outside = examined(telling("/app/shop.db", true));
        assertEquals(Outcome.WRONG, of(outside, "hook").outcome());
        assertTrue(of(outside, "hook").seen().contains("no snapshot contains it"));
        Checkup absent = examined(telling("/data/other.db", false));
        assertEquals(Outcome.WRONG, of(absent, "hook").outcome());
        assertTrue(absent.isWrong());
        assertEquals("fly ssh console --app shop -C 'ls -l /data/'", absent.next());
    }

    private QuiescerFactory hookAt(String address) {
        return (app, machine) ->
                new HookTransports(HookTimeouts.DEFAULT, shop.sim().sleeper(), shop.sim().clock())
                        .direct(
                                HookAddress.parse(address),
                                HookToken.parse("0123456789abcdef0123456789abcdef"),
                                app,
                                machine);
    }

    @Test
    void aHookThatIsNotThereYetIsSomethingToDo() {
        Checkup checkup = examined(Optional.of(hookAt("http://127.0.0.1:1")));
        Finding hook = of(checkup, "hook");
        assertEquals(Outcome.TO_DO, hook.outcome());
        assertEquals(hook.next(), checkup.next(), "without it no snapshot can be taken");
        assertTrue(hook.seen().startsWith("not deployed yet, or not reached: "), hook.seen());
    }

    @Test
    void aHookThatAnswersAndCannotWorkIsWrongAndComesBeforeASnapshot() {
        Problem cause =
                new Problem(
                        "hook-token-short",
                        ExitCode.NOT_AUTHORISED,
                        "The agent's token has 3 characters.",
                        "Fewer than 32 can be guessed.",
                        "fly secrets set FLYSNAP_HOOK_TOKEN=…");
        try (ProblemServer server =
                ProblemServer.start(
                                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), cause)
                        .orElseThrow()) {
            QuiescerFactory broken =
                    hookAt("http://127.0.0.1:%d".formatted(server.address().getPort()));
            Checkup checkup = examined(Optional.of(broken));
            Finding hook = of(checkup, "hook");
            assertEquals(Outcome.WRONG, hook.outcome());
            assertTrue(hook.seen().contains("token has 3 characters"), hook.seen());
            assertEquals(hook.next(), checkup.next());
            assertTrue(hook.next().startsWith("It advises: fly secrets set"), hook.next());
        }
    }

    @Test
    void aMachineThatStandsStillIsNotAsked() {
        shop.fly().machines().stop(Shop.APP, shop.machine(), Optional.empty());
        shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        Finding hook = of(examined(telling("/data/shop.db", true)), "hook");
        assertEquals(Outcome.LEFT_OUT, hook.outcome());
        assertTrue(hook.seen().contains("stopped"), hook.seen());
    }

    @Test
    void aTokenThatFlyRefusesAnAppThatIsNotThereAndSilenceAreToldApart() {
        assertEquals(Outcome.WRONG, of(withToken("fm2_wrong", Shop.APP), "token").outcome());
        Checkup unknown = withToken(shop.sim().token(), new AppName("no-such-app"));
        assertEquals(Outcome.WRONG, of(unknown, "app").outcome());
        assertTrue(unknown.isWrong());
        URI nowhere = URI.create("http://127.0.0.1:1");
        Checkup silent = at(nowhere, "fm2_x", Shop.APP);
        assertEquals(Outcome.LEFT_OUT, of(silent, "token").outcome());
        assertFalse(silent.isWrong());
    }

    @Test
    void withoutATokenEveryCheckIsNamedThatWasLeftOut() {
        Checkup left = Doctor.withoutToken(Shop.APP);
        assertEquals(
                List.of("token", "app", "volume", "snapshots", "hook"),
                left.findings().stream().map(Finding::check).toList());
        assertTrue(left.findings().stream().allMatch(it -> it.outcome() == Outcome.LEFT_OUT));
        assertEquals(
                "export FLY_API_TOKEN=\"$(fly tokens create deploy --app shop)\"", left.next());
    }

    private Checkup withToken(String token, AppName app) {
        return at(URI.create(shop.sim().baseUrl()), token, app);
    }

    private Checkup at(URI base, String token, AppName app) {
        try (FlyApi fly =
                FlyApi.of(
                        FlySettings.of(base, FlyToken.parse(token), "flysnap/test"),
                        (action, target) -> {},
                        shop.sim().sleeper(),
                        shop.sim().clock())) {
            return new Doctor(
                            fly,
                            Optional.empty(),
                            shop.sim().clock(),
                            _ -> Optional.empty(),
                            List.of())
                    .examine(app, Optional.empty());
        }
    }

    private record Telling(String path, boolean present, Optional<List<String>> warnings)
            implements Quiescer {
        @Override
        public StatusAnswer status() {
            return new StatusAnswer(
                    2,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(
                            new StatusAnswer.DatabaseStatus(
                                    "shop",
                                    path,
                                    present,
                                    Optional.empty(),
                                    Optional.of("wal"),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty(),
                                    Optional.empty())),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    warnings);
        }

        @Override
        public Quiesced quiesce(String attempt, Duration hold, List<String> databases) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Resumed resume(String lease) {
            throw new UnsupportedOperationException();
        }
    }
}
