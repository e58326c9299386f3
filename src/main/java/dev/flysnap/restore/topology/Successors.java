package dev.flysnap.restore.topology;

import dev.flysnap.model.Machine;
import dev.flysnap.tags.RestoreTag;
import dev.flysnap.tags.TagKeys;
import java.util.List;
import java.util.Optional;

/**
 * Who serves the app now, seen from the machine of a restore whose journal is lost. Pure.
 *
 * @param machine the restore's
 * @param note what it bears
 * @param machines the living ones of the app
 */
public record Successors(Machine machine, RestoreTag note, List<Machine> machines) {

    /** The machine that the restore was to replace, as it is now. */
    public Optional<Machine> oldNow() {
        return note.old()
                .flatMap(old ->
                        machines.stream().filter(it -> it.id().equals(old.machine())).findFirst());
    }

    public boolean isOldWithdrawn() {
        return oldNow().flatMap(now -> note.old().map(it -> it.isWithdrawn(now))).orElse(false);
    }

    /** A machine that neither is nor was the restore's, made in place of one of the two. */
    public Optional<Machine> other() {
        return machines.stream()
                .filter(it -> !it.id().equals(machine.id()))
                .filter(it -> oldNow().filter(old -> old.id().equals(it.id())).isEmpty())
                .filter(TagKeys::isOfThePlatform)
                .filter(it -> !TagKeys.isVerifier(it))
                .filter(it ->
                        RestoreTag.on(it)
                                .flatMap(RestoreTag::old)
                                .map(RestoreTag.Old::machine)
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
    public boolean isOutOfService() {
        return !TagKeys.isOfThePlatform(machine) && serving().isPresent();
    }

    private Optional<Machine> serving() {
        return other().or(() ->
                oldNow().filter(_ -> !isOldWithdrawn()).filter(TagKeys::isOfThePlatform));
    }

    public String words() {
        return serving().map(it -> "machine " + it.id()).orElse("no machine that bears a note");
    }
}
