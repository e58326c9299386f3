package dev.flysnap.story;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.contract.QuiesceAnswer;
import dev.flysnap.contract.StatusAnswer;
import dev.flysnap.hook.client.Quiescer;
import dev.flysnap.json.JsonText;
import dev.flysnap.json.Records;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.proof.Grade;
import dev.flysnap.proof.Quiesced;
import dev.flysnap.proof.Receipt;
import dev.flysnap.proof.Resumed;
import dev.flysnap.sim.settings.Switches;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
import dev.flysnap.snapshot.plan.QuiescePolicy;
import dev.flysnap.snapshot.plan.QuiescerFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a hook's answer promises, and what becomes of a snapshot that is not worth it. */
class QuiescePromiseTest {
    private static final Problem DEAF =
            new Problem("hook-deaf", ExitCode.FAILED, "Nobody answers.", "It is a test.", "-");

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

    @Test
    void aDatabaseThatIsNotOnTheVolumeIsInNoSnapshotAndThatFailsTheCreate() {
        Problem problem =
                refused(
                        answering("/data/app.db", "/app/db/prod.sqlite3"),
                        request(Optional.empty(), Optional.empty()));
        assertEquals(ExitCode.CHECK_NOT_MET, problem.exit());
        assertTrue(
                problem.why().contains("main (/app/db/prod.sqlite3) is not on the volume"),
                problem.why());
    }

    @Test
    void aHookOfLevelTwoThatProvesNoSyncBreaksItsPromise() {
        QuiescerFactory hook = answering("\"synced\":true", "\"synced\":false");
        Problem problem = refused(hook, request(Optional.empty(), Optional.empty()));
        assertEquals(ExitCode.CHECK_NOT_MET, problem.exit());
        assertTrue(problem.what().contains(Grade.SYNCED.label()), problem.what());
    }

    @Test
    void aHookOfLevelOnePromisesACheckpointAndNoMore() {
        QuiescerFactory hook = answering("\"synced\":true", "\"synced\":false", ",\"level\":2", "");
        assertEquals(
                Grade.CHECKPOINTED,
                create(hook, request(Optional.empty(), Optional.empty())).grade());
    }

    @Test
    void whereTheHookIsOnlyPreferredItMayBeDeafAndTheReceiptSaysIt() {
        Receipt receipt =
                create(deaf(), request(Optional.of(QuiescePolicy.PREFER), Optional.empty()));
        assertEquals(Grade.CRASH_CONSISTENT, receipt.grade());
        assertTrue(
                receipt.limits().contains("The hook did not work: Nobody answers."),
                receipt.limits()::toString);
    }

    @Test
    void aHookThatIsPreferredAndWorksIsAsGoodAsOneThatIsRequired() {
        Receipt receipt =
                create(shop.hook(), request(Optional.of(QuiescePolicy.PREFER), Optional.empty()));
        assertEquals(Grade.SYNCED, receipt.grade());
    }

    @Test
    void aGradeThatIsDemandedIsDemandedOfAPreferredHookToo() {
        Problem problem =
                refused(
                        deaf(),
                        request(Optional.of(QuiescePolicy.PREFER), Optional.of(Grade.SYNCED)));
        assertEquals(ExitCode.CHECK_NOT_MET, problem.exit());
        assertTrue(problem.why().contains("Nobody answers."), problem.why());
    }

    @Test
    void whereTheHookIsRequiredADeafOneFailsTheCreateBeforeAnythingIsAskedFor() {
        assertEquals(DEAF, refused(deaf(), request(Optional.empty(), Optional.empty())));
        assertEquals(List.of(), shop.fly().snapshots().list(Shop.APP, shop.volume()));
    }

    private static QuiescerFactory deaf() {
        return (app, machine) -> {
            throw DEAF.exception();
        };
    }

    /** The stand-in's answer, with some of its text replaced by what follows each. */
    private QuiescerFactory answering(String... replaced) {
        return (app, machine) ->
                new Quiescer() {
                    @Override
                    public StatusAnswer status() {
                        throw new UnsupportedOperationException();
                    }

                    @Override
                    public Quiesced quiesce(String attempt, Duration hold, List<String> databases) {
                        String text =
                                JsonText.print(
                                        Records.write(
                                                QuiesceAnswer.class,
                                                StandInHook.answer(attempt, machine.id().value())));
                        for (int i = 0; i < replaced.length; i += 2) {
                            assertTrue(text.contains(replaced[i]), text);
                            text = text.replace(replaced[i], replaced[i + 1]);
                        }
                        Instant now = shop.sim().clock().instant();
                        return new Quiesced(
                                Records.read(QuiesceAnswer.class, JsonText.parse(text)), now, now);
                    }

                    @Override
                    public Resumed resume(String lease) {
                        return new Resumed.Intact(0);
                    }
                };
    }

    private static CreateRequest request(Optional<QuiescePolicy> policy, Optional<Grade> least) {
        CreateRequest usual = Shop.createRequest(HoldUntil.QUIESCED);
        return new CreateRequest(
                usual.app(),
                usual.volume(),
                policy,
                usual.holdUntil(),
                usual.holdMax(),
                usual.databases(),
                least,
                usual.timeout());
    }

    private Receipt create(QuiescerFactory hook, CreateRequest request) {
        Create create = new Create(shop.bench(shop.cut()), Optional.of(hook));
        return create.run(create.plan(shop.nextRun(), request));
    }

    private Problem refused(QuiescerFactory hook, CreateRequest request) {
        return assertThrows(FlysnapException.class, () -> create(hook, request)).problem();
    }
}
