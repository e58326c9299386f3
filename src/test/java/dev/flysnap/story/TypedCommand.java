package dev.flysnap.story;

import dev.flysnap.journal.RunRecord;
import dev.flysnap.model.MachineId;
import dev.flysnap.model.RunId;
import dev.flysnap.model.SnapshotId;
import dev.flysnap.model.VolumeId;
import dev.flysnap.restore.request.Goal;
import dev.flysnap.restore.request.RestoreRequestBuilder;
import dev.flysnap.restore.run.Restore;
import dev.flysnap.sim.player.FlyctlPlayer;
import dev.flysnap.snapshot.catalog.SnapshotChoice;
import dev.flysnap.snapshot.create.Create;
import dev.flysnap.snapshot.plan.CreateRequest;
import dev.flysnap.snapshot.plan.HoldUntil;
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
    private static final Pattern CREATE =
            Pattern.compile("flysnap create shop(?: --volume (?<volume>vol_\\w+))?");
    private static final Pattern START =
            Pattern.compile("fly machine start (?<machine>\\w+) --app shop");
    private static final Pattern LOOK =
            Pattern.compile(
                    "flysnap create shop --check full|flysnap (status|runs show|list) .*|fly (logs|machine status|volumes list) .*");
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
        Matcher create = CREATE.matcher(command);
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
        } else if (create.matches()) {
            create(shop, Optional.ofNullable(create.group("volume")).map(VolumeId::new));
        } else if (LOOK.matcher(command).matches()) {
            return false;
        } else {
            throw new AssertionError("nobody knows how to do this: " + command);
        }
        return true;
    }

    private static void create(Shop shop, Optional<VolumeId> volume) {
        CreateRequest usual = Shop.createRequest(HoldUntil.QUIESCED);
        Create create = shop.creation();
        var _ =
                create.run(
                        create.plan(
                                shop.nextRun(),
                                new CreateRequest(
                                        usual.app(),
                                        volume,
                                        usual.quiesce(),
                                        usual.holdUntil(),
                                        usual.holdMax(),
                                        usual.databases(),
                                        usual.minGrade(),
                                        usual.timeout())));
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
