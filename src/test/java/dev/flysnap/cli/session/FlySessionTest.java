package dev.flysnap.cli.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.config.Config;
import dev.flysnap.config.ConfigFlags;
import dev.flysnap.journal.Lock;
import dev.flysnap.journal.LockKey;
import dev.flysnap.journal.OrganizationSlug;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.Json;
import dev.flysnap.model.RunId;
import dev.flysnap.model.Volume;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.sim.SimSettings;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.story.Shop;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlySessionTest {
    private static final RunId RUN = new RunId("run_0000000001");
    private static final RunId OTHER_RUN = new RunId("run_0000000002");

    @TempDir private Path directory;
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(directory.resolve("shop"), Switches.DEFAULTS);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void eachHasTheJournalOfItsFlyAndOrganisation() {
        try (Shop other = new Shop(directory.resolve("other"), Switches.DEFAULTS);
                FlySession here = session(shop);
                FlySession there = session(other)) {
            RunRecord run =
                    here.context().journal().start(RUN, RunKind.CREATE, Shop.APP, Json.Obj.empty());
            assertEquals(Optional.of(new OrganizationSlug("personal")), run.organization());
            assertEquals(List.of(), there.context().journal().runs());
            LockKey key = LockKey.ofVolume(Shop.APP, shop.volume());
            try (Lock _ = here.context().journal().lock(key, RUN)) {
                there.context().journal().lock(key, OTHER_RUN).close();
                assertThrows(
                        FlysnapException.class,
                        () -> here.context().journal().lock(key, OTHER_RUN));
            }
            FlysnapException elsewhere =
                    assertThrows(
                            FlysnapException.class,
                            () -> RunProblems.requireRun(there.context().journal(), RUN));
            assertEquals("run-of-another-fly", elsewhere.problem().code());
        }
    }

    @Test
    void aTargetThatNamesTheIdFromBeforeAMoveStillConfiguresTheVolume() throws IOException {
        Files.writeString(
                directory.resolve("flysnap.toml"),
                """
                [[targets]]
                app = "shop"
                volume = "%s"
                hook.port = 8123
                [[targets]]
                app = "shop"
                volume = "vol_anotherone"
                hook.port = 8124
                """
                        .formatted(shop.volume()));
        VolumeId moved =
                new VolumeId(
                        shop.sim()
                                .migration()
                                .migrate(Shop.APP.value(), Optional.of(shop.volume().value()))
                                .getFirst()
                                .to());
        try (FlySession session = session(shop)) {
            Volume now = shop.fly().volumes().get(Shop.APP, moved);
            assertEquals(Optional.of(8123), session.configOf(Shop.APP, now).hookPort());
            assertTrue(session.configOf(Shop.APP, now).databases().isEmpty());
        }
    }

    @Test
    void aTokenThatCanOnlyReadIsRefusedBeforeAnythingIsPlanned() {
        Config readsOnly = config(shop, SimSettings.newReadOnlyToken());
        FlysnapException refused =
                assertThrows(FlysnapException.class, () -> session(readsOnly).close());
        assertEquals("fly-token-reads-only", refused.problem().code());
        assertEquals(ExitCode.NOT_AUTHORISED, refused.problem().exit());
        assertTrue(FlySession.onlyReads(readsOnly), "so that nothing is swept with it");
    }

    @Test
    void databasesWithoutAHookThatIsNamedAreNotSnapshottedWithoutAQuiesce() throws IOException {
        Files.writeString(
                directory.resolve("flysnap.toml"), "[hook]\ndatabases = ['main=/data/shop.db']\n");
        try (FlySession session = session(shop)) {
            Create create = new Create(session.context(), session.hook());
            CreateRequest request = Shop.createRequest(HoldUntil.QUIESCED);
            FlysnapException refused =
                    assertThrows(FlysnapException.class, () -> create.plan(RUN, request));
            assertEquals("hook-not-named", refused.problem().code());
        }
    }

    private FlySession session(Shop of) {
        return session(config(of, Shop.DEPLOY_TOKEN));
    }

    private static FlySession session(Config config) {
        return FlySession.open(config, Shop.APP, new PrintWriter(new StringWriter()));
    }

    private Config config(Shop of, String token) {
        Map<String, String> environment =
                Map.of(
                        "FLY_FLAPS_BASE_URL", of.sim().baseUrl(),
                        "FLY_API_TOKEN", token,
                        "FLYSNAP_STATE_DIR", directory.resolve("state").toString());
        return Config.load(ConfigFlags.NONE, environment, directory, directory);
    }
}
