package dev.flysnap.story;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.RestoreRequestBuilder;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.player.FlyctlPlayer;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command line that flysnap recommends, done as its command does it. */
final class TypedCommand {
    private static final Pattern RUN =
            Pattern.compile(
                    "flysnap (?<verb>continue|undo|finish) (?<run>run_[0-9a-z]+)(?<rest>.*)");
    private static final Pattern RESTORE =
            Pattern.compile("flysnap restore (?<snapshot>vs_\\w+) --app shop --cutover(?<rest>.*)");
    private static final Pattern START =
            Pattern.compile("fly machine start (?<machine>\\w+) --app shop");
    private static final Pattern LOOK =
            Pattern.compile(
                    "flysnap (status|runs show|list) .*|fly (logs|machine status|volumes list) .*");
    private static final FlyctlPlayer.AppConfig TOML =
            new FlyctlPlayer.AppConfig(
                    Optional.of(Shop.IMAGE), Optional.of(new FlyctlPlayer.Mount("data", "/data")));

    /**
     * @return whether it changes anything
     * @throws dev.flysnap.problem.FlysnapException as the command
     * @throws AssertionError if no such command is known
     */
    static boolean type(Shop shop, String command) {
        Matcher run = RUN.matcher(command);
        Matcher restore = RESTORE.matcher(command);
        Matcher start = START.matcher(command);
        if (run.matches()) {
            end(shop, run);
        } else if (restore.matches()) {
            boolean unfenced = restore.group("rest").contains("--accept-unfenced");
            Restore restores = shop.restore();
            var _ =
                    restores.run(
                            restores.plan(
                                    shop.nextRun(),
                                    RestoreRequestBuilder.of(
                                                    Shop.APP,
                                                    new SnapshotChoice.ById(
                                                            new SnapshotId(
                                                                    restore.group("snapshot"))))
                                            .toRegions(Shop.CDG)
                                            .timeout(Duration.ofMinutes(10))
                                            .goal(unfenced ? Goal.CUTOVER_UNFENCED : Goal.CUTOVER)
                                            .build()));
        } else if (start.matches()) {
            shop.fly()
                    .machines()
                    .start(Shop.APP, new MachineId(start.group("machine")), Optional.empty());
            shop.sim().sleeper().sleep(Duration.ofMinutes(1));
        } else if (command.equals("fly deploy --app shop")) {
            deploy(shop);
        } else if (command.startsWith("flysnap create shop")) {
            var _ = shop.create();
        } else if (LOOK.matcher(command).matches()) {
            return false;
        } else {
            throw new AssertionError("nobody knows how to do this: " + command);
        }
        return true;
    }

    static void deploy(Shop shop) {
        var _ = shop.sim().flyctl().deploy(Shop.APP.value(), TOML);
        shop.sim().sleeper().sleep(Duration.ofMinutes(1));
    }

    private static void end(Shop shop, Matcher command) {
        RunRecord run = shop.journal().run(new RunId(command.group("run"))).orElseThrow();
        String rest = command.group("rest");
        switch (command.group("verb")) {
            case "undo" -> shop.restore().undo(run);
            case "finish" -> {
                var _ = shop.restore().finish(run);
            }
            default -> {
                if (!run.kind().makesVolume()) {
                    var _ = shop.creation().continueRun(run);
                } else {
                    Optional<Goal> goal =
                            rest.contains("--accept-unfenced")
                                    ? Optional.of(Goal.CUTOVER_UNFENCED)
                                    : rest.contains("--cutover")
                                            ? Optional.of(Goal.CUTOVER)
                                            : Optional.empty();
                    var _ = shop.restore().continueRun(run, goal);
                }
            }
        }
    }

    private TypedCommand() {}
}
