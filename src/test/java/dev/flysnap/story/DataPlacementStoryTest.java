package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.doctor.checkup.Doctor;
import dev.flysnap.doctor.checkup.Finding;
import dev.flysnap.doctor.checkup.Finding.Outcome;
import dev.flysnap.json.Json;
import dev.flysnap.json.JsonText;
import dev.flysnap.model.VolumeId;
import dev.flysnap.sim.settings.Switches;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether doctor tells that data lies where no snapshot is, or twice. */
class DataPlacementStoryTest {
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

    private static Json.Obj config(Optional<VolumeId> volume, String group, String env) {
        return JsonText.parseObject(
                """
                {"image":"registry.fly.io/shop:1","env":%s,"mounts":[%s],
                 "metadata":{"fly_platform_version":"v2","fly_process_group":"%s"}}
                """
                        .formatted(
                                env,
                                volume.map("{\"volume\":\"%s\",\"path\":\"/data\"}"::formatted)
                                        .orElse(""),
                                group));
    }

    private List<Finding> data() {
        return new Doctor(
                        shop.fly(),
                        Optional.empty(),
                        shop.sim().clock(),
                        _ -> Optional.empty(),
                        List.of())
                .examine(Shop.APP, Optional.empty()).findings().stream()
                        .filter(it -> it.check().equals("data"))
                        .toList();
    }

    private Finding only() {
        List<Finding> data = data();
        assertEquals(1, data.size(), data::toString);
        return data.getFirst();
    }

    private void configure(String env) {
        shop.configure(config(Optional.of(shop.volume()), "app", env));
    }

    @Test
    void nothingIsSaidOfDataThatLiesOnItsVolume() {
        configure("{\"DATABASE_PATH\":\"/data/shop.db\",\"DB_HOST\":\"/var/run/pg.sock\"}");
        assertEquals(List.of(), data());
    }

    @Test
    void aDatabaseOnNoVolumeIsWrong() {
        configure("{\"DB_DATABASE\":\"/var/www/html/database.sqlite\"}");
        Finding lost = only();
        assertEquals(Outcome.WRONG, lost.outcome());
        assertTrue(lost.seen().contains("/var/www/html/database.sqlite"), lost.seen());
        assertTrue(lost.seen().contains("[env] DB_DATABASE of machine"), lost.seen());
        assertTrue(lost.seen().contains("the next deploy deletes it"), lost.seen());
    }

    @Test
    void aGroupWithoutTheVolumeIsNamed() {
        String env = "{\"DATABASE_URL\":\"sqlite3:///data/shop.db\"}";
        configure(env);
        var machine = shop.addMachine("jobs", Shop.AMS, config(Optional.empty(), "solidq", env));
        Finding finding = only();
        assertEquals(Outcome.TO_DO, finding.outcome());
        assertTrue(
                finding.seen().startsWith(machine + " (group solidq) has no volume"),
                finding.seen());
    }

    @Test
    void twoMachinesWithADatabaseEachAreNotACopy() {
        String env = "{\"DATABASE_URL\":\"/data/shop.db\"}";
        configure(env);
        var _ =
                shop.addMachine(
                        "second", Shop.AMS, config(Optional.of(shop.newVolume()), "app", env));
        Finding finding = only();
        assertTrue(
                finding.seen().startsWith("2 machines have a /data/shop.db each"), finding.seen());
        assertTrue(finding.next().contains("flysnap create --all shop"), finding.next());
    }

    @Test
    void liteFsBelowTheAppIsNamed() {
        configure("{\"LITEFS_DIR\":\"/litefs\",\"DATABASE_PATH\":\"/litefs/shop.db\"}");
        Finding finding = only();
        assertTrue(finding.seen().startsWith("LiteFS runs on"), finding.seen());
        assertTrue(finding.next().contains("flysnap create --quiesce off"), finding.next());
    }
}
