package dev.flysnap.restore;

import dev.flysnap.model.Machine;
import dev.flysnap.snapshot.RestoreMarks;
import java.util.List;
import java.util.Optional;

/**
 * Who serves the app now, seen from the machine of a restore whose journal is lost. Pure.
 *
 * @param machine the restore's
 * @param note what it bears
 * @param machines the living ones of the app
 */
record Successors(Machine machine, RestoreNote note, List<Machine> machines) {

    /** The machine that the restore was to replace, as it is now. */
    Optional<Machine> oldNow() {
        return note.old()
                .flatMap(old ->
                        machines.stream().filter(it -> it.id().equals(old.machine())).findFirst());
    }

    boolean isOldWithdrawn() {
        return oldNow().flatMap(now -> note.old().map(it -> it.isWithdrawn(now))).orElse(false);
    }

    /** A machine that neither is nor was the restore's, made in place of one of the two. */
    Optional<Machine> other() {
        return machines.stream()
                .filter(it -> !it.id().equals(machine.id()))
                .filter(it -> oldNow().filter(old -> old.id().equals(it.id())).isEmpty())
                .filter(RestoreMarks::isOfThePlatform)
                .filter(it -> !RestoreMarks.isVerifier(it))
                .filter(it ->
                        RestoreNote.on(it)
                                .flatMap(RestoreNote::old)
                                .map(RestoreNote.Old::machine)
                                .filter(replaced ->
                                        replaced.equals(machine.id())
                                                || note.old()
                                                        .filter(old ->
                                                                old.machine().equals(replaced))
                                                        .isPresent())
                                .isPresent())
                .findFirst();
    }

    /**
     * Whether the app ran on the restore's machine and was put elsewhere: that lost the platform's
     * metadata, and another has it.
     */
    boolean isOutOfService() {
        return !RestoreMarks.isOfThePlatform(machine) && serving().isPresent();
    }

    private Optional<Machine> serving() {
        return other().or(() ->
                oldNow().filter(_ -> !isOldWithdrawn()).filter(RestoreMarks::isOfThePlatform));
    }

    String words() {
        return serving().map(it -> "machine " + it.id()).orElse("no machine that bears a note");
    }
}
