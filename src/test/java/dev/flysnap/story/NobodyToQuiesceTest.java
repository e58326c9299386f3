package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.model.AppName;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Receipt;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.QuiescePolicy;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume without a running machine needs no quiesce, and the receipt says why there was none. */
class NobodyToQuiesceTest {
    private static final AppName SHOP = new AppName("shop");
    private static final QuiescerFactory NOBODY =
            (_, _) -> {
                throw new AssertionError("nobody is asked there");
            };

    @TempDir private Path state;
    private Harbour harbour;
    private VolumeId volume;

    @BeforeEach
    void open() {
        harbour = new Harbour(state, Map.of("shop", 1));
        volume = harbour.volumes(SHOP).getFirst();
    }

    @AfterEach
    void close() {
        harbour.close();
    }

    @Test
    void aStoppedMachineNeedsNone() {
        harbour.fly().machines().stop(SHOP, harbour.machine(volume), Optional.empty());
        harbour.sim().sleeper().sleep(Duration.ofSeconds(30));
        Receipt receipt = create(Harbour.request(SHOP, volume));
        assertEquals(Grade.STOPPED, receipt.grade());
        assertSays(receipt, harbour.machine(volume) + " is stopped");
        assertSays(receipt, "no quiesce was needed");
    }

    @Test
    void aVolumeThatNoMachineHasNeedsNone() {
        VolumeId loose = harbour.addVolume(SHOP);
        Receipt receipt = create(Harbour.request(SHOP, loose));
        assertEquals(Grade.CRASH_CONSISTENT, receipt.grade());
        assertSays(receipt, "No machine had the volume attached");
    }

    @Test
    void aSuspendedMachineIsNamedAsWhatItIs() {
        harbour.suspend(SHOP, volume);
        CreateRequest request = Harbour.request(SHOP, volume);
        FlysnapException refused = assertThrows(FlysnapException.class, () -> create(request));
        assertEquals("machine-cannot-answer", refused.problem().code());
        assertTrue(refused.problem().what().contains("is suspended"), refused.problem().what());
        Receipt receipt =
                create(
                        new CreateRequest(
                                SHOP,
                                request.volume(),
                                Optional.of(QuiescePolicy.OFF),
                                request.holdUntil(),
                                request.holdMax(),
                                request.databases(),
                                request.minGrade(),
                                request.timeout()));
        assertEquals(Grade.CRASH_CONSISTENT, receipt.grade());
        assertSays(receipt, harbour.machine(volume) + " is suspended");
    }

    private Receipt create(CreateRequest request) {
        Create create = new Create(harbour.bench(), Optional.of(NOBODY));
        return create.run(create.plan(harbour.nextRun(), request));
    }

    private static void assertSays(Receipt receipt, String words) {
        assertTrue(String.join(" ", receipt.limits()).contains(words), receipt.limits()::toString);
    }
}
