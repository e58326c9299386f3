package dev.flysnap.cli.restore;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.cli.session.RunProblems;
import dev.flysnap.cli.terminal.Confirmation;
import dev.flysnap.journal.RunKind;
import dev.flysnap.journal.RunRecord;
import dev.flysnap.json.Json;
import dev.flysnap.model.AppName;
import dev.flysnap.model.RunId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import dev.flysnap.problem.Problem;
import dev.flysnap.restore.request.ImageChoice;
import dev.flysnap.runtime.Prompt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a person is asked, and what the answers mean. */
class ImagePromptTest {
    private static final AppName SHOP = new AppName("shop");
    private final List<String> questions = new ArrayList<>();

    @Test
    void aCutoverOnATerminalGoesOnWhenTheAppsNameIsTyped() {
        Confirmation.demandForCutover(SHOP, false, answering("shop"));
        assertTrue(questions.getFirst().contains("shop"), questions::toString);
        for (String wrong : List.of("", "y", "yes", "shop2", "SHOP")) {
            FlysnapException refused =
                    assertThrows(
                            FlysnapException.class,
                            () -> Confirmation.demandForCutover(SHOP, false, answering(wrong)));
            assertEquals("cutover-not-confirmed", refused.problem().code());
        }
        assertThrows(
                FlysnapException.class,
                () ->
                        Confirmation.demandForCutover(
                                SHOP, false, Optional.of(it -> Optional.empty())));
    }

    @Test
    void nobodyIsAskedWhoSaidItBeforehandOrInAScript() {
        Confirmation.demandForCutover(SHOP, true, answering("no"));
        assertEquals(List.of(), questions);
        assertDoesNotThrow(() -> Confirmation.demandForCutover(SHOP, false, Optional.empty()));
    }

    @Test
    void anUndoNeedsAWordByFlagOrOnATerminal() {
        Problem needed =
                RunProblems.undoNotConfirmed(
                        new RunRecord(
                                new RunId("run_k3v9x2m7qa"),
                                RunKind.RESTORE,
                                SHOP,
                                Optional.empty(),
                                Instant.EPOCH,
                                Json.Obj.empty(),
                                Optional.empty()));
        Confirmation.demand(true, Optional.empty(), "Sure?", needed);
        Confirmation.demand(false, answering("yes"), "Sure?", needed);
        assertEquals(List.of("Sure?"), questions);
        for (Optional<Prompt> other : List.of(Optional.<Prompt>empty(), answering("y"))) {
            Problem refused =
                    assertThrows(
                                    FlysnapException.class,
                                    () -> Confirmation.demand(false, other, "Sure?", needed))
                            .problem();
            assertEquals("undo-not-confirmed", refused.code());
            assertEquals(ExitCode.USAGE, refused.exit());
            assertTrue(refused.next().contains("flysnap undo run_k3v9x2m7qa --yes"));
        }
    }

    @Test
    void theImageIsAskedForWithBothOfThemShown() {
        assertEquals(
                Optional.of(new ImageChoice.OfSnapshot()),
                ImagePrompt.of(answering("snapshot")).ask("shop:1", "shop:2"));
        assertTrue(
                questions.getFirst().contains("shop:1") && questions.getFirst().contains("shop:2"),
                questions::toString);
        assertEquals(
                Optional.of(new ImageChoice.Current()),
                ImagePrompt.of(answering("current")).ask("shop:1", "shop:2"));
        assertEquals(Optional.empty(), ImagePrompt.of(answering("x")).ask("shop:1", "shop:2"));
        assertEquals(Optional.empty(), ImagePrompt.of(Optional.empty()).ask("shop:1", "shop:2"));
    }

    private Optional<Prompt> answering(String answer) {
        return Optional.of(question -> {
            questions.add(question);
            return Optional.of(answer);
        });
    }
}
