package dev.flysnap.story;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.problem.ExitCode;
import dev.flysnap.problem.FlysnapException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Does what a problem's last sentence says, command by command, as a tired person would. */
final class Instructions {
    private static final Pattern COMMAND =
            Pattern.compile(
                    "flysnap (?<verb>continue|undo) (?<run>run_[0-9a-z]+)"
                            + "|fly machine destroy --force (?<machine>[0-9a-z]+)"
                            + "|fly volumes destroy (?<volume>vol_[0-9a-z]+)");
    private static final int MOST_ROUNDS = 5;

    /**
     * Follows them, and those that following them leads to, until nothing is asked for any more.
     */
    static void follow(Shop shop, String next) {
        String text = next;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            Optional<String> more = followed(shop, text);
            if (more.isEmpty()) {
                return;
            }
            text = more.get();
        }
        throw new AssertionError("following the instructions leads to no end: " + text);
    }

    private static Optional<String> followed(Shop shop, String text) {
        try {
            once(shop, text);
        } catch (FlysnapException e) {
            return Optional.of(e.problem())
                    .filter(it -> it.exit() == ExitCode.NEEDS_OPERATOR)
                    .map(it -> it.next());
        }
        return Optional.empty();
    }

    /** Of several ways ("or") the first is taken. */
    static void once(Shop shop, String text) {
        String first = text.split(", or by hand|; or put the old", 2)[0];
        Matcher command = COMMAND.matcher(first);
        boolean any = false;
        while (command.find()) {
            any = true;
            one(shop, command);
        }
        if (!any) {
            throw new AssertionError("there is no command to follow in: " + text);
        }
    }

    private static void one(Shop shop, Matcher command) {
        if (command.group("machine") != null) {
            shop.fly()
                    .machines()
                    .delete(
                            Shop.APP,
                            new MachineId(command.group("machine")),
                            true,
                            Optional.empty());
            shop.sim().sleeper().sleep(Duration.ofSeconds(30));
        } else if (command.group("volume") != null) {
            var _ = shop.fly().volumes().delete(Shop.APP, new VolumeId(command.group("volume")));
        } else {
            RunRecord run = shop.journal().run(new RunId(command.group("run"))).orElseThrow();
            if (command.group("verb").equals("undo")) {
                shop.restore().undo(run);
            } else {
                var _ = shop.restore().continueRun(run);
            }
        }
    }

    private Instructions() {}
}
