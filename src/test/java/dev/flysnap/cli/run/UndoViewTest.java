package dev.flysnap.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flysnap.json.JsonText;
import dev.flysnap.model.AppName;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.run.UndoPreview;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an undo says before and after. */
class UndoViewTest {
    private static UndoView text(UndoPreview undo) {
        return new UndoView(new AppName("shop"), undo);
    }

    private static UndoPreview undo(boolean afterCommit, boolean oldStays) {
        return new UndoPreview(
                new RunId("run_k3v9x2m7qa"),
                afterCommit,
                Optional.of(new MachineId("e28650ecd31548")),
                Optional.of(new VolumeId("vol_4qk5xqz7y1mj8w2r")),
                Optional.of(new MachineId("148e306b0d5189")),
                oldStays,
                false,
                Optional.of(new MachineId("148e306b0d5189")));
    }

    private static UndoPreview before(boolean untouched, Optional<MachineId> serving) {
        return new UndoPreview(
                new RunId("run_k3v9x2m7qa"),
                false,
                Optional.empty(),
                Optional.of(new VolumeId("vol_4qk5xqz7y1mj8w2r")),
                Optional.empty(),
                false,
                untouched,
                serving);
    }

    @Test
    void aMachineThatTheRunHasNotTouchedIsNotSaidToBeMissing() {
        UndoPreview undo = before(true, Optional.of(new MachineId("148e306b0d5189")));
        String words = text(undo).preview();
        assertTrue(
                words.endsWith(
                        "leave     machine 148e306b0d5189 as it is: this run has not changed it"),
                words);
        assertEquals(Optional.of("148e306b0d5189"), text(undo).json().text("untouched_machine"));
        String without = text(before(true, Optional.empty())).preview();
        assertTrue(without.endsWith("this run has changed nothing"), without);
        String begun = text(before(false, Optional.empty())).preview();
        assertTrue(
                begun.endsWith(
                        "start     nothing: there is no old machine, so the app is down then"),
                begun);
    }

    @Test
    void asJsonItSaysWhatStaysAndWhatWorksAgain() {
        assertEquals(
                JsonText.parseObject(
                        """
                        {"run":"run_k3v9x2m7qa","app":"shop","after_commit":true,"new_machine":"e28650ecd31548",
                         "new_volume":"vol_4qk5xqz7y1mj8w2r","new_volume_kept":true,"old_machine":"148e306b0d5189",
                         "old_machine_works_again":true}\
                        """),
                text(undo(true, false)).json());
    }

    @Test
    void anOldMachineThatIsLeftIsNotSaidToWorkAgain() {
        assertTrue(
                text(undo(false, true)).preview().contains("leave     old machine 148e306b0d5189"),
                text(undo(false, true)).preview());
        assertEquals(
                Optional.of(false), text(undo(false, true)).json().bool("old_machine_works_again"));
    }
}
