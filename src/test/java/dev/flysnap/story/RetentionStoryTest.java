package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.fly.resource.UpdateVolume;
import dev.flysnap.journal.Journal;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.proof.Receipt;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.runtime.RunContext;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreatePlan;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A volume's retention is what it was, whatever becomes of those who change it for a moment. */
class RetentionStoryTest {
    private static final int BEFORE = 14;

    @TempDir private Path state;
    private Shop shop;

    @BeforeEach
    void open() {
        shop = new Shop(state.resolve("journal"), Switches.DEFAULTS);
    }

    @AfterEach
    void close() {
        shop.close();
    }

    @Test
    void aSecondRunPutsBackWhatTheInterruptedOneFound() {
        RunId first = interrupted(30);
        assertEquals(30, shop.retention());
        assertEquals(Optional.of(30), retained(30).retentionDays());
        assertEquals(BEFORE, shop.retention());
        Receipt continued = shop.creation().continueRun(shop.journal().run(first).orElseThrow());
        assertEquals(Optional.of(30), continued.retentionDays());
        assertEquals(BEFORE, shop.retention());
    }

    @Test
    void aSecondRunWithAnotherRetentionDoesSoToo() {
        interrupted(30);
        assertEquals(Optional.of(60), retained(60).retentionDays());
        assertEquals(BEFORE, shop.retention());
    }

    @Test
    void aSecondRunThatWantsTheVolumesOwnDoesSoToo() {
        interrupted(30);
        assertEquals(Optional.of(BEFORE), retained(BEFORE).retentionDays());
        assertEquals(BEFORE, shop.retention());
    }

    @Test
    void manyInterruptedRunsAreOneDebt() {
        interrupted(30);
        interrupted(60);
        interrupted(7);
        assertEquals(Optional.of(20), retained(20).retentionDays());
        assertEquals(BEFORE, shop.retention());
    }

    @Test
    void aDebtThatWasSettledIsForgotten() {
        interrupted(30);
        var _ = retained(60);
        set(30);
        assertEquals(Optional.of(7), retained(7).retentionDays());
        assertEquals(30, shop.retention(), "somebody has set that since");
    }

    @Test
    void aSettingThatSomebodyChangedMeanwhileStays() {
        RunId first = interrupted(30);
        set(45);
        var _ = shop.creation().continueRun(shop.journal().run(first).orElseThrow());
        assertEquals(45, shop.retention());
    }

    /** The note at the machine tells what the journal that is gone would have told. */
    @Test
    void anotherJournalKnowsOfTheDebtByTheMachine() {
        interrupted(30);
        try (Journal other = shop.openJournal(state.resolve("other"))) {
            Create create =
                    new Create(
                            new RunContext(
                                    shop.fly(),
                                    other,
                                    shop.sim().sleeper(),
                                    shop.sim().clock(),
                                    words -> {},
                                    shop.cut()),
                            Optional.of(shop.hook()));
            var _ =
                    create.run(
                            create.plan(
                                    new RunId("run_0000000099"),
                                    CreateRequests.retained(
                                            Shop.createRequest(HoldUntil.QUIESCED), 60)));
        }
        assertEquals(BEFORE, shop.retention());
    }

    @Test
    void aRestoreMeanwhileDoesNotCarryTheNoteToItsMachine() {
        var _ = shop.create();
        interrupted(30);
        assertTrue(noted(shop.machine()));
        Restore restore = shop.restore();
        var report = restore.run(restore.plan(shop.nextRun(), Shop.restoreRequest(true)));
        assertFalse(noted(report.machine().orElseThrow()));
    }

    private boolean noted(MachineId machine) {
        return shop.fly()
                .machines()
                .get(Shop.APP, machine)
                .metadata()
                .containsKey("flysnap_create");
    }

    @Test
    void aChangeThatFlyRefusesLeavesAllAsItWas() {
        shop.sim().faults().queue(FaultKinds.fault("volumes.update", 1, "409"));
        assertThrows(FlysnapException.class, () -> retained(30));
        assertEquals(BEFORE, shop.retention());
        assertEquals(Optional.of(30), retained(30).retentionDays());
        assertEquals(BEFORE, shop.retention());
    }

    /** Cut where the snapshot is about to be asked for: the volume's setting is the run's. */
    private RunId interrupted(int days) {
        QuiescerFactory dying =
                (app, machine) -> {
                    throw new PowerCut.Dark();
                };
        Create create = new Create(shop.bench(shop.cut()), Optional.of(dying));
        RunId run = shop.nextRun();
        CreatePlan plan =
                shop.creation()
                        .plan(
                                run,
                                CreateRequests.retained(
                                        Shop.createRequest(HoldUntil.QUIESCED), days));
        assertThrows(PowerCut.Dark.class, () -> create.run(plan));
        return run;
    }

    private Receipt retained(int days) {
        Create create = shop.creation();
        return create.run(
                create.plan(
                        shop.nextRun(),
                        CreateRequests.retained(Shop.createRequest(HoldUntil.QUIESCED), days)));
    }

    private void set(int days) {
        var _ =
                shop.fly()
                        .volumes()
                        .update(
                                Shop.APP,
                                shop.volume(),
                                new UpdateVolume(Optional.of(days), Optional.empty()));
    }
}
